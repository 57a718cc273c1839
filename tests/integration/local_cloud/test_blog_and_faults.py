"""The blog's own functions among the local cloud's faults: words are kept, nothing is twice, what was late arrives."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any
from urllib.parse import urlencode

import botocore.endpoint
import pytest

from blog.article import ArticleState
from lamppost.local_cloud.cloud import Cloud, Plan, local_cloud
from lamppost.local_cloud.faults.board import Cut
from lamppost.local_cloud.faults.switches import read_faults
from lamppost.local_cloud.following import Following
from lamppost.local_cloud.invalidations import Invalidations
from lamppost.local_cloud.lambda_functions import Answered, Failed
from lamppost.local_cloud.streams import Stream
from storage.article_writer import ArticleWriter
from tests.support.blog import an_article, event
from tests.support.counts import assert_counted
from tests.support.stores import Store

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Faulty:
    """The blog's cloud; faults are certain: the one that is on is met by the `first` request, and all that follow."""

    def __init__(self, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cloud = cloud
        self.functions = cloud.functions()
        self._patch = monkeypatch
        self._asked = 0

    def switch(self, *texts: str, first: int = 0, where: Cut = Cut.UNHEARD) -> None:
        board = self.cloud.disturbances.board
        self._asked = 0

        def happens(_: object) -> bool:
            self._asked += 1
            return self._asked > first

        self._patch.setattr(board, "_happens", happens)
        self._patch.setattr(board, "cut", lambda: where)
        board.switch(read_faults(texts, self.cloud.stack.functions))

    @property
    def store(self) -> Store:
        return Store(self.cloud.database.client, self.cloud.table_name)

    @property
    def articles(self) -> ArticleWriter:
        return self.store.articles

    def post(self, **fields: str) -> Any:
        form = {"author": "A", "email": "a@example.org", "comment": "Kept", "opened": "2026-01-01T00:00:00+00:00"}
        asked = event("POST", "/comments/hello", "", FORM, []) | {"body": urlencode(form | fields)}
        return self.functions["ReceiveComments"].invoke(asked | {"isBase64Encoded": False})

    def search(self, typed: str) -> dict[str, Any]:
        answer = self.functions["SearchArticles"].invoke(event("GET", "/search", f"q={typed}", {}, []))
        assert isinstance(answer, Answered)
        return answer.payload

    def following(self, log: Callable[[str], None], pause: Callable[[int], float] = lambda _: 0) -> Following:
        (source,) = self.cloud.stack.sources
        stream = Stream(self.cloud.database.client, self.cloud.database.streams, source.table_name)
        spoil = self.cloud.disturbances.spoiled
        return Following(source, stream, self.functions[source.function], Event(), log, pause, spoil)


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    with local_cloud(Plan(faults=("none",)), io.StringIO()) as cloud:
        yield cloud


@pytest.fixture
def faulty(running: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faulty]:
    """An article, and nothing else. botocore's pauses take no time."""
    client, table = running.database.client, running.table_name
    for each in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={"pk": each["pk"], "sk": each["sk"]})
    ArticleWriter(client, table).save(an_article())
    monkeypatch.setattr(botocore.endpoint.time, "sleep", lambda _: None)
    made = Faulty(running, monkeypatch)
    yield made
    made.switch("none")


def test_words_that_cannot_be_taken_are_given_back_and_taken_later(faulty: Faulty):
    faulty.switch("throttle")
    refused = faulty.post().payload
    assert (refused["statusCode"], refused["headers"]["Retry-After"]) == (503, "5")
    assert '<blockquote class="kept">Kept</blockquote>' in refused["body"]
    faulty.switch("none")
    assert faulty.post().payload["statusCode"] == 303


@pytest.mark.parametrize("where", [Cut.UNHEARD, Cut.UNANSWERED])
def test_who_was_killed_while_writing_has_done_it_once_or_not_and_the_next_finishes(faulty: Faulty, where: Cut):
    faulty.switch("kill=ReceiveComments", first=2, where=where)
    outcome = faulty.post()
    assert isinstance(outcome, Failed)
    assert "Runtime exited with error: signal: killed" in outcome.error
    assert_counted(faulty.store)
    faulty.switch("none")
    assert faulty.post().payload["statusCode"] == 303
    assert_counted(faulty.store)
    everything = [item for item in faulty.store.items() if item.get("text", {}).get("S") == "Kept"]
    assert len(everything) == 1


def test_a_search_that_never_had_an_index_is_asked_for_later(faulty: Faulty):
    faulty.switch("s3")
    answer = faulty.search("says")
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")
    assert "The blog is busy just now" in answer["body"]


def test_what_s3_and_the_scheduler_refuse_arrives_when_they_do_not(faulty: Faulty):
    pauses: list[int] = []

    def pause(tries: int) -> float:
        pauses.append(tries)
        if len(pauses) == 2:
            faulty.switch("none")
        return 0

    log: list[str] = []
    following = faulty.following(log.append, pause)
    faulty.switch("s3", "scheduler")
    soon = {"state": ArticleState.SCHEDULED, "published_at": an_article().published_at.replace(year=2099)}
    faulty.articles.save(an_article("later", **soon))
    faulty.articles.save(an_article("night", body="<p>lantern</p>"))
    following.catch_up()
    (schedule,) = faulty.cloud.services.scheduler.list_schedules()["Schedules"]
    assert schedule["Name"].startswith("begin-")
    assert (log, len(pauses) >= 2) == ([], True)
    faulty.functions = faulty.cloud.functions()
    assert "lantern" in faulty.search("lantern")["body"]


def test_the_edge_forgets_what_cloudfront_refused_to_forget_at_first(faulty: Faulty):
    edge = Invalidations(faulty.cloud.services.cloudfront, faulty.cloud.stack.distribution.id)
    faulty.following(print).catch_up()
    list(edge.new())
    told: list[list[str]] = []

    def pause(tries: int) -> float:
        told.append(list(edge.new()))
        if len(told) == 2:
            faulty.switch("none")
        return 0

    log: list[str] = []
    following = faulty.following(log.append, pause)
    faulty.switch("cloudfront")
    faulty.articles.save(an_article("night"))
    following.catch_up()
    assert (log, told) == ([], [[], []])
    assert "/" in list(edge.new())


def test_a_record_that_nobody_can_read_is_given_up_and_those_around_it_arrive(faulty: Faulty):
    log: list[str] = []
    following = faulty.following(log.append)
    faulty.switch("poison")
    faulty.articles.save(an_article("night", body="<p>moth</p>"))
    following.catch_up()
    # With it goes what came after it in its batch, and was followed all the same.
    (line,) = log
    assert line.startswith("FollowChanges gave up ")
    faulty.functions = faulty.cloud.functions()
    assert "moth" in faulty.search("moth")["body"]


def test_an_article_is_published_in_time_by_a_function_whose_clock_is_behind(faulty: Faulty):
    due = datetime.now(UTC) + timedelta(minutes=10)
    faulty.articles.save(an_article("later", state=ArticleState.SCHEDULED, published_at=due))
    faulty.switch("skew=-20m")
    answer = faulty.functions["KeepTime"].invoke({"slug": "later", "due": due.isoformat()})
    assert answer == Answered({"slug": "later", "state": "published", "linked": 2})
