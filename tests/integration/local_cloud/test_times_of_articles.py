"""An article's time, from the table's stream over schedule and clock to the function that keeps it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest

from blog.article import ArticleState
from blog.errors import ArticleGone, ArticleNotFound
from follow_changes.changes import NotFollowed, Written, read_batch
from follow_changes.schedules import ArticleTimes, schedule_name
from lamppost.local_cloud.clock import Clock
from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.following import Following
from lamppost.local_cloud.streams import Record, Stream
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from tests.support.blog import an_article

GROUP = "ArticleTimes"
NEXT_YEAR = datetime(2099, 12, 24, 18, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Times:
    """The blog's own stack, whose stream and clock move when they are told to."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.log: list[str] = []
        self.articles = ArticleWriter(cloud.database.client, cloud.table_name)
        self.table = BlogTable(cloud.database.client, cloud.table_name)
        self.scheduler = cloud.services.scheduler
        (source,) = cloud.stack.sources
        self.stream = Stream(cloud.database.client, cloud.database.streams, source.table_name)
        self._following = Following(
            source, self.stream, cloud.function("FollowChanges"), Event(), self.log.append, pause=lambda attempt: 0
        )
        functions = {"KeepTime": cloud.function("KeepTime")}
        self._clock = Clock(self.scheduler, cloud.stack.schedule_groups, functions, self.log.append)

    def save(self, slug: str = "hello", **fields: Any) -> None:
        self.articles.save(an_article(slug, **fields))

    def follow(self) -> None:
        self._following.catch_up()

    def tick(self, minutes: int = 2) -> None:
        """The clock's tick some minutes from now: what was due before it is kept in the next minute that can be."""
        self._clock.tick(datetime.now(UTC) + timedelta(minutes=minutes))

    def schedules(self) -> dict[str, str]:
        """Their expressions, by name."""
        names = [each["Name"] for each in self.scheduler.list_schedules(GroupName=GROUP)["Schedules"]]
        return {name: self.scheduler.get_schedule(GroupName=GROUP, Name=name)["ScheduleExpression"] for name in names}


@pytest.fixture
def times(blog_cloud: Cloud) -> Iterator[Times]:
    times = Times(blog_cloud)
    for name in times.schedules():
        times.scheduler.delete_schedule(GroupName=GROUP, Name=name)
    yield times
    assert times.log == []


BEGIN, END = schedule_name("hello", ends=False), schedule_name("hello", ends=True)


def test_a_scheduled_article_appears_at_its_minute_and_its_neighbours_know_it(times: Times):
    times.save("before", published_at=LONG_AGO - timedelta(days=1))
    times.save(state=ArticleState.SCHEDULED, published_at=LONG_AGO)
    times.follow()
    assert list(times.schedules()) == [BEGIN]
    with pytest.raises(ArticleNotFound):
        times.table.summary("hello")
    times.tick()
    assert times.table.summary("hello").state is ArticleState.PUBLISHED
    assert times.table.summary("before").next.place.slug == "hello"
    times.follow()
    assert times.schedules() == {}


def test_a_schedule_is_for_the_articles_minute_and_calls_keep_time_with_its_slug(times: Times):
    times.save(state=ArticleState.SCHEDULED, published_at=NEXT_YEAR)
    times.follow()
    made = times.scheduler.get_schedule(GroupName=GROUP, Name=BEGIN)
    assert (made["ScheduleExpression"], made["ScheduleExpressionTimezone"]) == ("at(2099-12-24T18:00:00)", "UTC")
    assert (made["FlexibleTimeWindow"], made["ActionAfterCompletion"]) == ({"Mode": "OFF"}, "DELETE")
    target = made["Target"]
    assert target["Arn"] == "arn:aws:lambda:us-east-1:123456789012:function:KeepTime"
    assert target["RoleArn"] == "arn:aws:iam::123456789012:role/SchedulerRole"
    assert target["DeadLetterConfig"] == {"Arn": "arn:aws:sqs:us-east-1:123456789012:Undelivered"}
    assert json.loads(target["Input"]) == {"slug": "hello", "due": NEXT_YEAR.isoformat()}
    times.tick()
    with pytest.raises(ArticleNotFound):
        times.table.summary("hello")


