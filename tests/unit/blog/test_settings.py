from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.article import Link
from blog.discussion import Hold
from blog.errors import BadSetting
from blog.permalinks import PATTERNS
from blog.setting_values import is_address
from blog.settings import Settings, explain

DEFAULTS = Settings()


def test_what_is_shown_can_be_set_and_what_is_set_can_be_stored():
    changed = DEFAULTS.changed(
        {
            "title": "Night Light",
            "tagline": "",
            "language": "de-AT",
            "time_zone": "Europe/Vienna",
            "address": "https://blog.example.org/",
            "permalinks": "/{year}/{month}/{slug}/",
            "menu": "About = /about; Code=https://example.org/a?b=c\nTags = /tags",
            "share": "email, x",
            "likes": "off",
            "accent": "#b5651d",
            "icon": "☾",
            "hold_comments": "none",
        }
    )
    assert Settings.read(changed.texts()) == changed
    assert DEFAULTS.changed(changed.texts()) == changed
    assert changed.address == "https://blog.example.org"
    assert changed.menu == (Link("About", "/about"), Link("Code", "https://example.org/a?b=c"), Link("Tags", "/tags"))
    assert changed.share == ("email", "x")
    assert (changed.likes, changed.hold_comments) == (False, Hold.NONE)
    assert str(changed.zone) == "Europe/Vienna"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("title", "", "1 to 120 characters"),
        ("title", "x" * 121, "not 121"),
        ("title", "two\nlines", "one line"),
        ("language", "English", "BCP 47"),
        ("time_zone", "Mars/Base", "such as Europe/Vienna"),
        ("time_zone", "../etc/passwd", "such as Europe/Vienna"),
        ("address", "blog.example.org", "origin"),
        ("address", "https://example.org/blog", "origin"),
        ("address", "https://example.org/#top", "origin"),
        ("address", "https://example.org?", "origin"),
        ("address", "javascript:alert(1)", "origin"),
        ("permalinks", "/{slug}/{year}", "must be one of"),
        ("permalinks", "{slug}", "must be one of"),
        ("articles_per_page", "0", "1 to 50"),
        ("articles_per_page", "ten", "whole number"),
        ("articles_per_page", "١٠", "whole number"),
        ("comments_per_page", "1000", "5 to 200"),
        ("menu", "About", "a label"),
        ("menu", "Evil = javascript:alert(1)", "an http"),
        ("menu", "Evil = //example.org", "an http"),
        ("menu", ";".join(f"A{n} = /a" for n in range(31)), "room for 30"),
        ("share", "email myspace", "must be one of"),
        ("likes", "yes", "on, off"),
        ("accent", "red", "#b5651d"),
        ("accent_dark", "#B5651D;}", "#b5651d"),
        ("icon", "<svg>", "one or two characters"),
        ("hold_comments", "some", "all, first-time, none"),
        ("colour", "red", "there is no such setting"),
    ],
)
def test_a_wrong_value_is_refused_with_the_reason_and_changes_nothing(name, text, reason):
    with pytest.raises(BadSetting, match=reason) as refusal:
        DEFAULTS.changed({"tagline": "Fine", name: text})
    assert str(refusal.value).startswith(f"{name}: ")
    assert Settings() == DEFAULTS


def test_a_stored_text_that_is_no_value_any_more_leaves_the_default():
    assert Settings.read({"title": "Kept", "permalinks": "/gone/{slug}", "unknown": "x"}) == Settings(title="Kept")


@given(st.dictionaries(st.sampled_from([*DEFAULTS.texts(), "other"]), st.text()))
def test_any_text_is_either_a_value_or_a_reason(texts):
    try:
        changed = DEFAULTS.changed(texts)
    except BadSetting:
        return
    assert Settings.read(changed.texts()) == changed


@given(st.lists(st.builds(Link, st.text(min_size=1), st.just("/about")), max_size=40).map(tuple))
def test_whatever_titles_a_menu_is_made_of_it_can_be_stored(menu):
    read = DEFAULTS.changed(replace(DEFAULTS, menu=menu).texts()).menu
    assert len(read) <= min(len(menu), 30)
    assert {link.address for link in read} <= {"/about"}


def test_what_parts_labels_and_addresses_stands_in_none():
    menu = (Link("A; b = c\nd", "/a;b=c"), Link(" = ", "/gone"))
    read = DEFAULTS.changed(replace(DEFAULTS, menu=menu).texts()).menu
    assert read == (Link("A b c d", "/a%3Bb=c"),)


def test_every_setting_is_explained():
    assert all(explain(name) for name in DEFAULTS.texts())


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_may_end_with_a_slash(pattern):
    assert DEFAULTS.changed({"permalinks": f"{pattern}/"}).permalinks == f"{pattern}/"


@pytest.mark.parametrize("text", ["/about", "/a/b?c=d#e", "https://example.org", "http://example.org:8080/x"])
def test_what_a_link_may_lead_to(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "about", "//example.org", "/\\example.org", "https://", "https://a b", "ftp://example.org", "https://u@x"],
)
def test_what_a_link_may_not_lead_to(text):
    assert not is_address(text)
