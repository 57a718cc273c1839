"""Spam caught and ham let through, on the later half of comments by what was decided on the earlier half.

"Caught" is what readers do not see at once: held or spam. Rules and filter were tuned on the earlier halves only. That
first comments wait for approval is turned off here: it would hold all spam, and each newcomer's ham.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from blog.discussion import Hold
from blog.settings import Settings
from blog.word_counts import WordCounts
from moderation.bayes import words_of
from moderation.judging import judge
from moderation.repeated import text_digest
from moderation.submission import Known, Submission
from moderation.verdict import Outcome
from tests.performance.spam_corpus import Labelled, mails, self_made

DECISIONS = (0, 50, 200, 1_000)
DEFAULTS = Settings(hold_comments=Hold.NONE)


class Score(NamedTuple):
    """`caught_spam` and `caught_ham` were held or called spam, `called_spam` and `lost_ham` called spam."""

    spam: int
    caught_spam: int
    called_spam: int
    ham: int
    caught_ham: int
    lost_ham: int
    refused: int

    @property
    def precision(self) -> float:
        return self.caught_spam / max(self.caught_spam + self.caught_ham, 1)

    @property
    def recall(self) -> float:
        return self.caught_spam / self.spam


class Lessons:
    """What an owner's decisions teach."""

    def __init__(self, decided: Iterable[Labelled]) -> None:
        self._words: dict[str, tuple[int, int]] = {}
        self._labels: Counter[bool] = Counter()
        for each in decided:
            self.learn(each)

    def learn(self, each: Labelled) -> None:
        self._labels[each.is_spam] += 1
        for word in words_of(each.submission):
            spam, ham = self._words.get(word, (0, 0))
            self._words[word] = (spam + each.is_spam, ham + (not each.is_spam))

    @property
    def counts(self) -> WordCounts:
        return WordCounts(self._words, self._labels[True], self._labels[False])


def score(comments: list[Labelled], decisions: int, settings: Settings = DEFAULTS, *, goes_on: bool = False) -> Score:
    """On the later half, after so many decisions, the first ones.

    `goes_on`: the owner also decides on whatever is caught in the later half, which teaches the filter from then on.
    """
    half = len(comments) // 2
    lessons = Lessons(comments[:decisions])
    past = _Past()
    found: Counter[tuple[bool, Outcome]] = Counter()
    for number, each in enumerate(comments):
        if number >= half:
            known = past.known(each.submission, lessons.counts)
            outcome = judge(each.submission, known, settings, each.at).outcome
            found[each.is_spam, outcome] += 1
            if goes_on and outcome is not Outcome.PUBLISH:
                lessons.learn(each)
        past.note(each)
    return _score(found)


class _Past:
    """What the blog knows beside it: whose comments were approved, and where a text was sent before."""

    def __init__(self) -> None:
        self._approved: Counter[str] = Counter()
        self._seen: dict[str, set[str]] = {}

    def note(self, each: Labelled) -> None:
        self._approved[each.submission.email] += not each.is_spam
        if digest := text_digest(each.submission.text):
            self._seen.setdefault(digest, set()).add(each.submission.slug)

    def known(self, submission: Submission, counts: WordCounts) -> Known:
        elsewhere = self._seen.get(text_digest(submission.text), set()) - {submission.slug}
        approved = self._approved[submission.email] if submission.email else 0
        return Known(approved_before=approved, seen_on=frozenset(elsewhere), word_counts=counts)


def _score(found: Counter[tuple[bool, Outcome]]) -> Score:
    spam, ham = ({outcome: found[label, outcome] for outcome in Outcome} for label in (True, False))
    return Score(
        spam=sum(spam.values()),
        caught_spam=sum(spam.values()) - spam[Outcome.PUBLISH],
        called_spam=spam[Outcome.SPAM],
        ham=sum(ham.values()),
        caught_ham=sum(ham.values()) - ham[Outcome.PUBLISH],
        lost_ham=ham[Outcome.SPAM],
        refused=ham[Outcome.REFUSE] + spam[Outcome.REFUSE],
    )


def report(_: Path) -> Iterator[str]:
    for name, comments in (("self-made comments", self_made()), ("real mails of 2002", mails())):
        yield f"{f'Spam: {name}':<48}   precision   recall   ham held   called spam: spam, ham"
        for decisions in DECISIONS:
            each = score(comments, decisions)
            rules_alone = f"rules alone, on {each.spam} spam and {each.ham} ham"
            yield _row(f"after {decisions:,} decisions" if decisions else rules_alone, each)
        yield _row("after 200, and those on what is caught since", score(comments, 200, goes_on=True))
    yield "  aim after 200 decisions: precision at least 0.98, recall at least 0.90; no ham refused"


def _row(what: str, each: Score) -> str:
    caught = f"{each.precision:>11.3f} {each.recall:>8.3f} {each.caught_ham:>10}"
    return f"  {what:<48} {caught} {each.called_spam / each.spam:>18.3f} {each.lost_ham:>4}"
