from dataclasses import replace
from datetime import timedelta

import pytest

from blog.settings import Settings
from moderation import rules
from moderation.flood import flood_finding
from moderation.repeated import repeated, text_digest
from moderation.submission import Known, Submission
from moderation.verdict import Finding, Outcome
from tests.support.blog import NOW

SENT = Submission(slug="hello", opened_at=NOW - rules.MINIMUM_TIME)


def test_the_honeypot_tells_what_was_written_in_it():
    (found,) = rules.honeypot(replace(SENT, trap="x" * 200))
    assert found == Finding("honeypot", f"filled in the field that nobody sees: {'x' * 80}", 0, Outcome.SPAM)


@pytest.mark.parametrize(
    ("opened_at", "evidence"),
    [
        (NOW - timedelta(seconds=1.25), "sent 1.2 s after the form was opened"),
        (NOW + timedelta(seconds=1), "the form says that it was opened in the future"),
        (None, "the form does not say when it was opened"),
    ],
)
def test_too_fast_says_how_fast(opened_at, evidence):
    (found,) = rules.too_fast(replace(SENT, opened_at=opened_at), NOW)
    assert (found.evidence, found.at_least) == (evidence, Outcome.HOLD)


def test_an_edit_has_no_form_that_could_be_too_fast_or_hold_a_trap():
    edit = replace(SENT, is_edit=True, opened_at=None, trap="x")
    assert [*rules.honeypot(edit), *rules.too_fast(edit, NOW)] == []


@pytest.mark.parametrize(
    ("text", "url", "limit", "weight"),
    [
        ("no link", "", 1, None),
        ("no link", "https://me.example", 1, None),
        ("see https://a.example and https://b.example", "", 2, 55),
        ("see https://a.example and https://b.example", "https://me.example", 2, 55),
        ("see https://a.example", "", 2, None),
        ("see https://a.example", "", 0, None),
        (" ".join(f"https://a.example/{number}" for number in range(30)), "", 2, 70),
    ],
)
def test_links_hold_from_the_owners_number_on_and_weigh_more_the_more_there_are(text, url, limit, weight):
    found = [each.weight for each in rules.links(replace(SENT, text=text, url=url), Settings(hold_links=limit))]
    assert found == ([] if weight is None else [weight])


def test_links_are_named_by_where_they_lead():
    sent = replace(SENT, text="[a](https://bücher.example/x) https://b.example", url="https://b.example")
    (found,) = rules.links(sent, Settings())
    assert found.evidence == "2 links, to xn--bcher-kva.example, b.example"


@pytest.mark.parametrize("name", ["The Keeper", "the  keeper", "Τhе Кeeper", "The Keeper.", "The\u200bKeeper"])
def test_a_guest_may_not_sign_as_the_articles_author(name):
    (found,) = rules.author_name(replace(SENT, name=name), Known(author_name="The Keeper"))
    assert found == Finding("author_name", "signs as the article's author, The Keeper", 50, Outcome.HOLD)


@pytest.mark.parametrize(("name", "author"), [("Keeper", "The Keeper"), ("", ""), ("...", "!!!"), ("Anna", "")])
def test_other_names_are_free(name, author):
    assert list(rules.author_name(replace(SENT, name=name), Known(author_name=author))) == []


def test_lookalikes_of_one_letter_are_one():
    (found,) = rules.author_name(replace(SENT, name="Wi11iam Com0"), Known(author_name="William Corno"))
    assert found.rule == "author_name"


def test_an_approved_comment_speaks_softly_for_the_next_one():
    one, many = (list(rules.approved_before(Known(approved_before=count))) for count in (1, 99))
    assert [each.evidence for each in (*one, *many)] == [
        "1 approved comment of this e-mail address",
        "99 approved comments of this e-mail address",
    ]
    assert one[0].weight == many[0].weight == -5
    assert list(rules.approved_before(Known())) == []


@pytest.mark.parametrize(("reports", "limit", "holds"), [(3, 3, True), (2, 3, False), (9, 0, False)])
def test_enough_readers_hold_a_comment(reports, limit, holds):
    found = list(rules.reported(reports, Settings(reports_to_hold=limit)))
    assert found == ([Finding("reported", "3 readers reported it", 0, Outcome.HOLD)] if holds else [])


def test_the_same_text_elsewhere_holds_and_on_many_articles_is_spam():
    (once,) = repeated(Known(seen_on=frozenset({"a"})))
    (often,) = repeated(Known(seen_on=frozenset("dabc")))
    assert (once.weight, once.evidence) == (50, "the same text was sent to 1 other article: a")
    assert (often.weight, often.evidence) == (100, "the same text was sent to 4 other articles: a, b, c")
    assert once.at_least is often.at_least is Outcome.HOLD
    assert list(repeated(Known())) == []


LONG = "I bookmarked this website and will certainly come back. https://shop.example/x?ref=1"


@pytest.mark.parametrize(
    "copy",
    [
        LONG.upper(),
        f"{LONG}!!! 777",
        LONG.replace("ref=1", "ref=2&utm=x"),
        LONG.replace("I bookmarked", "1 bookmarked"),
        LONG.replace("bookmarked", "bооkmаrkеd"),
        "And will certainly come back. " + LONG.replace("and will certainly come back. ", ""),
    ],
)
def test_copies_that_differ_in_trifles_have_one_digest(copy):
    assert text_digest(copy) == text_digest(LONG) != ""


def test_another_text_has_another_digest_and_a_short_one_has_none():
    assert text_digest(LONG.replace("website", "picture")) != text_digest(LONG)
    assert text_digest(LONG.replace("shop.example", "store.example")) != text_digest(LONG)
    assert text_digest("Thank you, that helped me a lot!") == text_digest("") == text_digest("1 2 3 " * 50) == ""


@pytest.mark.parametrize("name", ["source", "article", "blog"])
def test_a_flood_is_held_and_never_refused(name):
    found = flood_finding(name)
    assert found.at_least is Outcome.HOLD and f"flood_{name}" in found.evidence and not found.weight
