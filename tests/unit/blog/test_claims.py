from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.claims import make_claim, read_claim
from tests.support.blog import NOW, a_comment

KEY = b"k" * 32
PATH = a_comment(parent=a_comment(number=1).path, number=2).path
CLAIM = make_claim(PATH, NOW + timedelta(minutes=15), "2026-11", KEY)


def test_a_claim_is_read_as_it_was_made():
    assert read_claim(CLAIM.token) == CLAIM


def test_a_claim_is_good_until_its_time_is_over():
    assert CLAIM.is_genuine(KEY, NOW + timedelta(minutes=15, seconds=-1))
    assert not CLAIM.is_genuine(KEY, NOW + timedelta(minutes=15))


def test_nobody_claims_anothers_comment_or_more_time():
    assert not replace(CLAIM, path=a_comment(number=1).path).is_genuine(KEY, NOW)
    assert not replace(CLAIM, expiry=CLAIM.expiry + 1).is_genuine(KEY, NOW)
    assert not CLAIM.is_genuine(b"other", NOW)


def test_a_claim_made_without_a_key_is_none():
    assert not make_claim(PATH, NOW + timedelta(minutes=15), "2026-11", b"").is_genuine(b"", NOW)


@pytest.mark.parametrize(
    "token", ["", "~~~", CLAIM.token[:-1], CLAIM.token + "0", CLAIM.token.upper(), "../" + CLAIM.token]
)
def test_what_is_no_claim_is_none(token):
    assert read_claim(token) is None


@given(st.text() | st.from_regex(r"[0-9a-z/]{16,40}~\d{1,11}~\d{4}-\d\d~[0-9a-f]{40}", fullmatch=True))
def test_whatever_a_browser_sends_is_no_genuine_claim(token):
    claim = read_claim(token)
    assert claim is None or not claim.is_genuine(KEY, NOW)
