"""What is written while a backup is made, and while one is restored."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from threading import Event, Thread
from typing import Any

import boto3
import pytest

from blog.comment import CommentState
from blog.errors import TooBusy
from lamppost.backup.catching_up import Waiting
from lamppost.backup.errors import InUse, RestoredOtherwise
from lamppost.backup.making import make
from lamppost.backup.places import Folder
from lamppost.backup.restoring import Destination, restore
from lamppost.backup.spool import spool_at
from lamppost.local_cloud.database import WITHOUT_ACCOUNT
from lamppost.local_cloud.stack import Stack
from tests.integration.backup.conftest import Keeping
from tests.support.blog import a_comment, an_article
from tests.support.counts import assert_consistent, assert_counted
from tests.support.stores import Store, make_store


def three_at_a_time(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    return params | {"Limit": 3}


class Writer:
    """Changes a blog in every way that moves and removes items, one act after another."""

    def __init__(self, store: Store) -> None:
        self._store, self._chance = store, Random(5)
        self._number = 0
        store.articles.save(an_article("talked-about"))

    def act(self) -> None:
        store, self._number = self._store, self._number + 1
        slug = f"article-{self._number:03}"
        comment = a_comment("talked-about", self._number, email="reader@example.org")
        store.desk.bring_in("talked-about", [comment])
        match self._chance.randrange(4):
            case 0:
                store.articles.save(an_article(slug, tags=("night", slug)))
            case 1:
                store.articles.save(an_article(slug, tags=("night",)))
                store.articles.rename(slug, f"a-{slug}")
            case 2:
                store.articles.save(an_article(slug))
                store.articles.delete(slug)
            case 3:
                store.mover.change(comment, replace(comment, state=CommentState.TRASH))


@contextmanager
def before(client: Any, operation: str, act: Any) -> Iterator[None]:
    def called(**_: Any) -> None:
        act()

    client.meta.events.register(f"before-call.{operation}", called)
    try:
        yield
    finally:
        client.meta.events.unregister(f"before-call.{operation}", called)


def test_what_is_written_between_all_requests_is_there_as_it_is_at_the_end(kept: Keeping, empty: Keeping, tmp_path):
    writer = Writer(kept.store)
    for _ in range(4):
        writer.act()
    left = iter(range(12))

    def act() -> None:
        if next(left, None) is not None:
            writer.act()

    kept.store.client.meta.events.register("provide-client-params.dynamodb.Scan", three_at_a_time)
    with before(kept.store.client, "dynamodb.Scan", act), before(kept.streams, "dynamodb-streams.GetRecords", act):
        kept.keep(tmp_path)
    assert next(left, None) is None
    kept.store.client.meta.events.unregister("provide-client-params.dynamodb.Scan", three_at_a_time)
    empty.bring_back(tmp_path)
    assert empty.items() == kept.items()
    assert_counted(empty.store)
    assert_consistent(empty.store)


@pytest.mark.dynamodb_local
def test_writers_at_the_same_time_on_amazons_own(stack: Stack, local_store: Store, tmp_path):
    """They write through the Scan and into the reading of the stream; the state is the one at which they stopped."""
    kept = Keeping(local_store, boto3.client("dynamodbstreams", config=WITHOUT_ACCOUNT))
    empty = Keeping(make_store(local_store.client, stack, f"{local_store.name}-restored"), kept.streams)
    writer, ended = Writer(local_store), Event()

    def write() -> None:
        while not ended.is_set():
            writer.act()

    def tell(progress: str) -> None:
        if "since" in progress and not progress.startswith("0"):
            ended.set()

    thread = Thread(target=write)
    thread.start()
    local_store.client.meta.events.register("provide-client-params.dynamodb.Scan", three_at_a_time)
    try:
        make(replace(kept.source, waiting=Waiting(1.0)), Folder(tmp_path), tell)
    finally:
        ended.set()
        thread.join()
    local_store.client.meta.events.unregister("provide-client-params.dynamodb.Scan", three_at_a_time)
    empty.bring_back(tmp_path)
    assert empty.items() == kept.items()
    assert_counted(empty.store)
    assert_consistent(empty.store)


class TestRestoring:
    @pytest.fixture
    def folder(self, kept: Keeping, tmp_path):
        for number in range(8):
            kept.store.articles.save(an_article(f"article-{number}"))
        kept.keep(tmp_path / "b")
        return tmp_path / "b"

    def test_tries_again_what_dynamodb_leaves_undone_and_later_each_time(self, folder, kept, empty, monkeypatch):
        """Of every batch but the last item of it is refused at first, as a table that is too busy does."""
        pauses: list[float] = []
        client, name = empty.store.client, empty.store.name
        write = client.batch_write_item

        def some(RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
            requests = RequestItems[name]
            write(RequestItems={name: requests[-1:]})
            return {"UnprocessedItems": {name: requests[:-1]} if requests[:-1] else {}}

        monkeypatch.setattr(client, "batch_write_item", some)
        monkeypatch.setattr("lamppost.backup.restoring.random.uniform", lambda least, most: most)
        monkeypatch.setattr("lamppost.backup.restoring._BATCH", 5)
        to = empty.destination
        restore(Folder(folder), Destination(to.client, to.table_name, None, pauses.append))
        assert empty.items() == kept.items()
        assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]

    def test_gives_up_in_the_end_and_goes_on_when_asked_again(self, folder, kept, empty, monkeypatch):
        client, name = empty.store.client, empty.store.name
        with monkeypatch.context() as patched:
            patched.setattr(client, "batch_write_item", lambda RequestItems: {"UnprocessedItems": RequestItems})  # noqa: N803
            with pytest.raises(TooBusy):
                empty.bring_back(folder)
        half = kept.items()[::2]
        for item in half:
            client.put_item(TableName=name, Item=item)
        written: list[Any] = []
        events = client.meta.events
        events.register("provide-client-params.dynamodb.BatchWriteItem", lambda params, **_: written.append(params))
        empty.bring_back(folder)
        assert empty.items() == kept.items()
        requests = [request for params in written for request in params["RequestItems"][name]]
        assert len(requests) == len(kept.items()) - len(half)

    def test_somebody_else_s_writing_is_noticed(self, folder, empty):
        once = iter([None])

        def write() -> None:
            if next(once, "done") is None:
                empty.store.desk.bring_in("article-1", [a_comment("article-1")])

        empty.store.client.meta.events.register("after-call.dynamodb.BatchWriteItem", lambda **_: write())
        with pytest.raises(RestoredOtherwise, match="COMMENT"):
            empty.bring_back(folder)


def test_two_at_once_in_one_place_are_refused(kept: Keeping, tmp_path):
    kept.store.articles.save(an_article())
    with spool_at(Folder(tmp_path)), pytest.raises(InUse, match="wait for it"):
        kept.keep(tmp_path)
    kept.keep(tmp_path)


def test_the_table_is_read_consistently(kept: Keeping, tmp_path):
    asked: list[bool] = []
    kept.store.client.meta.events.register(
        "provide-client-params.dynamodb.Scan", lambda params, **_: asked.append(params["ConsistentRead"])
    )
    kept.keep(tmp_path)
    assert asked == [True]
