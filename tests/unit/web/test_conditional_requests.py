"""What a reader has already: RFC 9110 §13."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.requests import Request

CHANGED_AT = datetime(2026, 11, 22, 12, 0, 0, 400_000, tzinfo=timezone(timedelta(hours=1)))


def asked(**headers: str) -> Request:
    return Request({"headers": {name.replace("_", "-"): value for name, value in headers.items()}})


@pytest.mark.parametrize(
    ("since", "has"),
    [
        ("Sun, 22 Nov 2026 11:00:00 GMT", True),
        ("Sun, 22 Nov 2026 11:00:01 GMT", False),
        ("Sun, 22 Nov 2026 10:59:59 GMT", False),
        ("Sunday, 22-Nov-26 11:00:00 GMT", True),
        ("Sun Nov 22 11:00:00 2026", True),
        ("yesterday", False),
        ("", False),
    ],
)
def test_what_has_not_changed_since_is_there_already(since, has):
    assert asked(if_modified_since=since).has('W/"a"', CHANGED_AT) is has


def test_an_etag_says_more_than_a_date():
    late = "Mon, 23 Nov 2026 12:00:00 GMT"
    assert not asked(if_none_match='W/"b"', if_modified_since=late).has('W/"a"', CHANGED_AT)
    assert asked(if_none_match='"b", W/"a"', if_modified_since="x").has('W/"a"', CHANGED_AT)


def test_a_date_says_nothing_of_what_has_none():
    assert not asked(if_modified_since="Sun, 22 Nov 2026 11:00:00 GMT").has('W/"a"')


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,30} [A-Z][a-z]{2} \d{1,30} \d+:\d+:\d+ ([A-Z]{3}|[+-]\d+)"))
def test_no_date_breaks_a_request(since):
    assert asked(if_modified_since=since).has('W/"a"', datetime(1, 1, 1, tzinfo=UTC)) in (True, False)
