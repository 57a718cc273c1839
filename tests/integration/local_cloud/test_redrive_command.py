"""What was given up in the local cloud, and `lamppost redrive`, which does it again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import boto3
import pytest

from blog.article import ArticleState
from follow_changes.schedules import schedule_name
from lamppost.local_cloud.clock import Clock
from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.following import Following
from lamppost.local_cloud.lambda_functions import Failed, LambdaFunction, Outcome
from lamppost.local_cloud.streams import Stream
from lamppost.undelivered import Undelivered
from storage import items, keys
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from tests.integration.local_cloud.command import Run
from tests.support.blog import an_article

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NEXT_CENTURY = datetime(2099, 12, 24, 18, 0, tzinfo=UTC)


class Refusing:
    """A function that fails whatever it is asked, until it is `mended`."""

    def __init__(self, function: LambdaFunction) -> None:
        self._called = function
        self.function = function.function
        self.mended = False

    def invoke(self, event: dict[str, Any]) -> Outcome:
        return self._called.invoke(event) if self.mended else Failed("RuntimeError: S3 is on fire")


class Broken:
    """The blog's cloud, whose functions fail, and what was given up."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._told: set[str] = set()
        self.log: list[str] = []
        self.articles = ArticleWriter(cloud.database.client, cloud.table_name)
        self.table = BlogTable(cloud.database.client, cloud.table_name)
        self.follower = Refusing(cloud.function("FollowChanges"))
        (self.source,) = cloud.stack.sources
        self.stream = Stream(cloud.database.client, cloud.database.streams, self.source.table_name)
        self.empty()

    def follow(self, begin: bool = False) -> None:
        following = Following(
            self.source,
            self.stream,
            self.follower,
            Event(),
            self.log.append,
            pause=lambda _: 0,
            leave=self.cloud.services.leave,
        )
        following.begin() if begin else following.catch_up()

    def messages(self) -> int:
        services = self.cloud.services
        wanted = {"QueueUrl": services.queues["Undelivered"], "AttributeNames": ["ApproximateNumberOfMessages"]}
        return int(services.sqs.get_queue_attributes(**wanted)["Attributes"]["ApproximateNumberOfMessages"])

    def forgotten(self) -> list[str]:
        """The paths that the edge was told since the last time."""
        cloudfront = boto3.client("cloudfront")
        found = cloudfront.list_invalidations(DistributionId="Distribution")["InvalidationList"].get("Items", [])
        new = {each["Id"] for each in found} - self._told
        self._told |= new
        told = [cloudfront.get_invalidation(DistributionId="Distribution", Id=each) for each in new]
        return [path for each in told for path in each["Invalidation"]["InvalidationBatch"]["Paths"]["Items"]]

    def schedules(self) -> list[str]:
        return [each["Name"] for each in self.cloud.services.scheduler.list_schedules()["Schedules"]]

    def empty(self) -> None:
        services = self.cloud.services
        queue = Undelivered(services.sqs, services.queues["Undelivered"])
        for each in list(queue.take()):
            queue.settle(each)
        for each in services.scheduler.list_schedules()["Schedules"]:
            services.scheduler.delete_schedule(GroupName=each["GroupName"], Name=each["Name"])
        self.forgotten()
        self.stream.read()


@pytest.fixture
def broken(blog_cloud: Cloud) -> Iterator[Broken]:
    broken = Broken(blog_cloud)
    yield broken
    broken.empty()


def found(run: Run, words: str) -> list[str]:
    done = run("search", words, "--json")
    return [each["address"] for each in json.loads(done.stdout)["hits"]] if done.exit_code == 0 else []


def redriven(run: Run, *options: str) -> list[dict[str, str]]:
    done = run("redrive", "--json", *options)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_changes_that_nothing_followed_are_followed_from_the_stream(run: Run, broken: Broken):
    broken.articles.save(an_article("hello", body="<p>Zeppelins.</p>"))
    broken.articles.save(an_article("soon", state=ArticleState.SCHEDULED, published_at=NEXT_CENTURY))
    broken.follow()
    given_up = broken.messages()
    assert given_up > 0
    assert (found(run, "zeppelins"), broken.schedules()) == ([], [])
    shown = redriven(run, "--dry-run")
    assert {each["why"] for each in shown} == {"RuntimeError: S3 is on fire"}
    assert all(each["what"].startswith("FollowChanges: 1 change from ") for each in shown)
    assert (broken.messages(), len(shown)) == (given_up, given_up)
    done = redriven(run)
    assert {each["now"] for each in done} == {"followed 1 record as it is now"}
    assert broken.messages() == 0
    assert found(run, "zeppelins") == ["/hello"]
    assert broken.schedules() == [schedule_name("soon", ends=False)]
    assert {"/hello*", "/rss.xml*"} <= set(broken.forgotten())
    assert redriven(run) == []


