"""All or nothing, tried again when somebody else was at the same items."""

import random
import time
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from blog.errors import TooBusy
from storage.calls import call

_TRIES = 30
# Pauses get shorter, so that whoever has waited longest tries most often. Of 64 writers that never rest at one item
# which a transaction holds for 10 ms, none is turned away in 3,200 writes; where pauses grow to half a second, 16 are.
_LONGEST_PAUSE, _SHORTEST_PAUSE = 1.0, 0.05
# Reasons that pass by themselves; the others are conditions, and say something about the blog.
_PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class Refusal(Exception):
    """Conditions that did not hold: which writes (by index), and the items that they found there."""

    def __init__(self, found: dict[int, dict[str, Any]]) -> None:
        self.found = found
        super().__init__(f"the conditions of the writes {sorted(found)} did not hold")

    def __contains__(self, index: int) -> bool:
        return index in self.found


class Contended(TooBusy):
    """Nothing was written: others were at the same items all the time."""


def write(client: Any, actions: Sequence[dict[str, Any]], *, patience: float = 5.0) -> None:
    """One TransactWriteItems. Raises `Refusal` for failed conditions, `Contended` when conflicts do not end, `TooBusy`.

    After so many seconds of `patience` nothing is tried again: who waits behind a Lambda must hear of it.
    botocore sends the same ClientRequestToken in its own retries, so an answer lost on the way is not
    a second write: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
    """
    given_up_at = time.monotonic() + patience
    for attempt in range(_TRIES):
        try:
            call(client.transact_write_items, TransactItems=actions)
            return
        except ClientError as error:
            # Only a write that conflicts is ours to repeat.
            if error.response["Error"]["Code"] not in (
                "TransactionCanceledException",
                "TransactionInProgressException",
            ):
                raise
            _raise_refusal(error)
        pause = random.uniform(0, max(_SHORTEST_PAUSE, _LONGEST_PAUSE / (1 + attempt / 3)))
        if time.monotonic() + pause > given_up_at:
            break
        time.sleep(pause)
    raise Contended


def _raise_refusal(error: ClientError) -> None:
    reasons = error.response.get("CancellationReasons", [])
    failed = {
        index: reason.get("Item", {})
        for index, reason in enumerate(reasons)
        if reason.get("Code") == "ConditionalCheckFailed"
    }
    if failed:
        raise Refusal(failed) from error
    if any(reason.get("Code", "None") not in _PASSING | {"None"} for reason in reasons):
        raise error
