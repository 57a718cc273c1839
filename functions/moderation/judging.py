"""All rules asked about one comment, when it comes or when its past is judged by other settings."""

from collections.abc import Callable, Iterator
from datetime import datetime

from blog.comment import Comment
from blog.settings import Settings
from moderation import bayes, rules, sources
from moderation.repeated import repeated
from moderation.submission import Known, Submission, submitted
from moderation.verdict import Finding, Outcome, Verdict, verdict
from moderation.words import listed_words

AKISMET = "akismet"
# Akismet, or what stands in for it (`moderation/akismet.py`).
Ask = Callable[[Submission, Settings], Finding]
# How a comment came, and what each of these asks for at least.
_CAME = {"honeypot": Outcome.SPAM, "too_fast": Outcome.HOLD, "flood": Outcome.HOLD}
# The rules that only the moment knew: nobody can ask them anew.
REMEMBERED = frozenset({*_CAME, AKISMET, sources.BLOCKED_NETWORK})


def judge(submission: Submission, known: Known, settings: Settings, now: datetime, ask: Ask | None = None) -> Verdict:
    """The verdict on a faultless submission. `now` is aware.

    `ask` is asked last, if the owner has a key for it, and only about what is not spam without it.
    """
    found = [*_came(submission, settings, now), *_said(submission, known, settings, now)]
    before = verdict(found)
    if ask and settings.akismet_key and before.outcome < Outcome.SPAM:
        return verdict([*found, ask(submission, settings)])
    return before


def replay(comment: Comment, known: Known, settings: Settings, now: datetime) -> Verdict:
    """The verdict on a stored comment under these settings and by what is `known` now (without this comment itself).

    What only the moment knew is taken from its reasons. Whether the owner has decided on it is not looked at: ask
    `is_decided` first, for no rule overrules the owner.
    """
    known_by_readers = rules.reported(comment.reports, settings)
    said = _said(submitted(comment), known, settings, now)
    return verdict([*_remembered(comment, settings, now), *said, *known_by_readers])


def _came(submission: Submission, settings: Settings, now: datetime) -> Iterator[Finding]:
    """What only the moment knows."""
    yield from rules.honeypot(submission)
    yield from rules.too_fast(submission, now)
    yield from sources.blocked_network(submission.address, settings, now)


def _said(submission: Submission, known: Known, settings: Settings, now: datetime) -> Iterator[Finding]:
    """What can be asked at any time: about the words, and about who sent them."""
    yield from sources.blocked(submission, settings, now)
    yield from rules.owners_wish(known, settings)
    yield from rules.author_name(submission, known)
    yield from rules.links(submission, settings)
    yield from listed_words(submission, settings)
    yield from repeated(known)
    yield from bayes.learned(submission, known.word_counts)
    yield from rules.approved_before(known)


def _remembered(comment: Comment, settings: Settings, now: datetime) -> Iterator[Finding]:
    for reason in comment.reasons:
        rule, evidence, weight = reason.rule, reason.evidence, reason.weight
        if rule in _CAME:
            yield Finding(rule, evidence, weight, _CAME[rule])
        elif rule == AKISMET:
            yield Finding(rule, evidence, weight, Outcome.PUBLISH if weight < 0 else Outcome.HOLD)
        elif rule == sources.BLOCKED_NETWORK and sources.still_blocked(evidence, settings, now):
            yield Finding(rule, evidence, weight, Outcome.REFUSE)
