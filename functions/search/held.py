"""The index as a warm function holds it: asked about before it is used, fetched anew when it has changed."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from blog.errors import TooBusy
from blog.settings import Settings
from search.bucket import IndexBucket, NoIndex
from search.index import SearchIndex
from search.tables import WrongFormat

# In seconds. An edit is in the bucket a few seconds after it was made, and found so many later.
MAX_AGE = 2


class HeldIndex:
    """Keeps the bucket's index in `folder`, and the blog's settings with it.

    What is held goes on being used while the bucket cannot be reached; `report` is told then.
    """

    def __init__(
        self,
        bucket: IndexBucket,
        folder: Path,
        report: Callable[[str], Any],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bucket = bucket
        self._path = folder / "held.sqlite3"
        self._report = report
        self._seconds = seconds
        self._asked_at = -float("inf")
        self._etag = ""
        self._index: SearchIndex | None = None
        self._problem: Exception = NoIndex()

    def begin(self) -> None:
        """Called when a request comes in."""
        if self._seconds() - self._asked_at < MAX_AGE:
            return
        self._asked_at = self._seconds()
        try:
            self._refresh()
        except NoIndex:
            self._hold(None, "")
        except (BotoCoreError, ClientError, OSError, TooBusy) as error:
            self._problem = TooBusy() if _passes(error) else error
            self._report(f"the search index cannot be fetched: {error}")

    def current(self) -> SearchIndex:
        """The index. Raises `NoIndex` where there is none.

        And where it could not be fetched and none is held, `TooBusy`, or why it never will be.
        """
        if self._index is None:
            raise self._problem
        return self._index

    def are_known(self) -> bool:
        return self._index is not None

    def get(self) -> Settings:
        return self._index.settings if self._index else Settings()

    known = get

    def _refresh(self) -> None:
        new = self._path.with_suffix(".new")
        etag = self._bucket.fetch(new, self._etag)
        if etag == self._etag:
            return
        # The old file loses its name, and is gone when its connection is closed.
        new.replace(self._path)
        try:
            self._hold(SearchIndex(self._path), etag)
        except WrongFormat:
            # It has to be built anew; until then there is no need to fetch it again.
            self._hold(None, etag)

    def _hold(self, index: SearchIndex | None, etag: str) -> None:
        if self._index:
            self._index.close()
        self._index, self._etag, self._problem = index, etag, NoIndex()


def _passes(error: Exception) -> bool:
    """Whether the bucket is there, and only does not answer now: S3 says 503 SlowDown where it throttles."""
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
    return isinstance(error, BotoCoreError | TooBusy)
