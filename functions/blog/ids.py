"""Time-sortable ids: 16 characters whose order as text is their order in time.

10 characters of Crockford's base32 hold the time in milliseconds since 1970, 6 hold 30 random
bits: a shorter ULID (https://github.com/ulid/spec), in lower case because it stands in addresses.
"""

import re
from datetime import UTC, datetime, timedelta

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
_TAIL_BITS = 30
# Whole numbers of these, never floats: the id of a moment is exact.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
ID = re.compile(f"[0-7][{ALPHABET}]{{{LENGTH - 1}}}")


def make_id(at: datetime, tail: int) -> str:
    """The id for a moment (aware, 1970 or later) and `tail`, of which 30 bits count. Raises `ValueError`."""
    milliseconds = (at - _EPOCH) // _MILLISECOND
    if milliseconds < 0:
        raise ValueError(f"an id cannot stand for a time before 1970: {at.isoformat()}")
    number = milliseconds << _TAIL_BITS | tail & ((1 << _TAIL_BITS) - 1)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def time_of(identifier: str) -> datetime:
    """The moment that an id was made for, in UTC, to the millisecond."""
    milliseconds = 0
    for character in identifier[:10]:
        milliseconds = milliseconds << 5 | ALPHABET.index(character)
    return _EPOCH + milliseconds * _MILLISECOND
