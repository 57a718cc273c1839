"""Faults around the functions of one cloud: where they find AWS, what time it is for them, and how they end."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from lamppost.local_cloud.faults.board import Board
from lamppost.local_cloud.faults.clock import shifted_clock
from lamppost.local_cloud.faults.endpoint import Upstream, faulty_endpoint
from lamppost.local_cloud.faults.poison import Record, poisoned
from lamppost.local_cloud.faults.switches import Fault, Kind, read_faults
from lamppost.local_cloud.stack import Stack


@dataclass
class Disturbances:
    """`endpoint` is where AWS is for the functions, `shift` what makes the clock of a loaded module wrong.

    `functions`, by their logical ids, are killed or frozen when they meet their end.
    """

    board: Board
    endpoint: str
    shift: Callable[[ModuleType, Path], None]
    functions: dict[str, Any] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, str]:
        """The environment that leads a function's clients to the endpoint."""
        # The one for DynamoDB may be set already, and counts for more.
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_ENDPOINT_URL_DYNAMODB": self.endpoint}

    def spoiled(self, batch: Sequence[Record]) -> list[Record]:
        """A batch of a stream as it is delivered."""
        return poisoned(batch) if self.board.is_poisoned() else list(batch)

    def end(self, fault: Fault, environment: str) -> None:
        function = self.functions[fault.target]
        if fault.kind is Kind.KILL:
            function.kill(environment)
        else:
            function.freeze(environment)


@contextmanager
def disturbed(
    stack: Stack, texts: Sequence[str], *, usual: str, database: str, board: Board | None = None
) -> Iterator[Disturbances]:
    """The faults that are asked for, before moto at `usual` and the database. Raises `BadFault`."""
    board = board or Board()

    def switch(chosen: Sequence[str]) -> None:
        board.switch(read_faults(chosen, stack.functions))

    def end(fault: Fault, environment: str) -> None:
        disturbances.end(fault, environment)

    switch(texts)
    upstream = Upstream(board, usual, {"dynamodb": database}, switch, end)
    with faulty_endpoint(upstream) as endpoint, shifted_clock(lambda: board.skew) as shift:
        disturbances = Disturbances(board, endpoint, shift)
        yield disturbances
