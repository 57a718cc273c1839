"""What the requests to DynamoDB consume, noted at botocore where every one of them passes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

from collections import deque
from typing import Any

_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
_READS = frozenset({"GetItem", "Query", "BatchGetItem", "TransactGetItems", "Scan"})


class CapacityMeter:
    """Counts for all clients that it watches, whichever thread they are called from.

    What another thread asks for beside a page counts for the event during which it is answered.
    """

    def __init__(self) -> None:
        # Appending and taking are each one step, so threads need no lock.
        self._notes: deque[tuple[float, bool, int]] = deque()

    def watch(self, client: Any) -> None:
        """Has a boto3 DynamoDB client tell what each of its requests consumes."""
        events = client.meta.events
        events.register("provide-client-params.dynamodb", _ask)
        events.register("after-call.dynamodb", self._answered)
        events.register("after-call-error.dynamodb", self._unanswered)

    def taken(self) -> tuple[float, float, int]:
        """What was consumed since this was last asked: units read, units written, and how many requests went out.

        Those that were tried again are among these.
        """
        read = written = 0.0
        round_trips = 0
        while self._notes:
            units, is_write, tries = self._notes.popleft()
            round_trips += tries
            if is_write:
                written += units
            else:
                read += units
        return read, written, round_trips

    def _answered(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity", ())
        tables = (consumed,) if isinstance(consumed, dict) else consumed
        units = sum([table.get("CapacityUnits", 0) for table in tables])
        tried = 1 + parsed.get("ResponseMetadata", {}).get("RetryAttempts", 0)
        self._notes.append((units, model.name in _WRITES, tried))

    def _unanswered(self, **_: Any) -> None:
        """botocore does not say how often it tried."""
        self._notes.append((0, False, 1))


def _ask(params: dict[str, Any], model: Any, **_: Any) -> None:
    if model.name in _READS or model.name in _WRITES:
        params["ReturnConsumedCapacity"] = "TOTAL"
