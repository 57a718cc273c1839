"""What CloudFront is told to forget, and when it refuses."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from blog.article import ArticleState
from follow_changes.changes import NotFollowed, Written, hand_on
from follow_changes.invalidation import Invalidation
from lamppost.local_cloud.invalidations import make_distribution
from tests.support.blog import NOW, a_comment, add
from tests.support.crawled import Crawled, crawled
from tests.support.deciding import a_batch

ID = "Distribution"


class Edge:
    """A site with its distribution, and all that it was told."""

    def __init__(self, site: Crawled) -> None:
        self.site = site
        self.client = boto3.client("cloudfront")
        make_distribution(self.client, ID)
        self.follower = Invalidation(self.client, ID, site.store.table)

    def written(self) -> list[Written]:
        return self.site.batch(self.site.records())

    def told(self) -> list[dict[str, Any]]:
        found = self.client.list_invalidations(DistributionId=ID)["InvalidationList"].get("Items", [])
        whole = (self.client.get_invalidation(DistributionId=ID, Id=each["Id"]) for each in found)
        return [each["Invalidation"]["InvalidationBatch"] for each in whole]

    def paths(self) -> list[list[str]]:
        return [each["Paths"]["Items"] for each in self.told()]

    def refuse(self, code: str, status: int) -> None:
        error = {"Error": {"Code": code, "Message": "not now"}, "ResponseMetadata": {"HTTPStatusCode": status}}

        def refused(**_: Any) -> None:
            raise self.client.exceptions.from_code(code)(error, "CreateInvalidation")

        self.client.meta.events.register_first("before-call.cloudfront.CreateInvalidation", refused)


@pytest.fixture
def edge(store) -> Iterator[Edge]:
    with crawled(store) as site:
        site.blog.publish()
        site.records()
        yield Edge(site)


def test_a_batch_is_one_invalidation_of_what_it_touches(edge: Edge):
    add(edge.site.store, a_comment(number=1))
    add(edge.site.store, a_comment(number=2))
    edge.follower.follow(edge.written())
    assert edge.paths() == [["/", "/hello*"]]


def test_an_article_is_forgotten_where_the_settings_say_that_it_is(edge: Edge):
    edge.site.store.settings.save({"permalinks": "/{year}/{month}/{slug}"})
    edge.written()
    # An edited comment, whose record does not know when its article was published.
    add(edge.site.store, a_comment(number=1))
    comments = [each for each in edge.written() if hasattr(each.change, "comment")]
    edge.follower.follow(comments)
    assert edge.paths() == [["/2026/11/hello*"]]


def test_what_no_page_shows_is_not_worth_an_invalidation(edge: Edge):
    edge.site.blog.publish("draft", state=ArticleState.DRAFT)
    edge.site.store.settings.save({"held_words": "casino"})
    edge.follower.follow(edge.written())
    edge.follower.follow([])
    assert edge.told() == []


def test_a_like_alone_is_not_worth_a_path(edge: Edge):
    edge.site.blog.like()
    edge.follower.follow(edge.written())
    assert edge.told() == []
    edge.site.blog.like(visitor="192.0.2.2")
    lock(edge, 1)
    edge.follower.follow(edge.written())
    assert edge.paths() == [["/hello*"]]


def lock(edge: Edge, number: int) -> None:
    """A change of the article's head alone."""
    edge.site.store.desk.lock("hello", a_batch(number))


def test_a_bulk_is_one_path(edge: Edge):
    for number in range(9):
        edge.site.blog.publish(f"imported-{number}", tags=(f"tag {number}",))
    batch = edge.written()
    assert len(batch) > 50
    edge.follower.follow(batch)
    assert edge.paths() == [["/*"]]


def test_the_same_batch_again_has_the_same_reference_and_another_batch_another(edge: Edge):
    lock(edge, 1)
    batch = edge.written()
    edge.follower.follow(batch)
    edge.follower.follow(batch)
    edge.site.store.desk.unlock("hello", a_batch(2))
    edge.follower.follow(edge.written())
    assert edge.paths() == [["/hello*"]] * 3
    assert len({each["CallerReference"] for each in edge.told()}) == 2


@pytest.mark.parametrize(
    ("code", "status"),
    [("TooManyInvalidationsInProgress", 400), ("Throttling", 400), ("ServiceUnavailable", 503), ("AccessDenied", 403)],
)
def test_when_cloudfront_refuses_those_records_come_again_and_no_other_follower_is_harmed(edge: Edge, code, status):
    edge.refuse(code, status)
    edge.site.blog.publish("draft", state=ArticleState.DRAFT)
    lock(edge, 1)
    records, seen, reported = edge.site.records(), [], []

    class Other:
        def follow(self, batch: list[Written]) -> None:
            seen.extend(batch)

    answer = hand_on(records, [edge.follower, Other()], reported.append)
    (head,) = [each.number for each in seen if getattr(each.change, "slug", "") == "hello"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": head}]}
    assert len(seen) > 1
    assert reported == [f"not followed: {head}"]


def test_when_the_table_is_too_busy_to_say_where_articles_are_the_batch_comes_again(edge: Edge):
    lock(edge, 1)
    batch = edge.written()

    def busy(**_: Any) -> None:
        error = {"Error": {"Code": "ThrottlingException", "Message": "slow down"}}
        raise edge.site.store.client.exceptions.ClientError(error, "GetItem")

    edge.site.store.client.meta.events.register_first("before-call.dynamodb.GetItem", busy)
    with pytest.raises(NotFollowed) as left:
        edge.follower.follow(batch)
    assert left.value.numbers == tuple(each.number for each in batch)


def test_an_article_whose_time_comes_is_one_that_comes(edge: Edge):
    edge.site.blog.publish("soon", state=ArticleState.SCHEDULED, published_at=NOW)
    edge.written()
    edge.site.store.articles.keep_time("soon", NOW)
    edge.follower.follow(edge.written())
    (paths,) = edge.paths()
    assert {"/", "/soon*", "/rss.xml*", "/archive", "/sitemap*", "/2026*", "/author/keeper*"} <= set(paths)
