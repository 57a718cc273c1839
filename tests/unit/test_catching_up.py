"""A stream of several shards, which close and have children, as AWS's have and no laptop's."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lamppost.backup.catching_up import Stream, Waiting
from lamppost.backup.errors import NeverQuiet, StreamForgot
from lamppost.backup.lines import item_in
from lamppost.backup.places import Folder
from lamppost.backup.spool import Spool, spool_at


class Expired(Exception): ...


class Trimmed(Exception): ...


class Gone(Exception): ...


@dataclass
class Exceptions:
    ExpiredIteratorException = Expired
    TrimmedDataAccessException = Trimmed
    ResourceNotFoundException = Gone


@dataclass
class Shard:
    parent: str = ""
    records: list[dict[str, Any]] = field(default_factory=list)
    closed: bool = False


@dataclass
class Streams:
    """Gives two records at a time, and an empty answer before the first, as AWS may; two shards in a description."""

    shards: dict[str, Shard]
    exceptions = Exceptions()
    opened: list[tuple[str, str]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    def describe_stream(self, StreamArn: str, ExclusiveStartShardId: str = "") -> dict[str, Any]:  # noqa: N803
        names = list(self.shards)
        first = names.index(ExclusiveStartShardId) + 1 if ExclusiveStartShardId else 0
        shown = names[first : first + 2]
        described: dict[str, Any] = {"Shards": [self._described(name) for name in shown]}
        if first + 2 < len(names):
            described["LastEvaluatedShardId"] = shown[-1]
        return {"StreamDescription": described}

    def _described(self, name: str) -> dict[str, Any]:
        shard = self.shards[name]
        numbers = {"StartingSequenceNumber": "1"} | ({"EndingSequenceNumber": "9"} if shard.closed else {})
        return {"ShardId": name, "SequenceNumberRange": numbers} | (
            {"ParentShardId": shard.parent} if shard.parent else {}
        )

    def get_shard_iterator(self, ShardId: str, SequenceNumber: str = "", **_: Any) -> dict[str, Any]:  # noqa: N803
        self.opened.append((ShardId, SequenceNumber))
        numbers = [each["dynamodb"]["SequenceNumber"] for each in self.shards[ShardId].records]
        return {"ShardIterator": f"{ShardId}:{numbers.index(SequenceNumber) + 1 if SequenceNumber else 0}:empty"}

    def get_records(self, ShardIterator: str) -> dict[str, Any]:  # noqa: N803
        if self.fails:
            raise self.fails.pop(0)
        name, at, *empty = ShardIterator.split(":")
        if empty:
            return {"Records": [], "NextShardIterator": f"{name}:{at}"}
        shard, place = self.shards[name], int(at)
        records = shard.records[place : place + 2]
        place += len(records)
        following = {} if shard.closed and place == len(shard.records) else {"NextShardIterator": f"{name}:{place}"}
        return {"Records": records} | following


def put(number: int, key: str, value: str) -> dict[str, Any]:
    keys = {"pk": {"S": key}, "sk": {"S": key}}
    return {"dynamodb": {"SequenceNumber": str(number), "Keys": keys, "NewImage": keys | {"value": {"S": value}}}}


def deleted(number: int, key: str) -> dict[str, Any]:
    return {"dynamodb": {"SequenceNumber": str(number), "Keys": {"pk": {"S": key}, "sk": {"S": key}}}}


def values(spool: Spool) -> dict[str, str]:
    return {pk: item_in(line)["value"]["S"] for pk, _, line in spool.items_after("", "")}


@dataclass
class Clock:
    now: float = 0.0

    def waiting(self, quiet: float = 1.0) -> Waiting:
        return Waiting(quiet, self.pause, lambda: self.now)

    def pause(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def spool(tmp_path: Path):
    with spool_at(Folder(tmp_path)) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def catch_up(streams: Streams, spool: Spool, folder: Folder) -> None:
    Stream(streams, "arn", spool, folder).catch_up(Clock().waiting(), lambda _: None)


def test_a_child_is_read_after_its_parent_and_so_each_item_in_its_order(spool, folder):
    streams = Streams({
        "child-b": Shard("parent", [put(5, "a", "fifth"), deleted(6, "b")]),
        "parent": Shard(records=[put(n, "a", f"number {n}") for n in range(1, 4)] + [put(4, "b", "fourth")]),
        "other": Shard(records=[put(1, "c", "first")]),
        "grandchild": Shard("child-b", [put(7, "a", "last")]),
    })  # fmt: skip
    stream = Stream(streams, "arn", spool, folder)
    stream.begin()
    streams.shards["parent"].closed = streams.shards["child-b"].closed = True
    stream.catch_up(Clock().waiting(), lambda _: None)
    assert values(spool) == {"a": "last", "c": "first"}


def test_what_was_closed_before_the_scan_is_not_read(spool, folder):
    streams = Streams({"old": Shard(records=[put(1, "a", "old")], closed=True), "new": Shard("old")})
    Stream(streams, "arn", spool, folder).begin()
    catch_up(streams, spool, folder)
    assert {shard for shard, _ in streams.opened} == {"new"}


def test_another_process_reads_on_after_the_last_record(spool, folder):
    streams = Streams({"one": Shard(records=[put(1, "a", "first"), put(2, "a", "second")])})
    Stream(streams, "arn", spool, folder).begin()
    catch_up(streams, spool, folder)
    streams.shards["one"].records.append(put(3, "a", "third"))
    catch_up(streams, spool, folder)
    assert streams.opened == [("one", ""), ("one", "2")]
    assert values(spool) == {"a": "third"}


def test_an_iterator_that_has_expired_is_made_anew(spool, folder):
    streams = Streams({"one": Shard(records=[put(1, "a", "first")])}, fails=[Expired()])
    Stream(streams, "arn", spool, folder).begin()
    catch_up(streams, spool, folder)
    assert values(spool) == {"a": "first"}


@pytest.mark.parametrize("problem", [Trimmed(), Gone()])
def test_what_was_forgotten_is_said(spool, folder, problem):
    streams = Streams({"one": Shard()}, fails=[problem])
    Stream(streams, "arn", spool, folder).begin()
    with pytest.raises(StreamForgot):
        catch_up(streams, spool, folder)


def test_a_shard_that_is_gone_before_it_was_read_was_forgotten(spool, folder):
    streams = Streams({"one": Shard()})
    Stream(streams, "arn", spool, folder).begin()
    streams.shards = {"two": Shard()}
    with pytest.raises(StreamForgot):
        catch_up(streams, spool, folder)


def test_an_empty_answer_is_not_the_end_and_quiet_lasts_as_long_as_asked(spool, folder):
    streams, clock = Streams({"one": Shard(records=[put(1, "a", "first")])}), Clock()
    stream = Stream(streams, "arn", spool, folder)
    stream.begin()
    stream.catch_up(clock.waiting(quiet=10), lambda _: None)
    assert values(spool) == {"a": "first"}
    assert clock.now >= 10


def test_a_table_that_is_never_quiet_is_given_up_with_what_was_read(spool, folder):
    clock, shard = Clock(), Shard()

    def wait_while_somebody_writes(_: float) -> None:
        shard.records.append(put(len(shard.records) + 1, "a", str(len(shard.records))))
        clock.now += 9

    stream = Stream(Streams({"one": shard}), "arn", spool, folder)
    stream.begin()
    with pytest.raises(NeverQuiet, match="goes on"):
        stream.catch_up(Waiting(10, wait_while_somebody_writes, lambda: clock.now), lambda _: None)
    assert len(values(spool)) == 1
