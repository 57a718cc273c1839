"""What `--fault` takes: `throttle=0.3`, `slow=2s:Query`, `cut`, `s3`, `kill=ReceiveComments`, `skew=-20m`, …

NAME[=AMOUNT,…][:TARGET]. An amount is a share of the requests (0 to 1) or a duration; what is neither is a target.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from botocore.loaders import create_loader

from lamppost.errors import LamppostError
from lamppost.local_cloud.faults.refusals import DYNAMODB, model_of


class Kind(StrEnum):
    """`REFUSE` is called by the name of the service that refuses."""

    THROTTLE = "throttle"
    CONFLICT = "conflict"
    EXPIRED = "expired"
    REFUSE = "refuse"
    SLOW = "slow"
    CUT = "cut"
    TIMEOUT = "timeout"
    KILL = "kill"
    SKEW = "skew"
    POISON = "poison"


# Ends all others: `lamppost serve` lets faults be switched on later when it begins with this.
NONE = "none"
# What becomes of a function, at one of its requests: by half a chance, so that it is not always at the first.
FATAL = frozenset({Kind.TIMEOUT, Kind.KILL})
_IN_HALF = 0.5
_WITH_TIME = frozenset({Kind.SLOW, Kind.SKEW})
_WITHOUT_TARGET = frozenset({Kind.SKEW, Kind.POISON})
_SHARE = re.compile(r"\d*\.?\d+", re.ASCII)
_DURATION = re.compile(r"([+-]?\d+(?:\.\d+)?)(ms|s|m|h)", re.ASCII)
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
}
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "HEAD"})


class BadFault(LamppostError):
    def __init__(self, text: str, problem: str) -> None:
        super().__init__(f"--fault {text}: {problem}")


@dataclass(frozen=True, slots=True)
class Fault:
    """`target` is a function's logical id or an operation, '' for all; `service` is whose requests meet it.

    `duration` is how slow, or how wrong the clock is. `text` is how it was written.
    """

    kind: Kind
    text: str
    share: float = 1.0
    duration: timedelta = timedelta()
    target: str = ""
    service: str = DYNAMODB


def read_faults(texts: Iterable[str], functions: Collection[str]) -> tuple[Fault, ...]:
    """The faults that are meant; `none` is none. Raises `BadFault`."""
    return tuple(_read(text.strip(), functions) for text in texts if text.strip() != NONE)


def _read(text: str, functions: Collection[str]) -> Fault:
    name, *said = re.split(r"[=:,]", text)
    kind = _kind(text, name)
    fault = Fault(kind, text, share=_IN_HALF if kind in FATAL else 1.0, service="")
    if kind not in FATAL:
        fault = replace(fault, service=name if kind is Kind.REFUSE else DYNAMODB)
    for part in said:
        fault = _with(fault, part.strip(), functions)
    _check(fault, functions)
    return fault


def _kind(text: str, name: str) -> Kind:
    if name in set(Kind) - {Kind.REFUSE}:
        return Kind(name)
    if name in create_loader().list_available_services("service-2"):
        return Kind.REFUSE
    known = ", ".join(each for each in Kind if each is not Kind.REFUSE)
    raise BadFault(text, f"there is no fault '{name}'; there are {known}, {NONE}, and any AWS service such as s3")


def _with(fault: Fault, part: str, functions: Collection[str]) -> Fault:
    if _SHARE.fullmatch(part):
        if fault.kind is Kind.SKEW or float(part) > 1:
            hint = "a duration has a unit, such as 2s or -20m" if fault.kind in _WITH_TIME else "such as 0.3"
            raise BadFault(fault.text, f"'{part}' is no share between 0 and 1 ({hint})")
        return replace(fault, share=float(part))
    if found := _DURATION.fullmatch(part):
        if fault.kind not in _WITH_TIME:
            raise BadFault(fault.text, f"{fault.kind} takes no duration: give a share such as 0.3")
        return replace(fault, duration=float(found[1]) * _UNITS[found[2]])
    if part not in functions and part not in _operations(fault):
        raise BadFault(fault.text, f"'{part}' is no share, no duration and {_no_target(fault, functions)}")
    return replace(fault, target=part)


def _check(fault: Fault, functions: Collection[str]) -> None:
    if fault.kind in _WITH_TIME and not fault.duration:
        raise BadFault(fault.text, f"say how long, such as {fault.kind}={'-20m' if fault.kind is Kind.SKEW else '2s'}")
    if fault.kind is Kind.SLOW and fault.duration < timedelta():
        raise BadFault(fault.text, "nothing is faster than it can be: give a duration such as 2s")
    if fault.kind in FATAL and not fault.target:
        raise BadFault(fault.text, f"say which function: {', '.join(functions)}")
    if fault.kind in _WITHOUT_TARGET and fault.target:
        raise BadFault(fault.text, f"{fault.kind} takes no target")


def _operations(fault: Fault) -> Collection[str]:
    """What a fault may be narrowed down to, beside a function; a REST service's requests are known by their method."""
    if not fault.service:
        return ()
    model = model_of(fault.service)
    return _METHODS if model.metadata["protocol"].startswith("rest") else model.operation_names


def _no_target(fault: Fault, functions: Collection[str]) -> str:
    no = f"neither an operation of {fault.service} nor a function" if fault.service else "no function"
    return f"{no} (of {', '.join(functions)})"
