"""What the rules found, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from blog.comment import CommentState, Reason

# Points from which a comment waits, and from which it is spam.
HOLD_FROM, SPAM_FROM = 50, 100
_LONGEST_EVIDENCE = 300


class Outcome(IntEnum):
    """What becomes of a comment, from best to worst."""

    PUBLISH = 0
    HOLD = 1
    SPAM = 2
    REFUSE = 3

    @property
    def state(self) -> CommentState:
        """What is refused is kept in the trash for a while all the same, with its reasons."""
        return _STATES[self]


_STATES = {
    Outcome.PUBLISH: CommentState.APPROVED,
    Outcome.HOLD: CommentState.PENDING,
    Outcome.SPAM: CommentState.SPAM,
    Outcome.REFUSE: CommentState.TRASH,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that spoke: what it saw (plain text, for the owner), what that weighs, and what it asks for at least.

    A negative weight speaks for the comment.
    """

    rule: str
    evidence: str = ""
    weight: int = 0
    at_least: Outcome = Outcome.PUBLISH

    @property
    def reason(self) -> Reason:
        """As it is kept: what was seen is cut where it is long."""
        seen = self.evidence
        short = seen if len(seen) <= _LONGEST_EVIDENCE else f"{seen[: _LONGEST_EVIDENCE - 1]}…"
        return Reason(self.rule, short, self.weight)


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()

    @property
    def state(self) -> CommentState:
        return self.outcome.state

    def with_finding(self, finding: Finding) -> "Verdict":
        """With one more rule, which makes it no better."""
        reasons = (*self.reasons, finding.reason)
        return Verdict(max(self.outcome, finding.at_least, _by_weight(reasons)), reasons)


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The worst of what rules ask for and what their weights add up to, with everything that spoke."""
    spoke = tuple(findings)
    reasons = tuple(each.reason for each in spoke)
    return Verdict(max([_by_weight(reasons), *(each.at_least for each in spoke)]), reasons)


def _by_weight(reasons: Iterable[Reason]) -> Outcome:
    points = sum(each.weight for each in reasons)
    return Outcome.SPAM if points >= SPAM_FROM else Outcome.HOLD if points >= HOLD_FROM else Outcome.PUBLISH