def test_an_article_ends_when_it_expires(times: Times):
    times.save(published_at=LONG_AGO, expires_at=LONG_AGO + timedelta(days=1))
    times.follow()
    assert list(times.schedules()) == [END]
    times.tick()
    with pytest.raises(ArticleGone):
        times.table.follow_address("/hello")
    times.follow()
    assert times.schedules() == {}


def test_a_scheduled_article_that_will_end_has_its_second_schedule_once_it_is_published(times: Times):
    times.save(state=ArticleState.SCHEDULED, published_at=LONG_AGO, expires_at=NEXT_YEAR)
    times.follow()
    assert list(times.schedules()) == [BEGIN]
    times.tick()
    times.follow()
    assert times.schedules() == {END: "at(2099-12-24T18:00:00)"}


def test_a_schedule_follows_the_article(times: Times):
    times.save(state=ArticleState.SCHEDULED, published_at=NEXT_YEAR)
    times.follow()
    times.save(state=ArticleState.SCHEDULED, published_at=NEXT_YEAR + timedelta(hours=1))
    times.follow()
    assert times.schedules() == {BEGIN: "at(2099-12-24T19:00:00)"}
    times.save(state=ArticleState.DRAFT, published_at=NEXT_YEAR)
    times.follow()
    assert times.schedules() == {}


@pytest.mark.parametrize("end", ["publish", "delete"])
def test_what_waits_no_longer_has_no_schedule(times: Times, end: str):
    times.save(state=ArticleState.SCHEDULED, published_at=NEXT_YEAR)
    times.follow()
    assert list(times.schedules()) == [BEGIN]
    if end == "publish":
        times.save()
    else:
        times.articles.delete("hello")
    times.follow()
    assert times.schedules() == {}


def test_articles_without_a_time_have_no_schedule(times: Times):
    for state in (ArticleState.PUBLISHED, ArticleState.UNLISTED, ArticleState.DRAFT):
        times.save(state, state=state)
    times.follow()
    assert times.schedules() == {}


def records_of(times: Times) -> list[Record]:
    times.save(state=ArticleState.SCHEDULED, published_at=NEXT_YEAR)
    times.save("other", state=ArticleState.SCHEDULED, published_at=NEXT_YEAR)
    return times.stream.read()


def batch_of(records: list[Record]) -> list[Written]:
    return read_batch(records, print)[0]


TARGET = {
    "Arn": "arn:aws:lambda:us-east-1:123456789012:function:KeepTime",
    "RoleArn": "arn:aws:iam::123456789012:role/SchedulerRole",
}


def test_a_batch_that_comes_again_changes_nothing(times: Times):
    records = records_of(times)
    follower = ArticleTimes(times.scheduler, GROUP, TARGET)
    follower.follow(batch_of(records))
    after_one = times.schedules()
    follower.follow(batch_of(records))
    assert times.schedules() == after_one
    assert len(after_one) == 2


def test_a_schedule_that_cannot_be_made_is_named_and_the_others_are_made(times: Times):
    records = records_of(times)
    client = times.cloud.database.session.client("scheduler")

    def refuse(params: dict[str, Any], **_: Any) -> None:
        if BEGIN in params["url_path"]:
            error = {"Error": {"Code": "ServiceQuotaExceededException", "Message": "there are a million"}}
            raise client.exceptions.ServiceQuotaExceededException(error, "CreateSchedule")

    client.meta.events.register("before-call.scheduler.CreateSchedule", refuse)
    with pytest.raises(NotFollowed) as left:
        ArticleTimes(client, GROUP, TARGET).follow(batch_of(records))
    (refused,) = [each for each in records if each["dynamodb"]["SequenceNumber"] in left.value.numbers]
    assert refused["dynamodb"]["NewImage"]["title"] == {"S": "Hello"}
    assert list(times.schedules()) == [schedule_name("other", ends=False)]


def test_keeping_time_again_or_for_nobody_does_nothing(times: Times):
    keep_time = times.cloud.function("KeepTime")
    times.save(state=ArticleState.SCHEDULED, published_at=LONG_AGO)
    said = [keep_time.invoke({"slug": slug}).payload for slug in ("hello", "hello", "nobody")]
    assert [each["state"] for each in said] == ["published", "", ""]
    assert times.table.summary("hello").state is ArticleState.PUBLISHED
