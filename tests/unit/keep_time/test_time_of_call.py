"""A function whose clock is behind believes the scheduler; one whose clock is right believes its clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from keep_time.keeping import time_of_call

DUE = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)
IN_VIENNA = DUE.astimezone(timezone(timedelta(hours=1)))


@pytest.mark.parametrize("due", [DUE, IN_VIENNA])
@pytest.mark.parametrize("minutes", [-20, 0, 20])
def test_it_is_never_earlier_than_what_is_due(due, minutes):
    now = DUE + timedelta(minutes=minutes)
    assert time_of_call({"slug": "a", "due": due.isoformat()}, now) == max(DUE, now)


def test_who_calls_without_a_time_means_now():
    assert time_of_call({"slug": "a"}, DUE) == DUE
