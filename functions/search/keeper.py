"""The index's one writer, as far as there is one: it changes a copy, and puts it back if nobody else was faster."""

import random
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from search import tables
from search.bucket import IndexBucket, LostRace, NoIndex
from search.writer import IndexWriter, writing

_TRIES = 6
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0


class IndexKeeper:
    """Keeps a copy of the bucket's index in `folder`, from one change to the next."""

    def __init__(self, bucket: IndexBucket, folder: Path, pause: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._path = folder / "kept.sqlite3"
        self._pause = pause
        # Of the index that the copy equals; '' where the copy is none, or in between.
        self._etag = ""

    def update(self, change: Callable[[IndexWriter], None]) -> bool:
        """Makes a change, which may have to be made more than once, and says whether it changed anything.

        A bucket without an index gets one. Raises `LostRace` when others are faster each time, `WrongFormat`.
        """
        for attempt in range(_TRIES):
            if attempt:
                self._pause(random.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)))
            known, self._etag = self._etag, ""
            replaced = self._fetch(known)
            if not self._apply(change):
                self._etag = replaced
                return False
            try:
                self._etag = self._bucket.replace(self._path, replaced)
            except LostRace:
                continue
            return True
        raise LostRace

    def _fetch(self, known: str) -> str:
        """The ETag of the index in the bucket, which the copy equals now; '' for a new one."""
        try:
            return self._bucket.fetch(self._path, known)
        except NoIndex:
            self._path.unlink(missing_ok=True)
            tables.create(self._path).close()
            return ""

    def _apply(self, change: Callable[[IndexWriter], None]) -> bool:
        with closing(tables.open_for_writing(self._path)) as connection:
            with writing(connection) as writer:
                change(writer)
            return writer.changed
