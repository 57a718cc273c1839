"""How many requests a piece of work makes to DynamoDB, counted where botocore makes them, retries included."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import boto3


@dataclass(slots=True)
class Calls:
    """`in_sight` is whether all that was called was called from this process."""

    made: int = 0
    in_sight: bool = True


_counting: ContextVar[Calls | None] = ContextVar("counting", default=None)


def watch(session: boto3.Session) -> None:
    """From now on, calls of the clients that `session` makes are counted."""
    session.events.register("request-created.dynamodb", _count)


@contextmanager
def counted_calls() -> Iterator[Calls]:
    """Counts the calls of this context: this thread, and threads that run in a copy of its context."""
    calls = Calls()
    token = _counting.set(calls)
    try:
        yield calls
    finally:
        _counting.reset(token)


def lose_sight() -> None:
    """Another process makes calls for this context, and nobody counts them."""
    if calls := _counting.get():
        calls.in_sight = False


def _count(**_: Any) -> None:
    if calls := _counting.get():
        calls.made += 1
