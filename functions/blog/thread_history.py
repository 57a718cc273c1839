"""An article's comments as readers saw them at any moment, from what there is now and what was done since."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from blog.acts import Act, ActKind
from blog.comment import AUTHOR, Comment, CommentState, Gap
from blog.ids import time_of


def thread_at(comments: Iterable[Comment], acts: Iterable[Act], at: datetime) -> tuple[Comment, ...]:
    """The thread at that moment (aware), in its order, gaps included.

    `comments` are those of one article now, in all states, with the gaps among them; `acts` all that was done to them.
    Where the words of that moment are gone for good, a gap stands for the comment.
    """
    stories = {story.path: story for story in _stories(comments, acts, at)}
    seen = {path: story.shown() for path, story in stories.items() if story.is_shown()}
    for above in {above for path in seen for above in _ancestors(path)} - seen.keys():
        seen[above] = stories[above].left()
    replies = Counter(comment.parent for comment in seen.values())
    return tuple(replace(seen[path], replies=replies[path]) for path in sorted(seen))


def why_gone(state: CommentState | None, acts: Sequence[Act]) -> Gap:
    """What a gap says of a comment in this state (None: it is gone for good) to which this was done, in this order."""
    if state is CommentState.PENDING:
        return Gap.HELD
    for act in reversed(acts):
        if act.kind is ActKind.ERASE or (act.kind is ActKind.DELETE and act.who == AUTHOR):
            return Gap.AUTHOR
        if act.new not in (None, CommentState.APPROVED):
            break
    return Gap.MODERATOR


@dataclass(frozen=True, slots=True)
class _Story:
    """One place in the thread: the comment or the gap that is there now, and what was done until a moment and after."""

    slug: str
    path: str
    at: datetime
    now: Comment | None
    gap: Gap | None
    before: Sequence[Act]
    after: Sequence[Act]

    def is_shown(self) -> bool:
        was_written = time_of(self.path.rpartition("/")[2]) <= self.at
        return was_written and self._state() is CommentState.APPROVED

    def shown(self) -> Comment:
        """The comment as it was, or a gap where its words are not known any more."""
        words = next((act.words for act in self.after if act.kind is ActKind.EDIT), self.now)
        if self.now is None or words is None:
            return self.left()
        return replace(
            self.now,
            state=CommentState.APPROVED,
            name=words.name,
            url=words.url,
            text=words.text,
            edited_at=words.edited_at,
            pinned=self._is_pinned(),
        )

    def left(self) -> Comment:
        """The gap where the comment was."""
        acts = [*self.before, *self.after] if self.is_shown() else self.before
        gap = self.gap if self.gap and not acts and not self.now else why_gone(self._state(), acts)
        return Comment(slug=self.slug, path=self.path, name="", text="", state=CommentState.APPROVED, gap=gap)

    def _state(self) -> CommentState | None:
        """That which the next act found; without one, that which the comment has."""
        if found := next((act.old for act in self.after if act.old), None):
            return found
        if self.now:
            return self.now.state
        # Who erased a comment may have kept its place.
        return self.before[-1].new if self.gap and self.before else None

    def _is_pinned(self) -> bool:
        """As the next act found it that says something of that; without one, as it is."""
        for act in self.after:
            if act.pinned or act.kind is ActKind.UNPIN:
                return True
            if act.kind is ActKind.PIN or act.new not in (None, CommentState.APPROVED):
                return False
        return self.now is not None and self.now.pinned


def _stories(comments: Iterable[Comment], acts: Iterable[Act], at: datetime) -> Iterator[_Story]:
    found, done = list(comments), sorted(acts, key=lambda act: (act.at, act.id))
    now = {comment.path: comment for comment in found if not comment.gap}
    gaps = {comment.path: comment.gap for comment in found if comment.gap}
    known = {each.path: each.slug for each in (*found, *done) if each.path}
    places = known | {above: slug for path, slug in known.items() for above in _ancestors(path)}
    acted: dict[str, list[Act]] = {path: [] for path in places}
    for act in done:
        if act.path:
            acted[act.path].append(act)
    for path, slug in places.items():
        before = [act for act in acted[path] if act.at <= at]
        yield _Story(slug, path, at, now.get(path), gaps.get(path), before, acted[path][len(before) :])


def _ancestors(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path
