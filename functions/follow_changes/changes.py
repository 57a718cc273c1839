"""A batch of the stream's records, handed to everything that follows what is written."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

type Record = dict[str, Any]


class Follower(Protocol):
    def follow(self, records: Sequence[Record]) -> None:
        """Takes a batch, in the order in which it was written. The same batch, or a part of it, may come again.

        Raises `NotFollowed` where it is known which records failed; whatever else it raises stands for all of them.
        """


class NotFollowed(Exception):
    """A follower took the batch but for these records, by their sequence numbers."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(f"not followed: {', '.join(self.numbers)}")


def hand_on(records: Sequence[Record], followers: Sequence[Follower], report: Callable[[str], Any]) -> dict[str, Any]:
    """Lambda's answer to the batch, which names the records from which on it must be delivered again.

    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    failed: list[str] = []
    for follower in followers:
        try:
            follower.follow(records)
        except NotFollowed as left:
            report(str(left))
            failed += left.numbers
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}


def number_of(record: Record) -> str:
    """Its sequence number."""
    return record["dynamodb"]["SequenceNumber"]
