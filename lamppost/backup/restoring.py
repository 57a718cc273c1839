"""Restoring a backup: into a table that holds nothing else, and read back when it is done.

Which of the backup's items the table has already is found by comparing it, item by item, so a restore that was stopped
goes on with what is missing, and no mark of it is left anywhere.
"""

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from blog.errors import TooBusy
from lamppost.backup import manifest, media
from lamppost.backup.checking import check, items_in
from lamppost.backup.errors import Damaged, NoMediaBucket, NotEmpty, RestoredOtherwise
from lamppost.backup.lines import SetDigest, digest_of, key_of, kind_of
from lamppost.backup.manifest import Manifest
from lamppost.backup.media import MediaBucket
from lamppost.backup.places import Place
from storage import keys
from storage.calls import call, every_item
from storage.values import Item, number

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
_BATCH = 25
_TRIES, _LONGEST_PAUSE = 14, 20.0
_EXPIRES = "expires_at"

type Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Destination:
    """A table through a boto3 client, and the bucket for media, if there is one."""

    client: Any
    table_name: str
    media: MediaBucket | None
    pause: Callable[[float], None] = time.sleep


def restore(place: Place, to: Destination, *, with_media: bool = True, tell: Tell = lambda _: None) -> Manifest:
    """Makes the table and the bucket equal to the backup.

    Raises `NoBackup`, `UnknownFormat`, `Damaged`, `NoMediaBucket` and `NotEmpty` before anything is written, and
    `TooBusy`, `RestoredOtherwise` after it.
    """
    made = manifest.read(place)
    kept = made.media if with_media else None
    if kept and kept.count and not to.media:
        raise NoMediaBucket(kept.count)
    with TemporaryDirectory(prefix="lamppost-restore-") as folder, closing(_Wanted(Path(folder))) as wanted:
        tell("checking the backup")
        if faults := check(made, place, wanted.add):
            raise Damaged(place, faults)
        if others := _compare(to, wanted, SetDigest()):
            raise NotEmpty(f"the table {to.table_name}", _named(others))
        if kept and to.media:
            media.refuse_others(to.media, kept, place)
            # Before the articles that show them.
            media.copy_in(to.media, kept, place, tell)
        _write(made, place, to, wanted, tell)
        tell("reading back")
        _read_back(made, to, wanted)
    return made


class _Wanted:
    """Key and digest of every item of the backup, in a file, and which of them the table has."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "wanted.sqlite3")
        self._db.execute("pragma synchronous = off")  # nobody needs it after a crash
        self._db.execute("create table items (pk text, sk text, digest blob, expires integer, is_there integer)")
        self._db.execute("create unique index by_key on items (pk, sk)")

    def close(self) -> None:
        self._db.close()

    def add(self, item: Item, digest: bytes) -> None:
        row = (*key_of(item), digest, number(item, _EXPIRES) or None)
        self._db.execute("insert into items values (?, ?, ?, ?, 0)", row)

    def forget_what_is_there(self) -> None:
        self._db.execute("update items set is_there = 0")

    def find(self, item: Item, digest: bytes) -> bool:
        """Whether this very item is wanted; it is there, from now on."""
        asked = "update items set is_there = 1 where pk = ? and sk = ? and digest = ?"
        return self._db.execute(asked, (*key_of(item), digest)).rowcount > 0

    def is_there(self, item: Item) -> bool:
        found = self._db.execute("select is_there from items where pk = ? and sk = ?", key_of(item)).fetchone()
        return bool(found[0])

    def missing(self, now: float) -> Counter[str]:
        """By kind; DynamoDB may have deleted meanwhile what has expired."""
        asked = "select pk, sk from items where not is_there and (expires is null or expires > ?)"
        return Counter(kind_of(pk, sk) for pk, sk in self._db.execute(asked, (now,)))


def _compare(to: Destination, wanted: _Wanted, digest: SetDigest) -> Counter[str]:
    """Notes which items the table has, adds them to the digest, and counts those that the backup has not, by kind."""
    others: Counter[str] = Counter()
    for item in every_item(to.client.scan, TableName=to.table_name, ConsistentRead=True):
        its_digest = digest_of(item)
        digest.add(its_digest)
        if not wanted.find(item, its_digest):
            others[kind_of(*key_of(item))] += 1
    return others


def _write(made: Manifest, place: Place, to: Destination, wanted: _Wanted, tell: Tell) -> None:
    """What is missing. Heads of scheduled articles come last: one whose time has passed is published by the stream, and
    then is not what the backup holds any more."""
    count = 0
    for last in (False, True):
        lines = (item for part in made.items.parts for item in items_in(place, part))
        left = (item for item in lines if _is_last(item) is last and not wanted.is_there(item))
        for some in batched(left, _BATCH, strict=False):
            _put(to, some)
            count += len(some)
            tell(f"{count:,} of {made.items.count:,} items written")


def _is_last(item: Item) -> bool:
    return item["sk"]["S"] == keys.HIDDEN_HEAD


def _put(to: Destination, items: Iterable[Item]) -> None:
    """Tries again what DynamoDB leaves undone, later each time. Raises `TooBusy`."""
    left: list[dict[str, Any]] = [{"PutRequest": {"Item": item}} for item in items]
    for pause in _pauses():
        try:
            answer = call(to.client.batch_write_item, RequestItems={to.table_name: left})
        except TooBusy:
            answer = {"UnprocessedItems": {to.table_name: left}}
        left = answer.get("UnprocessedItems", {}).get(to.table_name, [])
        if not left:
            return
        to.pause(pause)
    raise TooBusy


def _pauses() -> Iterator[float]:
    """Seconds; by chance, so that two who were refused together do not come back together."""
    return (random.uniform(0, min(_LONGEST_PAUSE, 0.1 * 2**attempt)) for attempt in range(_TRIES))


def _read_back(made: Manifest, to: Destination, wanted: _Wanted) -> None:
    digest = SetDigest()
    wanted.forget_what_is_there()
    others = _compare(to, wanted, digest)
    if str(digest) == made.items.digest:
        return
    problems = {"missing": wanted.missing(time.time()), "other than in the backup": others}
    if told := "; ".join(f"{what}: {_named(kinds)}" for what, kinds in problems.items() if kinds):
        raise RestoredOtherwise(told)


def _named(kinds: Counter[str]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
