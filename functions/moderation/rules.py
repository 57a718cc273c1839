"""The rules about how a comment came, and about who sent it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from blog.discussion import Hold
from blog.settings import Settings
from moderation.folding import likeness
from moderation.submission import Known, Submission
from moderation.verdict import HOLD_FROM, Finding, Outcome

# A person needs longer than this to read a form and fill it in.
MINIMUM_TIME = timedelta(seconds=3)
# As many links as the owner wants to see hold a comment, and more for each further one: enough to outweigh an approved
# comment, not what the owner's decisions have taught; and spam only where the words speak for it as well.
_LINKS, _FURTHER_LINK, _MOST_LINKS = 55, 5, 70
# An e-mail address proves nobody, so approved comments of it speak softly, however many there are.
_APPROVED = -5


def honeypot(submission: Submission) -> Iterator[Finding]:
    if submission.trap and not submission.is_edit:
        evidence = f"filled in the field that nobody sees: {submission.trap[:80]}"
        yield Finding("honeypot", evidence, at_least=Outcome.SPAM)


def too_fast(submission: Submission, now: datetime) -> Iterator[Finding]:
    if submission.is_edit:
        return
    opened = submission.opened_at
    if opened is None or opened.tzinfo is None:
        yield Finding("too_fast", "the form does not say when it was opened", at_least=Outcome.HOLD)
    elif (elapsed := (now - opened)) < MINIMUM_TIME:
        when = f"sent {elapsed.total_seconds():.1f} s after the form was opened"
        evidence = when if elapsed >= timedelta() else "the form says that it was opened in the future"
        yield Finding("too_fast", evidence, at_least=Outcome.HOLD)


def owners_wish(known: Known, settings: Settings) -> Iterator[Finding]:
    """What waits whatever is in it."""
    if settings.hold_comments is Hold.ALL:
        yield Finding("hold_all", "all comments wait", at_least=Outcome.HOLD)
    if settings.hold_comments is Hold.FIRST_TIME and not known.approved_before:
        yield Finding("first_time", "no approved comment of this e-mail address yet", at_least=Outcome.HOLD)


def links(submission: Submission, settings: Settings) -> Iterator[Finding]:
    """Those in the text: a website is what the form asks for."""
    count = len(submission.links) - bool(submission.url)
    if 0 < settings.hold_links <= count:
        weight = min(_LINKS + _FURTHER_LINK * (count - settings.hold_links), _MOST_LINKS)
        yield Finding("links", f"{count} links, to {', '.join(submission.hosts[:5])}", weight)


def author_name(submission: Submission, known: Known) -> Iterator[Finding]:
    """A guest who signs as the article's author, or as somebody who looks the same."""
    alike = likeness(submission.name)
    if alike and alike == likeness(known.author_name):
        evidence = f"signs as the article's author, {known.author_name}"
        yield Finding("author_name", evidence, HOLD_FROM, Outcome.HOLD)


def approved_before(known: Known) -> Iterator[Finding]:
    if count := known.approved_before:
        comments = "1 approved comment" if count == 1 else f"{count} approved comments"
        evidence = f"{comments} of this e-mail address"
        yield Finding("approved_before", evidence, _APPROVED)


def reported(reports: int, settings: Settings) -> Iterator[Finding]:
    if 0 < settings.reports_to_hold <= reports:
        readers = "1 reader" if reports == 1 else f"{reports} readers"
        yield Finding("reported", f"{readers} reported it", at_least=Outcome.HOLD)
