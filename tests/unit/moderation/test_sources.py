from datetime import date

import pytest

from blog.settings import Settings
from moderation.sources import blocked, blocked_network, still_blocked
from moderation.submission import Submission
from moderation.verdict import Outcome
from tests.support.blog import NOW


def settings(blocks):
    return Settings().changed({"blocked": blocks})


def evidence(blocks, **fields):
    found = list(blocked(Submission(slug="a", **fields), settings(blocks), NOW))
    assert all((each.rule, each.at_least) == ("blocked", Outcome.REFUSE) for each in found)
    return [each.evidence for each in found]


@pytest.mark.parametrize("email", ["who@example.org", "WHO@Example.org", "who+any@example.org"])
def test_an_e_mail_address_is_blocked_with_all_that_is_delivered_to_it(email):
    assert evidence("who@example.org", email=email) == ["e-mail address who@example.org"]


@pytest.mark.parametrize("email", ["who2@example.org", "who@example.com", "x.who@example.org", ""])
def test_other_addresses_are_not(email):
    assert evidence("who@example.org", email=email) == []


def test_a_block_with_a_plus_is_on_that_one():
    assert evidence("who+a@example.org", email="who@example.org") == []
    assert evidence("who+a@example.org", email="who+a@example.org") == ["e-mail address who+a@example.org"]


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "x@spam.example"},
        {"email": "x@a.b.Spam.example"},
        {"url": "https://www.spam.example/"},
        {"url": "https://spam.example.:8443"},
        {"text": "[so](http://a.spam.example/x)"},
        {"text": '<a href="http://a.spam.example/x">so</a>', "is_html": True},
        {"text": "[so](http://sp%61m.example/x)"},
        {"url": "https://spam%2eexample/"},
        {"email": "x@sp%61m.example"},
    ],
)
def test_a_domain_is_blocked_with_all_below_it_in_address_website_and_links(fields):
    assert evidence("spam.example", **fields) == ["domain spam.example"]


@pytest.mark.parametrize("host", ["notspam.example", "spam.example.org", "example"])
def test_a_domain_that_only_looks_like_it_is_not(host):
    assert evidence("spam.example", email=f"x@{host}", url=f"https://{host}/") == []


def test_a_domain_in_another_script_is_the_same_domain():
    for fields in ({"url": "https://bücher.example/"}, {"email": "x@bücher.example"}):
        assert evidence("xn--bcher-kva.example", **fields) == ["domain xn--bcher-kva.example"]
    assert evidence("x@xn--bcher-kva.example", email="x+1@bücher.example") == ["e-mail address x@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    ("block", "address", "refused"),
    [
        ("203.0.113.0/24", "203.0.113.9", True),
        ("203.0.113.0/24", "203.0.114.9", False),
        ("203.0.113.0/24", "::ffff:203.0.113.9", True),
        ("2001:db8::/32", "2001:db8:1::1", True),
        ("2001:db8::/32", "203.0.113.9", False),
        ("203.0.113.0/24", "", False),
        ("203.0.113.0/24", "no address", False),
        ("spam.example", "203.0.113.9", False),
    ],
)
def test_a_network_is_blocked_of_either_kind(block, address, refused):
    found = list(blocked_network(address, settings(block), NOW))
    assert [(each.rule, each.evidence, each.at_least) for each in found] == (
        [("blocked_network", block, Outcome.REFUSE)] if refused else []
    )


def test_a_single_address_is_blocked_and_not_kept():
    (found,) = blocked_network("203.0.113.9", settings("203.0.113.9"), NOW)
    assert found.at_least is Outcome.REFUSE
    assert "203.0.113.9" not in found.evidence
    assert still_blocked(found.evidence, settings("203.0.113.9"), NOW)
    assert not still_blocked(found.evidence, settings("203.0.113.8"), NOW)


def test_a_block_ends_after_its_last_day():
    today, yesterday = NOW.date(), date.fromordinal(NOW.date().toordinal() - 1)
    assert evidence(f"spam.example until {today}", url="https://spam.example") == ["domain spam.example"]
    assert evidence(f"spam.example until {yesterday}", url="https://spam.example") == []
    assert list(blocked_network("203.0.113.9", settings(f"203.0.113.0/24 until {yesterday}"), NOW)) == []


def test_a_network_is_still_blocked_as_long_as_it_stands_there():
    assert still_blocked("203.0.113.0/24", settings("203.0.113.0/24; a.example"), NOW)
    assert not still_blocked("203.0.113.0/24", settings("203.0.113.0/25"), NOW)
    assert not still_blocked("203.0.113.0/24", settings("203.0.113.0/24 until 2026-01-01"), NOW)


def test_five_hundred_blocks_are_read_once():
    many = "; ".join(f"10.{number % 250}.{number // 250}.0/24" for number in range(500))
    assert len(list(blocked_network("10.7.1.9", settings(many), NOW))) == 1
