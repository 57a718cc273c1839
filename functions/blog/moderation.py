"""Who is heard at once, who waits for the owner, and why.

`judge` looks only at what it is given, so that a changed setting can be tried on old comments.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from blog.comment import CommentState, Reason
from blog.comment_form import CommentForm

# A person needs longer than this to read a form and fill it in.
MINIMUM_TIME = timedelta(seconds=3)


class Hold(StrEnum):
    """The owner's setting: which comments wait for approval."""

    ALL = "all"
    FIRST_TIME = "first-time"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    state: CommentState
    reasons: tuple[Reason, ...] = ()


def judge(form: CommentForm, *, now: datetime, approved_before: int, hold: Hold) -> Verdict:
    """The state that a faultless form's comment starts in. `now` is aware; counts are of this e-mail address."""
    if form.trap:
        return Verdict(CommentState.SPAM, (Reason("honeypot", form.trap[:80]),))
    reasons = []
    if too_fast := _too_fast(form, now):
        reasons.append(Reason("too_fast", too_fast))
    if hold is Hold.ALL:
        reasons.append(Reason("hold_all"))
    if hold is Hold.FIRST_TIME and not approved_before:
        reasons.append(Reason("first_time", "no approved comment of this e-mail address yet"))
    return Verdict(CommentState.PENDING if reasons else CommentState.APPROVED, tuple(reasons))


def _too_fast(form: CommentForm, now: datetime) -> str:
    opened = form.opened_at()
    if opened is None or opened.tzinfo is None:
        return "the form does not say when it was opened"
    elapsed = now - opened
    if elapsed < MINIMUM_TIME:
        return f"sent {elapsed.total_seconds():.1f} s after the form was opened"
    return ""
