"""The search index, built anew from all that the table holds."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from follow_changes.search_follower import is_found, write_down
from lamppost.errors import LamppostError
from search import tables
from search.bucket import IndexBucket, LostRace
from search.writer import writing
from storage.calls import every_item
from storage.changes import change_to
from storage.values import Item

_TRIES = 5


class ChangedMeanwhile(LamppostError):
    def __init__(self) -> None:
        super().__init__(
            f"the blog changed while its search index was built, {_TRIES} times in a row: try again when it is quieter"
        )


def rebuild(client: Any, table_name: str, s3_client: Any, bucket: str) -> int:
    """Replaces the index in the bucket by a new one, and returns how many articles and comments can be found in it.

    What is written while the table is read may have passed the reading, and is then in the index that was to be
    replaced: the table is read again. Raises `ChangedMeanwhile`.
    """
    stored = IndexBucket(s3_client, bucket)
    with TemporaryDirectory(prefix="lamppost-search-") as folder:
        path = Path(folder) / "new.sqlite3"
        for _ in range(_TRIES):
            replaced = stored.etag()
            found = _build(path, every_item(client.scan, TableName=table_name, ConsistentRead=True))
            try:
                stored.replace(path, replaced)
            except LostRace:
                path.unlink()
                continue
            return found
    raise ChangedMeanwhile


def _build(path: Path, items: Iterable[Item]) -> int:
    with closing(tables.create(path)) as connection:
        with writing(connection, whole_blog=True) as writer:
            write_down(filter(is_found, map(change_to, items)), writer)
        return writer.count()
