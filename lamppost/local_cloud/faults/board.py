"""Which faults are on now, and by chance whether a request meets one. Faults may be changed while functions run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random

from lamppost.local_cloud.faults.refusals import TRANSACTION, WRITES, signing_name
from lamppost.local_cloud.faults.switches import FATAL, Fault, Kind


class Cut(StrEnum):
    """Where a connection breaks."""

    UNHEARD = "before AWS has heard of the request"
    UNANSWERED = "when AWS has done it, and before it says so"
    HALFWAY = "in the middle of the answer"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to AWS: by which function (its logical id, '' for none), to which service, for which operation."""

    function: str
    service: str
    operation: str
    body: bytes = b""


class Board:
    """All switches of one cloud."""

    def __init__(self, faults: Iterable[Fault] = (), chance: Random | None = None) -> None:
        self._chance = chance or Random()
        self.on = tuple(faults)

    def switch(self, faults: Iterable[Fault]) -> None:
        """These instead of those before."""
        self.on = tuple(faults)

    @property
    def texts(self) -> list[str]:
        """As they were written."""
        return [fault.text for fault in self.on]

    @property
    def skew(self) -> timedelta:
        """By how much the functions' clocks are wrong."""
        return sum((fault.duration for fault in self.on if fault.kind is Kind.SKEW), timedelta())

    def is_poisoned(self) -> bool:
        """Whether the next batch of a stream has a record that cannot be read."""
        return any(fault.kind is Kind.POISON and self._happens(fault) for fault in self.on)

    def met_by(self, asked: Asked) -> Iterator[Fault]:
        """What goes wrong with a request, in the order of the switches."""
        return (fault for fault in self.on if _concerns(fault, asked) and self._happens(fault))

    def cut(self) -> Cut:
        return self._chance.choice([*Cut])

    def _happens(self, fault: Fault) -> bool:
        return self._chance.random() < fault.share


def _concerns(fault: Fault, asked: Asked) -> bool:
    if fault.kind in (Kind.SKEW, Kind.POISON):
        return False
    if fault.kind in FATAL:
        return fault.target == asked.function
    if signing_name(fault.service) != asked.service or fault.target not in ("", asked.function, asked.operation):
        return False
    return fault.kind is not Kind.CONFLICT or asked.operation in WRITES | {TRANSACTION}
