"""What a check finds: a verdict, a sentence, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is '' where nothing is to be done."""

    verdict: Verdict
    said: str
    remedy: str = ""


def ok(said: str) -> Finding:
    return Finding(Verdict.OK, said)


def warning(said: str, remedy: str) -> Finding:
    return Finding(Verdict.WARNING, said, remedy)


def wrong(said: str, remedy: str) -> Finding:
    return Finding(Verdict.WRONG, said, remedy)


def not_checked(because: str, remedy: str = "") -> Finding:
    return Finding(Verdict.NOT_CHECKED, because, remedy)
