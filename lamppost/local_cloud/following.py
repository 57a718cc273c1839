"""What an event source mapping does: reads a stream, calls its function with batches, tries again, gives up.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from typing import Any

from lamppost.local_cloud.filters import passes
from lamppost.local_cloud.given_up import Leave, left_of_a_stream, left_to_nobody
from lamppost.local_cloud.lambda_functions import PAYLOAD_LIMIT, Answered, Callee, Failed, TimedOut
from lamppost.local_cloud.sources import StreamSource
from lamppost.local_cloud.streams import Record, Stream

# What stands around the records of an event.
_ENVELOPE = 100


def pause_before(attempt: int) -> float:
    """Seconds; AWS does not say how long it waits."""
    return min(5.0, 0.1 * 2**attempt)


class Following:
    """One stream and the function that it calls. `ended` stops it between two calls."""

    def __init__(
        self,
        source: StreamSource,
        stream: Stream,
        function: Callee,
        ended: Event,
        log: Callable[[str], None],
        pause: Callable[[int], float] = pause_before,
        spoil: Callable[[list[Record]], list[Record]] = list,
        leave: Leave = left_to_nobody,
    ) -> None:
        self._source = source
        self._stream = stream
        self._function = function
        self._ended = ended
        self._log = log
        self._pause = pause
        self._spoil = spoil
        self._leave = leave

    def __str__(self) -> str:
        return f"The stream of {self._source.table_name}"

    def begin(self) -> None:
        """Hands on what is in the table, as if its stream had kept it: schedules and files here are new and empty."""
        self._hand_on(self._stream.records_of_items())

    def catch_up(self) -> None:
        """Hands on all that is new."""
        while not self._ended.is_set() and (records := self._stream.read()):
            self._hand_on(records)

    def _hand_on(self, records: Iterable[Record]) -> None:
        wanted = (record for record in records if passes(record, self._source.patterns))
        for batch in batches(wanted, self._source.batch_size):
            self._deliver(self._spoil(batch))

    def _deliver(self, records: list[Record]) -> None:
        """Calls until every record was taken, or was given up. Splitting a batch does not count as a try."""
        waiting = deque([(records, 0)])
        while waiting and not self._ended.is_set():
            batch, failures = waiting.popleft()
            left, problem, may_split = self._call(batch)
            if may_split and len(left) > 1:
                middle = len(left) // 2
                waiting.extendleft([(left[middle:], 0), (left[:middle], 0)])
            elif 0 < len(left) < len(batch):
                waiting.appendleft((left, 0))
            elif left and failures < self._source.retries:
                self._ended.wait(self._pause(failures))
                waiting.appendleft((left, failures + 1))
            elif left:
                self._give_up(left, failures + 1, problem)

    def _call(self, batch: list[Record]) -> tuple[list[Record], str, bool]:
        """What is left of a batch after a call, why, and whether it may be split to find out which record it is."""
        match self._function.invoke({"Records": batch}):
            case Answered(payload):
                failed = self._reported(payload) if self._source.reports_failures else set()
                return _from_first(batch, failed), "the function reported it as failed", False
            case Failed(error):
                return batch, error, self._source.bisects
            case TimedOut(seconds):
                return batch, f"timed out after {seconds:g} s", self._source.bisects

    def _reported(self, payload: Any) -> set[str]:
        failures = (payload or {}).get("batchItemFailures") or []
        return {each.get("itemIdentifier") or "" for each in failures}

    def _give_up(self, records: list[Record], tries: int, problem: str) -> None:
        first = records[0]["dynamodb"]["SequenceNumber"]
        many = f"{len(records)} records" if len(records) > 1 else "a record"
        self._log(f"{self._source.function} gave up {many} from {first} on, after {tries} tries: {problem}")
        shard = self._stream.shard_of(first)
        self._leave(self._source.undelivered, left_of_a_stream(self._source.function, shard, records, tries, problem))


def batches(records: Iterable[Record], most: int) -> Iterator[list[Record]]:
    """No more records in each than `most`, and no more bytes than an event may have."""
    batch: list[Record] = []
    size = _ENVELOPE
    for record in records:
        length = len(json.dumps(record)) + 2
        if batch and (len(batch) == most or size + length > PAYLOAD_LIMIT):
            yield batch
            batch, size = [], _ENVELOPE
        batch.append(record)
        size += length
    if batch:
        yield batch


def _from_first(batch: list[Record], failed: set[str]) -> list[Record]:
    """The batch from the first failed record on; all of it when a failure names no record of the batch."""
    numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
    if not failed:
        return []
    return batch[min(map(numbers.index, failed)) :] if failed <= set(numbers) else batch
