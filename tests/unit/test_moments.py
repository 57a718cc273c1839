"""How an owner says when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import pytest

from lamppost.moments import moment, shown

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VIENNA = ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize(
    ("text", "age"), [("12h", timedelta(hours=12)), (" 7d ", timedelta(days=7)), ("2w", timedelta(days=14))]
)
def test_an_age_counts_back_from_now(text: str, age: timedelta):
    assert moment(text, NOW, VIENNA) == NOW - age


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-20", "2026-11-20T00:00+01:00"),
        ("2026-07-20 12:30", "2026-07-20T12:30+02:00"),
        ("2026-11-20T12:30Z", "2026-11-20T12:30+00:00"),
    ],
)
def test_a_date_or_time_is_the_blogs_unless_it_says_its_offset(text: str, at: str):
    assert moment(text, NOW, VIENNA) == datetime.fromisoformat(at)


@pytest.mark.parametrize("text", ["", "d", "7", "7m", "yesterday", "2026-13-01", "99999w", "٣d"])
def test_what_is_neither_is_refused_with_examples(text: str):
    with pytest.raises(click.UsageError, match="an age such as 12h, 7d or 2w, a date such as 2026-11-20"):
        moment(text, NOW, VIENNA)


def test_a_moment_is_shown_in_the_blogs_zone_with_its_name():
    assert shown(NOW, UTC) == "2026-11-22 12:00 UTC"
    assert shown(NOW, VIENNA) == "2026-11-22 13:00 CET"


@pytest.mark.parametrize("text", ["1969-12-31", "9999w"])
def test_nothing_is_older_than_ids_can_be(text: str):
    with pytest.raises(click.UsageError, match="before 1970"):
        moment(text, NOW, UTC)
