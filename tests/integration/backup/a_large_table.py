"""Keeps and brings back a table of so many items, and prints the most memory that took, in KB, before and after.

The table is a function of a number: nothing of it is held, so what is measured is the backup's own.
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lamppost.backup.catching_up import Waiting
from lamppost.backup.making import Source, make
from lamppost.backup.places import Folder
from lamppost.backup.restoring import Destination, restore

_PAGE = 1_000


def item(number: int) -> dict[str, Any]:
    """A kilobyte."""
    keys = {"pk": {"S": f"ARTICLE#article-{number // 50:06}"}, "sk": {"S": f"COMMENT#{number:08}"}}
    return keys | {"text": {"S": f"{number} words " * 70}, "number": {"N": str(number)}, "bytes": {"B": b"x" * 100}}


class Table:
    """Full when it is read as `full`; empty as `empty`, until so many items have been written."""

    def __init__(self, count: int) -> None:
        self._count, self._written = count, 0

    def describe_table(self, **_: Any) -> dict[str, Any]:
        return {"Table": {"LatestStreamArn": "arn"}}

    def scan(self, TableName: str, ExclusiveStartKey: Any = None, **_: Any) -> dict[str, Any]:  # noqa: N803
        count = self._count if TableName == "full" else self._written
        first = int(ExclusiveStartKey["number"]["N"]) if ExclusiveStartKey else 0
        last = min(first + _PAGE, count)
        following = {"LastEvaluatedKey": {"number": {"N": str(last)}}} if last < count else {}
        return {"Items": [item(number) for number in range(first, last)]} | following

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        self._written += len(RequestItems["empty"])
        return {}


class Streams:
    """One shard, in which nothing is."""

    exceptions = SimpleNamespace(
        ExpiredIteratorException=KeyError, TrimmedDataAccessException=KeyError, ResourceNotFoundException=KeyError
    )

    def describe_stream(self, **_: Any) -> dict[str, Any]:
        return {"StreamDescription": {"Shards": [{"ShardId": "one", "SequenceNumberRange": {}}]}}

    def get_shard_iterator(self, **_: Any) -> dict[str, Any]:
        return {"ShardIterator": "here"}

    def get_records(self, **_: Any) -> dict[str, Any]:
        return {"Records": [], "NextShardIterator": "here"}


def main(count: int, folder: Path) -> None:
    table, before = Table(count), _peak()
    made = make(Source(table, Streams(), "full", None, Waiting(0)), Folder(folder))
    restore(Folder(folder), Destination(table, "empty", None))
    print(made.items.count, before, _peak())


def _peak() -> int:
    """In KB. What getrusage says begins with the parent's: man 5 proc_pid_status."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
