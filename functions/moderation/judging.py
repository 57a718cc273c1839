"""All rules asked about one comment. They look only at what they are given, so that old comments can be judged anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from blog.discussion import Hold
from blog.settings import Settings
from blog.word_counts import WordCounts
from moderation.verdict import Finding, Outcome, Verdict, verdict

# A person needs longer than this to read a form and fill it in.
MINIMUM_TIME = timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody sends: the words, and how they came.

    `opened_at` is when the form was made, as it says, None when it does not say; `address` the sender's IP address, ''
    where it is not known (it never is for comments of the past); `trap` what stood in the field that nobody sees.
    """

    slug: str
    name: str = ""
    email: str = ""
    url: str = ""
    text: str = ""
    trap: str = ""
    opened_at: datetime | None = None
    address: str = ""
    user_agent: str = ""
    is_edit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the blog knows beside it: approved comments of this e-mail address, the slugs of other articles on which the
    same text was sent lately, the article's author, and what the owner's own decisions have taught."""

    approved_before: int = 0
    seen_on: frozenset[str] = frozenset()
    author_name: str = ""
    word_counts: WordCounts = field(default_factory=WordCounts)


def judge(submission: Submission, known: Known, settings: Settings, now: datetime) -> Verdict:
    """The verdict on a faultless submission. `now` is aware."""
    return verdict(_findings(submission, known, settings, now))


def _findings(submission: Submission, known: Known, settings: Settings, now: datetime) -> Iterator[Finding]:
    if submission.trap:
        yield Finding("honeypot", submission.trap[:80], at_least=Outcome.SPAM)
    if too_fast := _too_fast(submission, now):
        yield Finding("too_fast", too_fast, at_least=Outcome.HOLD)
    if settings.hold_comments is Hold.ALL:
        yield Finding("hold_all", at_least=Outcome.HOLD)
    if settings.hold_comments is Hold.FIRST_TIME and not known.approved_before:
        yield Finding("first_time", "no approved comment of this e-mail address yet", at_least=Outcome.HOLD)


def _too_fast(submission: Submission, now: datetime) -> str:
    opened = submission.opened_at
    if opened is None or opened.tzinfo is None:
        return "the form does not say when it was opened"
    elapsed = now - opened
    if elapsed < MINIMUM_TIME:
        return f"sent {elapsed.total_seconds():.1f} s after the form was opened"
    return ""
