"""Past comments judged anew: whom changed settings would catch, and whom they would free, before they are in force."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from blog.comment import AUTHOR, OWNER, Comment, CommentKind, CommentState
from blog.discussion import Hold
from blog.settings import Settings
from blog.word_counts import WordCounts
from moderation.judging import replay
from moderation.repeated import text_digest
from moderation.submission import Known
from moderation.verdict import Verdict

# As long as storage remembers where a text was sent.
_LATELY = timedelta(days=7)
# From what everybody reads to what nobody does.
_STRICTNESS = (Hold.NONE, Hold.FIRST_TIME, Hold.ALL)


@dataclass(frozen=True, slots=True)
class Changed:
    """A comment that would be elsewhere, and why."""

    comment: Comment
    verdict: Verdict

    @property
    def is_caught(self) -> bool:
        return self.verdict.state.severity > self.comment.state.severity


@dataclass(frozen=True, slots=True)
class Retrial:
    """`judged` comments were judged anew; `decided` ones were left alone, because the owner has decided on them."""

    judged: int = 0
    decided: int = 0
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """What is known beside the comments: the names of articles' authors by slug, what was learned, and the time."""

    authors: Mapping[str, str]
    word_counts: WordCounts
    now: datetime

    def retry(
        self, comments: Iterable[Comment], today: Settings, changed: Settings | None, since: datetime | None = None
    ) -> Retrial:
        """Judges comments written after `since` anew, under `changed` settings, or, where there are none, today's.

        `comments` are all there are, in the order of time, so that each is judged by what was before it. Under changed
        settings only what these change is told. What readers see already is not held because its writer was new, unless
        `hold_comments` itself has become stricter.
        """
        judged, decided, found = 0, 0, []
        for comment, known in self._known(comments):
            if _was_deleted(comment) or (since and comment.written_at <= since):
                continue
            if comment.is_decided or comment.kind is not CommentKind.COMMENT:
                decided += 1
                continue
            judged += 1
            verdict = self._verdict(comment, known, today, changed)
            if verdict and verdict.state is not comment.state:
                found.append(Changed(comment, verdict))
        return Retrial(judged, decided, tuple(found))

    def _verdict(self, comment: Comment, known: Known, today: Settings, changed: Settings | None) -> Verdict | None:
        """The verdict, or None where the change of settings changes none."""
        before, after = today, changed or today
        if comment.state is CommentState.APPROVED:
            before, after = _let_in(before), after if _is_stricter(after, before) else _let_in(after)
        verdict = replay(comment, known, after, self.now)
        if changed and verdict.state is replay(comment, known, before, self.now).state:
            return None
        return verdict

    def _known(self, comments: Iterable[Comment]) -> Iterator[tuple[Comment, Known]]:
        """Each comment with what was before it, and what has been learned until now."""
        approved: Counter[str] = Counter()
        # When each text was last sent, by article: of a flood of copies only the last ones matter.
        sent: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
        for comment in comments:
            email, digest = comment.email.casefold(), text_digest(comment.text)
            lately = {slug for slug, at in sent[digest].items() if comment.written_at - at <= _LATELY}
            known = Known(
                approved_before=approved[email],
                seen_on=frozenset(lately - {comment.slug}),
                author_name=self.authors.get(comment.slug, ""),
                word_counts=self.word_counts,
            )
            yield comment, known
            # Whoever gives no address is nobody who was here before, and a short text is nobody's copy.
            approved[email] += bool(email) and comment.state is CommentState.APPROVED
            if digest:
                sent[digest][comment.slug] = comment.written_at


def _was_deleted(comment: Comment) -> bool:
    """Whether somebody has put it into the trash, and no rule."""
    by_somebody = not comment.reasons or comment.reasons[-1].rule in (OWNER, AUTHOR)
    return comment.state is CommentState.TRASH and by_somebody


def _let_in(settings: Settings) -> Settings:
    """For a comment that readers see already: that its writer was new does not hold it."""
    return replace(settings, hold_comments=Hold.NONE)


def _is_stricter(one: Settings, other: Settings) -> bool:
    return _STRICTNESS.index(one.hold_comments) > _STRICTNESS.index(other.hold_comments)
