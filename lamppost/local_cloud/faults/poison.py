"""A record of a stream that nobody can read: it looks like one of its batch, and holds nothing that is known."""

from collections.abc import Sequence
from typing import Any

type Record = dict[str, Any]
# Not a text, nor a number, nor missing: what reads records cannot take it for a smaller change.
_UNREADABLE = {"poison": {"NULL": True}}


def poisoned(batch: Sequence[Record]) -> list[Record]:
    """The batch with such a record before its first, which has the number before."""
    first = batch[0]["dynamodb"]
    number = f"{int(first['SequenceNumber']) - 1:0{len(first['SequenceNumber'])}}"
    keys = first["Keys"]
    change = first | {"SequenceNumber": number, "NewImage": keys | _UNREADABLE, "OldImage": keys | _UNREADABLE}
    return [batch[0] | {"eventName": "MODIFY", "dynamodb": change}, *batch]
