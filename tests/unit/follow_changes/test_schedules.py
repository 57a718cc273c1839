"""When an article's schedule calls, and what it is called itself."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from blog.article import ArticleState, ArticleSummary, Author
from follow_changes.changes import read_batch
from follow_changes.schedules import ArticleTimes, at, due, schedule_name
from storage import items
from tests.support import blog

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(days=1)


def an_article(state: ArticleState, expires_at: datetime | None = None) -> ArticleSummary:
    author = Author(slug="keeper", name="The Keeper")
    return ArticleSummary(slug="a", title="A", author=author, published_at=SOON, expires_at=expires_at, state=state)


@pytest.mark.parametrize(
    ("state", "expires_at", "moment"),
    [
        (ArticleState.SCHEDULED, None, SOON),
        (ArticleState.SCHEDULED, LATER, SOON),
        (ArticleState.PUBLISHED, None, None),
        (ArticleState.PUBLISHED, LATER, LATER),
        (ArticleState.UNLISTED, LATER, LATER),
        (ArticleState.DRAFT, LATER, None),
        (ArticleState.EXPIRED, LATER, None),
    ],
)
def test_an_article_that_waits_is_due_when_it_begins_and_one_that_is_shown_when_it_ends(state, expires_at, moment):
    assert due(an_article(state, expires_at)) == moment


def test_what_is_not_there_is_never_due():
    assert due(None) is None


@pytest.mark.parametrize(
    ("moment", "expression"),
    [
        (datetime(2026, 12, 24, 18, 0, tzinfo=UTC), "at(2026-12-24T18:00:00)"),
        (datetime(2026, 12, 24, 18, 0, tzinfo=timezone(timedelta(hours=1))), "at(2026-12-24T17:00:00)"),
        # Rounded up, for a schedule that calls too early would find nothing to do.
        (datetime(2026, 12, 24, 18, 0, 0, 1, tzinfo=UTC), "at(2026-12-24T18:01:00)"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "at(2027-01-01T00:00:00)"),
        (NOW + timedelta(minutes=1), "at(2026-11-22T12:01:00)"),
        # What is over, or nearly so, is moved to a minute that can still be met.
        (NOW, "at(2026-11-22T12:01:00)"),
        (NOW - timedelta(days=700), "at(2026-11-22T12:01:00)"),
    ],
)
def test_a_schedule_calls_at_the_first_full_minute_in_utc(moment: datetime, expression: str):
    assert at(moment, NOW) == expression


def test_a_minute_that_is_about_to_begin_is_left_to_pass():
    nearly = NOW + timedelta(seconds=50)
    assert at(NOW + timedelta(minutes=1), nearly) == "at(2026-11-22T12:02:00)"
    assert at(NOW, nearly) == "at(2026-11-22T12:02:00)"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(0, 59_999_999))
def test_never_before_the_moment_nor_before_it_can_be_met_and_never_a_minute_later_than_needed(moment, microseconds):
    now, moment = NOW + timedelta(microseconds=microseconds), moment.replace(tzinfo=UTC)
    called = datetime.strptime(at(moment, now), "at(%Y-%m-%dT%H:%M:%S)").replace(tzinfo=UTC)
    earliest = max(moment, now + timedelta(seconds=20))
    assert timedelta(0) <= called - earliest < timedelta(minutes=1)
    assert called.second == 0


@given(st.text(min_size=1, max_size=200))
def test_a_schedules_name_is_one_that_the_scheduler_takes(slug: str):
    begin, end = schedule_name(slug, ends=False), schedule_name(slug, ends=True)
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
    assert re.fullmatch(r"[0-9a-zA-Z-_.]{1,64}", begin) and re.fullmatch(r"[0-9a-zA-Z-_.]{1,64}", end)
    assert begin != end


def test_articles_have_schedules_of_their_own():
    assert len({schedule_name(slug, ends=False) for slug in ("a", "b", "A", "ä", "a-b")}) == 5


class Scheduler:
    """Takes down the expressions that it is given."""

    class exceptions:  # noqa: N801, as boto3 names it
        ClientError = ConflictException = ClientError

    def __init__(self) -> None:
        self.made: list[str] = []

    def create_schedule(self, **schedule) -> None:
        self.made.append(schedule["ScheduleExpression"])


@pytest.mark.parametrize("skew", [timedelta(minutes=-20), timedelta()])
def test_a_clock_that_is_behind_makes_no_schedule_for_a_moment_that_is_over(skew):
    scheduler = Scheduler()
    times = ArticleTimes(scheduler, "group", {}, lambda: NOW + skew)
    head = items.head_item(blog.an_article(state=ArticleState.SCHEDULED, published_at=NOW - timedelta(minutes=5)))
    change = {"Keys": {"pk": head["pk"], "sk": head["sk"]}, "NewImage": head, "SequenceNumber": "1"}
    batch, _ = read_batch([{"dynamodb": change | {"ApproximateCreationDateTime": NOW.timestamp()}}], print)
    times.follow(batch)
    assert scheduler.made == ["at(2026-11-22T12:01:00)"]
