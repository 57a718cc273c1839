"""What is known of an unfinished backup: one SQLite file, in which items and progress change together.

So whatever a process was killed at, the next one finds a state that was true, and goes on from it. In memory is only
SQLite's cache, two megabytes: https://www.sqlite.org/pragma.html#pragma_cache_size
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from lamppost.backup.errors import InUse
from lamppost.backup.lines import key_of, line_of
from lamppost.backup.manifest import Part
from lamppost.backup.places import Place, own_folder
from storage.values import Item

_SCHEMA = """
create table if not exists facts (name text primary key, value text not null);
create table if not exists items (pk text, sk text, line blob not null, primary key (pk, sk));
create table if not exists shards (id text primary key, position text not null, is_read integer not null);
create table if not exists parts (name text primary key, said text not null, pk text, sk text);
create table if not exists media (key text primary key, etag text not null, line blob not null);
"""


class Spool:
    """Every method that writes does so within `together`, or is one step by itself."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that the block writes, or nothing of it."""
        with self._db:
            self._db.execute("begin")
            yield

    def fact(self, name: str) -> str:
        """What was noted under this name, or ''."""
        found = self._db.execute("select value from facts where name = ?", (name,)).fetchone()
        return found[0] if found else ""

    def note(self, name: str, value: str) -> None:
        self._db.execute("insert or replace into facts values (?, ?)", (name, value))

    def put(self, items: Iterable[Item]) -> None:
        rows = ((*key_of(item), line_of(item)) for item in items)
        self._db.executemany("insert or replace into items values (?, ?, ?)", rows)

    def delete(self, key: Item) -> None:
        self._db.execute("delete from items where pk = ? and sk = ?", key_of(key))

    def count(self) -> int:
        return self._db.execute("select count(*) from items").fetchone()[0]

    def items_after(self, pk: str, sk: str) -> Iterator[tuple[str, str, bytes]]:
        """Keys and line of each item whose key follows, in the order of the keys."""
        return self._db.execute("select * from items where (pk, sk) > (?, ?) order by pk, sk", (pk, sk))

    def shards(self) -> dict[str, tuple[str, bool]]:
        """For each shard: the number of the last record that was read, or '', and whether that was all."""
        found = self._db.execute("select id, position, is_read from shards order by rowid")
        return {shard: (position, bool(is_read)) for shard, position, is_read in found}

    def note_shard(self, shard: str, position: str, *, is_read: bool) -> None:
        asked = "insert into shards values (?, ?, ?) on conflict do update set position = ?2, is_read = ?3"
        self._db.execute(asked, (shard, position, is_read))

    def parts(self) -> list[Part]:
        return [Part(**json.loads(said)) for (said,) in self._db.execute("select said from parts order by name")]

    def end_of_parts(self) -> tuple[str, str]:
        """The key of the last item that is in a part."""
        return self._db.execute("select pk, sk from parts order by name desc").fetchone() or ("", "")

    def note_part(self, part: Part, pk: str, sk: str) -> None:
        self._db.execute("insert into parts values (?, ?, ?, ?)", (part.name, json.dumps(asdict(part)), pk, sk))

    def media(self) -> Iterator[bytes]:
        """The line of each object, in the order of their keys."""
        return (line for (line,) in self._db.execute("select line from media order by key"))

    def has_media(self, key: str, etag: str) -> bool:
        return bool(self._db.execute("select 1 from media where key = ? and etag = ?", (key, etag)).fetchone())

    def note_media(self, key: str, etag: str, line: bytes) -> None:
        self._db.execute("insert or replace into media values (?, ?, ?)", (key, etag, line))


@contextmanager
def spool_at(place: Place) -> Iterator[Spool]:
    """The place's own, made if it is missing, and nobody else's while the block runs. Raises `InUse`."""
    own_folder(place.scratch)
    path = place.scratch / "spool.sqlite3"
    # SQLite gives its journal the mode of the file.
    path.touch(mode=0o600)
    with closing(_open(path)) as connection:
        try:
            connection.execute("pragma locking_mode = exclusive")
            # Nothing that is lost with the power alone matters: what was put down before is true as well.
            connection.executescript("pragma journal_mode = wal; pragma synchronous = normal")
            connection.executescript(f"begin immediate;{_SCHEMA}commit;")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise InUse(place) from error
        yield Spool(connection)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=0, isolation_level=None)
