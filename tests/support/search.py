"""A blog that can be searched: its store, the stream that its follower reads, the bucket, and the app of /search."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from botocore.config import Config

from follow_changes.changes import read_batch
from follow_changes.search_follower import SearchFollower
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_repairs import one_record_an_update
from lamppost.local_cloud.streams import Stream
from rendering.environment import Renderer, find_templates
from search.bucket import KEY, IndexBucket
from search.held import MAX_AGE, HeldIndex
from search.keeper import IndexKeeper
from search_articles.routes import add_routes
from tests.support.blog import NOW, Answer, Context, _answer, event
from tests.support.roles import at_work, hold, the_stack
from tests.support.stores import Store
from web.app import App

BUCKET = the_stack().search_bucket


class SearchedBlog:
    """`requests` are those to S3, in order. No time passes but by `wait`."""

    def __init__(self, store: Store, s3: Any, streams: Any, folder: Path) -> None:
        self.store = store
        self.s3 = s3
        self.requests: list[str] = []
        self.reported: list[str] = []
        self._seconds = 0.0
        s3.create_bucket(Bucket=BUCKET)
        s3.meta.events.register("before-send.s3", self._note)
        hold(s3)
        self.bucket = IndexBucket(s3, BUCKET)
        self._stream = Stream(store.client, streams, store.name)
        self._follower = SearchFollower(IndexKeeper(self.bucket, folder))
        held = HeldIndex(self.bucket, folder, self.reported.append, lambda: self._seconds)
        self.app = App(partial(Renderer, find_templates()), held, self.reported.append, lambda: NOW)
        add_routes(self.app, held)

    def follow(self) -> list[dict[str, Any]]:
        """What was written since the last time is in the index, and found from then on."""
        records = self._stream.read()
        self.follow_again(records)
        return records

    def follow_again(self, records: list[dict[str, Any]]) -> None:
        batch, unreadable = read_batch(records, self.reported.append)
        assert unreadable == []
        with at_work("FollowChanges"):
            self._follower.follow(batch)
        self.wait()

    def wait(self, seconds: float = MAX_AGE) -> None:
        self._seconds += seconds

    def get(self, address: str, **headers: str) -> Answer:
        path, _, query = address.partition("?")
        with at_work("SearchArticles"):
            return _answer(self.app.resolve(event("GET", path, query, headers, []), Context()))

    def search(self, typed: str) -> Answer:
        return self.get(f"/search?q={typed}")

    def found(self, typed: str) -> list[str]:
        """Addresses, best first."""
        answer = self.search(typed)
        assert answer.status == 200
        return [node.attributes["href"] for node in answer.page.css("main .entry h2 a")]

    def index(self) -> bytes:
        return self.s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()

    def _note(self, request: Any, **_: Any) -> None:
        path = request.url.partition("?")[0]
        self.requests.append(f"{request.method} {path.rpartition('/')[2]}")


@contextmanager
def searched(store: Store, folder: Path) -> Iterator[SearchedBlog]:
    """Within the store's own moto."""
    with local_account() as session, one_record_an_update():
        # moto does not know the addresses that have the account's number in them.
        streams = session.client("dynamodbstreams", config=Config(account_id_endpoint_mode="disabled"))
        yield SearchedBlog(store, session.client("s3"), streams, folder)
