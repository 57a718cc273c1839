"""A batch of the stream's records, read once and handed to everything that follows what is written."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from blog.changes import Change
from storage.changes import UnreadableRecord, change_of

type Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A record's sequence number, what it says, and when the table took the change, to the second."""

    number: str
    change: Change
    written_at: datetime


class Follower(Protocol):
    def follow(self, batch: Sequence[Written]) -> None:
        """Takes a batch, in the order in which it was written. The same batch, or a part of it, may come again.

        Raises `NotFollowed` where it is known which records failed; whatever else it raises stands for all of them.
        """


class NotFollowed(Exception):
    """A follower took the batch but for these records, by their sequence numbers."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(f"not followed: {', '.join(self.numbers)}")


def hand_on(records: Sequence[Record], followers: Sequence[Follower], report: Callable[[str], Any]) -> dict[str, Any]:
    """Lambda's answer to the batch, which names the records from which on it must be delivered again.

    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

    A record that cannot be read is named, and keeps no other from being followed. What a follower did not foresee is
    raised, but not before all others had the batch: Lambda then looks for the record by halving the batch.
    """
    batch, failed = read_batch(records, report)
    with ExitStack() as others:
        # The stack calls all of them, the last one first, whichever raises.
        for follower in reversed(followers):
            others.callback(_hand, batch, follower, failed, report)
    return {"batchItemFailures": [{"itemIdentifier": number} for number in dict.fromkeys(failed)]}


def read_batch(records: Iterable[Record], report: Callable[[str], Any]) -> tuple[list[Written], list[str]]:
    """What the records say to any follower, and the numbers of those that cannot be read."""
    batch, unreadable = [], []
    for record in records:
        try:
            if change := change_of(record):
                batch.append(Written(number_of(record), change, _written_at(record)))
        except UnreadableRecord as error:
            report(f"{number_of(record)}: {error}")
            unreadable.append(number_of(record))
    return batch, unreadable


def number_of(record: Record) -> str:
    """Its sequence number."""
    return record["dynamodb"]["SequenceNumber"]


def _written_at(record: Record) -> datetime:
    return datetime.fromtimestamp(record["dynamodb"].get("ApproximateCreationDateTime", 0), UTC)


def _hand(batch: Sequence[Written], follower: Follower, failed: list[str], report: Callable[[str], Any]) -> None:
    try:
        follower.follow(batch)
    except NotFollowed as left:
        report(str(left))
        failed += left.numbers
