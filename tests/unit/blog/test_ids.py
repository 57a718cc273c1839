from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.ids import ID, make_id, time_of

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(3000, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
TAILS = st.integers(0, 2**64)


@given(MOMENTS, TAILS)
def test_an_id_tells_its_moment_to_the_millisecond(at, tail):
    assert timedelta() <= at - time_of(make_id(at, tail)) < timedelta(milliseconds=1)


@given(MOMENTS, MOMENTS, TAILS, TAILS)
def test_ids_sort_as_their_moments_do(first, second, one, other):
    if second - first >= timedelta(milliseconds=1):
        assert make_id(first, one) < make_id(second, other)


@given(MOMENTS, TAILS)
def test_an_id_has_sixteen_lower_case_characters(at, tail):
    assert ID.fullmatch(make_id(at, tail))


def test_an_id_is_the_same_today_as_when_it_was_stored():
    assert make_id(datetime(2026, 11, 22, 20, 51, 6, tzinfo=UTC), 0x2A) == "01m82gdqmg00001a"


def test_a_moment_before_1970_has_no_id():
    with pytest.raises(ValueError, match="1969"):
        make_id(datetime(1969, 12, 31, tzinfo=UTC), 0)
