"""Making a backup: Scan, stream, files, media, manifest. Each step goes on where it was stopped."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lamppost.backup import manifest
from lamppost.backup.catching_up import Stream, Waiting
from lamppost.backup.errors import AnotherBackup, PlaceTaken, StreamForgot
from lamppost.backup.files import LinesFile
from lamppost.backup.lines import SetDigest, digest_of, item_in, kind_of
from lamppost.backup.manifest import Items, Manifest, Part
from lamppost.backup.media import MediaBucket, copy_out
from lamppost.backup.places import Place, remove
from lamppost.backup.spool import Spool, spool_at
from lamppost.local_cloud.streams import NoStream
from storage.calls import call

# Of one file: whichever comes first.
MOST_LINES, MOST_BYTES = 5_000, 32 << 20
# A day, without the hour that catching up may take.
_STREAM_KEEPS = timedelta(hours=23)

type Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A table with its stream, through boto3 clients, and the bucket of its media if it has one."""

    client: Any
    streams: Any
    table_name: str
    media: MediaBucket | None
    waiting: Waiting


def make(source: Source, place: Place, tell: Tell = lambda _: None) -> Manifest:
    """The table as it was at one moment, and the media, at `place`; goes on with what was begun there.

    Raises `PlaceTaken`, `AnotherBackup`, `InUse`, `NoStream`, `StreamForgot`, `NeverQuiet`, `TooBusy`.
    """
    if not place.scratch.exists() and not place.is_empty():
        raise PlaceTaken(place)
    with spool_at(place) as spool:
        if not spool.fact("is_whole"):
            _make(source, place, spool, tell)
    made = manifest.read(place)
    remove(place.scratch)
    return made


def _make(source: Source, place: Place, spool: Spool, tell: Tell) -> None:
    stream = _begin(source, place, spool)
    if not spool.fact("state_of"):
        _refuse_late(place, spool)
        _scan(source, spool, tell)
        _refuse_late(place, spool)
        stream.catch_up(source.waiting, lambda count: tell(f"{count:,} changes since"))
        spool.note("state_of", _now())
    parts = _write_items(place, spool, tell)
    items = _counted(spool, parts)
    media = copy_out(source.media, place, spool, tell) if source.media else None
    whole = Manifest(spool.fact("began_at"), spool.fact("state_of"), source.table_name, items, media)
    manifest.write(whole, place)
    spool.note("is_whole", "yes")


def _begin(source: Source, place: Place, spool: Spool) -> Stream:
    table = source.client.describe_table(TableName=source.table_name)["Table"]
    if "LatestStreamArn" not in table:
        raise NoStream(source.table_name)
    arn = table["LatestStreamArn"]
    stream = Stream(source.streams, arn, spool, place)
    if not spool.fact("stream"):
        if not place.is_empty():
            raise PlaceTaken(place)
        with spool.together():
            stream.begin()
            spool.note("stream", arn)
            spool.note("began_at", _now())
    elif spool.fact("stream") != arn:
        raise AnotherBackup(place, source.table_name)
    return stream


def _refuse_late(place: Place, spool: Spool) -> None:
    """A stream says nothing of what it has forgotten: from its oldest record on it would be read without a gap."""
    if datetime.now(UTC) - datetime.fromisoformat(spool.fact("began_at")) > _STREAM_KEEPS:
        raise StreamForgot(place)


def _scan(source: Source, spool: Spool, tell: Tell) -> None:
    asked: dict[str, Any] = {"TableName": source.table_name, "ConsistentRead": True}
    if last := spool.fact("scanned_to"):
        asked["ExclusiveStartKey"] = json.loads(last)
    count = spool.count()
    while not spool.fact("is_scanned"):
        answer = call(source.client.scan, **asked)
        with spool.together():
            spool.put(answer["Items"])
            if "LastEvaluatedKey" in answer:
                asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
                spool.note("scanned_to", json.dumps(answer["LastEvaluatedKey"]))
            else:
                spool.note("is_scanned", "yes")
        count += len(answer["Items"])
        tell(f"{count:,} items read")


def _write_items(place: Place, spool: Spool, tell: Tell) -> list[Part]:
    file: LinesFile | None = None
    parts = spool.parts()
    last = spool.end_of_parts()

    def finish() -> None:
        if file:
            parts.append(file.finish())
            spool.note_part(parts[-1], *last)
            tell(f"{sum(part.count for part in parts):,} items written")

    for pk, sk, line in spool.items_after(*last):
        if file and (file.count == MOST_LINES or file.size + len(line) > MOST_BYTES):
            finish()
            file = None
        file = file or LinesFile(place, f"items-{len(parts) + 1:05}.jsonl.gz")
        file.add(line)
        last = (pk, sk)
    finish()
    return parts


def _counted(spool: Spool, parts: list[Part]) -> Items:
    kinds: Counter[str] = Counter()
    digest = SetDigest()
    for pk, sk, line in spool.items_after("", ""):
        kinds[kind_of(pk, sk)] += 1
        digest.add(digest_of(item_in(line)))
    return Items(kinds.total(), dict(sorted(kinds.items())), str(digest), tuple(parts))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