def test_what_is_done_late_undoes_nothing_newer(run: Run, broken: Broken):
    broken.articles.save(an_article("hello", title="Zeppelins"))
    broken.follow()
    broken.follower.mended = True
    broken.articles.save(an_article("hello", title="Balloons"))
    broken.articles.save(an_article("other", title="Kites"))
    broken.follow()
    redriven(run)
    assert (found(run, "zeppelins"), found(run, "balloons"), found(run, "kites")) == ([], ["/hello"], ["/other"])


def test_changes_that_no_stream_has_any_more_are_made_up_from_the_table(run: Run, broken: Broken):
    broken.articles.save(an_article("hello", body="<p>Zeppelins.</p>"))
    broken.articles.save(an_article("soon", state=ArticleState.SCHEDULED, published_at=NEXT_CENTURY))
    broken.stream.read()
    # As if the stream had gone back so far.
    broken.follow(begin=True)
    done = redriven(run)
    assert {each["now"].partition(":")[0] for each in done} == {"not in the stream any more"}
    assert found(run, "zeppelins") == ["/hello"]
    assert broken.schedules() == [schedule_name("soon", ends=False)]
    assert "/*" in broken.forgotten()


def test_a_time_that_was_not_kept_is_kept(run: Run, broken: Broken):
    broken.articles.save(an_article("hello", state=ArticleState.SCHEDULED, published_at=LONG_AGO))
    broken.follower.mended = True
    broken.follow()
    keeper = Refusing(broken.cloud.function("KeepTime"))
    groups, log = broken.cloud.stack.schedule_groups, broken.log
    clock = Clock(
        broken.cloud.services.scheduler, groups, {"KeepTime": keeper}, log.append, broken.cloud.services.leave
    )
    for _ in range(3):
        clock.tick(NEXT_CENTURY)
    (shown,) = redriven(run, "--dry-run")
    assert shown["what"].startswith('KeepTime: {"slug": "hello", "due": "')
    (done,) = redriven(run)
    assert (done["now"], broken.messages()) == ("called again", 0)
    assert broken.table.summary("hello").state is ArticleState.PUBLISHED


def test_what_fails_again_stays_in_the_queue_and_is_told(run: Run, broken: Broken, capfd: pytest.CaptureFixture[str]):
    torn = items.key(keys.article("torn"), keys.PUBLIC_HEAD) | {"title": {"S": "No more than that"}}
    broken.cloud.database.client.put_item(TableName=broken.cloud.table_name, Item=torn)
    broken.articles.save(an_article("hello", body="<p>Zeppelins.</p>"))
    broken.follower.mended = True
    broken.follow()
    # The good ones were followed all the same.
    assert found(run, "zeppelins") == ["/hello"]
    assert broken.messages() == 1
    for _ in range(2):
        done = run("redrive")
        assert (done.exit_code, broken.messages()) == (1, 1)
        assert "failed: FollowChanges could not follow 1 of" in done.output
        assert "1 message stays in the queue" in done.output
    broken.cloud.database.client.delete_item(
        TableName=broken.cloud.table_name, Key=items.key(keys.article("torn"), keys.PUBLIC_HEAD)
    )
    assert len(redriven(run)) == 1
    assert broken.messages() == 0
    capfd.readouterr()


def test_a_message_that_nobody_can_read_is_shown_and_stays(run: Run, broken: Broken):
    services = broken.cloud.services
    services.sqs.send_message(QueueUrl=services.queues["Undelivered"], MessageBody="hello?")
    done = run("redrive")
    assert (done.exit_code, broken.messages()) == (1, 1)
    assert "hello?" in done.output


def test_nothing_given_up_is_said(run: Run, broken: Broken):
    done = run("redrive")
    assert (done.exit_code, done.output) == (0, "Nothing was given up.\n")
