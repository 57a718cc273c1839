"""What the owner does with comments: decide about them, pin, answer and remove them, close a discussion.

Every act is recorded, and what it teaches put down, in the transaction that does it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import batched
from typing import Any

from blog.acts import Act, ActKind, Batch, Words
from blog.comment import AUTHOR, OWNER, Comment, CommentState, Gap, Reason
from blog.errors import ArticleNotFound, CommentNotFound, ParentNotFound, TooBusy
from blog.thread_history import why_gone
from blog.undoing import KIND
from blog.word_counts import Lesson
from storage import act_items, actions, comment_items, items, keys
from storage.actions import Action
from storage.calls import call, call_batch_get
from storage.comment_import import CommentImport
from storage.comment_lists import CommentLists
from storage.comment_mover import CommentMover
from storage.comment_plans import Around, a_gap, counted_head, earning, is_approved, places, raised, shown_place
from storage.history import History
from storage.transactions import Refusal, write
from storage.values import Item

_TRIES = 12
# What is taken out of acts in one transaction with the comment itself, which has some writes of its own.
_AT_ONCE = 60
_REJECTED = (CommentState.SPAM, CommentState.TRASH)
_PINS = (ActKind.PIN, ActKind.UNPIN)


class CommentDesk(CommentLists):
    """Moderates comments in the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        super().__init__(client, name)
        self._mover = CommentMover(client, name)
        self._history = History(client, name)

    def bring_in(self, slug: str, comments: Sequence[Comment]) -> int:
        """Adds comments that were written elsewhere, as `CommentImport` does."""
        return CommentImport(self._client, self._name).bring_in(slug, comments)

    def decide(
        self,
        comment: Comment,
        state: CommentState,
        batch: Batch,
        *,
        why: str = "",
        lessons: Sequence[Lesson] = (),
        expires_at: datetime | None = None,
    ) -> Comment:
        """The comment in the state that the owner gives it, as `decided` makes it and `act` stores it."""
        after = decided(comment, state)
        return self.act(comment, after, KIND[state], batch, why=why, lessons=lessons, expires_at=expires_at)

    def act(
        self,
        comment: Comment,
        after: Comment,
        kind: ActKind,
        batch: Batch,
        *,
        why: str = "",
        undoes: str = "",
        lessons: Sequence[Lesson] = (),
        expires_at: datetime | None = None,
    ) -> Comment:
        """Brings a comment from what it is to `after`, and returns it as it is then stored.

        Spam and trash go by themselves at `expires_at`. Raises `CommentNotFound` when the comment is not (any more)
        what it was, and `TooBusy`.
        """
        act = batch.act(kind, **_facts(comment, after, kind), why=why, undoes=undoes)
        until = expires_at if after.state in _REJECTED else None
        stored = self._mover.change(
            comment,
            after,
            gap=why_gone(after.state, [act]),
            acts=[act],
            expires_at=until,
            more=[*self._expiring(comment, after, until), *self._taught(act, lessons)],
        )
        return stored or after

    def pin(self, comment: Comment, batch: Batch, *, why: str = "", undoes: str = "") -> Comment:
        """An approved comment in the first place of its article; one that was there before is unpinned.

        Raises `CommentNotFound` where it is not approved (any more), and `TooBusy`.
        """
        if comment.state is not CommentState.APPROVED:
            raise CommentNotFound(comment.id)
        other = self.pinned(comment.slug)
        if other and other.path == comment.path:
            return other
        if other:
            self.unpin(other, batch, why=why)
        return self.act(comment, replace(comment, pinned=True), ActKind.PIN, batch, why=why, undoes=undoes)

    def unpin(self, comment: Comment, batch: Batch, *, why: str = "") -> Comment:
        """Raises `CommentNotFound`, `TooBusy`."""
        if not comment.pinned:
            return comment
        return self.act(comment, replace(comment, pinned=False), ActKind.UNPIN, batch, why=why)

    def purge(self, comment: Comment, batch: Batch, *, why: str = "") -> None:
        """Removes a comment in the trash for good, earlier words and all. Raises `CommentNotFound`, `TooBusy`."""
        if comment.state is not CommentState.TRASH:
            raise CommentNotFound(comment.id)
        by_author = bool(comment.reasons) and comment.reasons[-1].rule == AUTHOR
        act = batch.act(ActKind.PURGE, slug=comment.slug, path=comment.path, old=comment.state, why=why)
        self.remove(comment, act, gap=Gap.AUTHOR if by_author else Gap.MODERATOR)

    def remove(
        self, comment: Comment, act: Act, *, gap: Gap, keep_place: bool = False, lessons: Sequence[Lesson] = ()
    ) -> None:
        """Removes a comment with all words that its history knows; stopped halfway, it can be run again.

        `keep_place` leaves a gap where readers saw it, even without replies. Raises `CommentNotFound`, `TooBusy`.
        """
        words = self._first_some_then(self._history.forgetting(comment.slug, comment.path))
        place = a_gap(comment.slug, comment.path, gap) if keep_place and is_approved(comment) else None
        self._mover.change(comment, place, gap=gap, acts=[act], more=[*words, *self._taught(act, lessons)])

    def answer(self, comment: Comment, batch: Batch, *, why: str = "") -> Comment:
        """Adds an approved comment of the owner's. Raises `ArticleNotFound`, `ParentNotFound`, `TooBusy`."""
        facts = {"slug": comment.slug, "path": comment.path, "new": CommentState.APPROVED}
        act = batch.act(ActKind.ANSWER, **facts, why=why)
        own = shown_place(comment.slug, comment.path)
        for _ in range(_TRIES):
            found = call_batch_get(self._client, self._name, places(comment))
            around = Around(self._name, comment.slug, found)
            if own in found:
                return comment  # an earlier try was heard after all
            parent = around.shown(comment.parent) if comment.parent else {}
            if parent is None or "gap" in parent:
                raise ParentNotFound(comment.parent)
            try:
                write(self._client, [*self._adding(around, comment), *self._recorded(act)])
            except Refusal:
                continue
            return comment
        raise TooBusy

    def lock(self, slug: str, batch: Batch, *, why: str = "", undoes: str = "") -> bool:
        """Closes the discussion of an article, and says whether it was open. Raises `ArticleNotFound`, `TooBusy`."""
        return self._set_lock(slug, batch.act(ActKind.LOCK, slug=slug, why=why, undoes=undoes), locked=True)

    def unlock(self, slug: str, batch: Batch, *, why: str = "", undoes: str = "") -> bool:
        """Opens it again, and says whether it was locked. Raises `ArticleNotFound`, `TooBusy`."""
        return self._set_lock(slug, batch.act(ActKind.UNLOCK, slug=slug, why=why, undoes=undoes), locked=False)

    def _expiring(self, comment: Comment, after: Comment, until: datetime | None) -> list[Action]:
        """What the history repeats of a comment goes with it, and stays when it comes back. Raises `TooBusy`.

        Asked of those only to which something was done before: what floods in has no history.
        """
        has_history = comment.edited_at or comment.was_public or comment.is_decided
        comes_back = comment.state in _REJECTED and after.state not in _REJECTED
        if not (comes_back or (until and has_history)):
            return []
        return self._first_some_then(self._history.expiring(comment.slug, comment.path, until))

    def _first_some_then(self, changes: Iterable[Action]) -> list[Action]:
        """What is left for the transaction with the comment itself, once some were made that do not fit into it."""
        wanted = list(changes)
        for some in batched(wanted[_AT_ONCE:], _AT_ONCE, strict=False):
            write(self._client, some)
        return wanted[:_AT_ONCE]

    def _set_lock(self, slug: str, act: Act, *, locked: bool) -> bool:
        for _ in range(_TRIES):
            found = call_batch_get(self._client, self._name, keys.heads(slug))
            if not found:
                raise ArticleNotFound(slug)
            head = next(iter(found.values()))
            if ("comments_locked" in head) is locked:
                return False
            try:
                write(self._client, [self._locked(head, locked=locked), *self._recorded(act)])
            except Refusal:
                continue
            return True
        raise TooBusy

    def _locked(self, head: Item, *, locked: bool) -> Action:
        condition = actions.both(actions.THERE, actions.same(head, "comments_locked"))
        if locked:
            return actions.update(self._name, head, set_={"comments_locked": {"BOOL": True}}, condition=condition)
        return actions.update(self._name, head, remove=["comments_locked"], condition=condition)

    def pinned(self, slug: str) -> Comment | None:
        """The comment in the first place of an article."""
        chosen = self._item(keys.article(slug), keys.CHOSEN)
        stored = self._item(*shown_place(slug, chosen["path"]["S"])) if chosen else None
        return comment_items.read_comment(stored) if stored and "pinned" in stored else None

    def _item(self, pk: str, sk: str) -> Item | None:
        return call(self._client.get_item, TableName=self._name, Key=items.key(pk, sk), ConsistentRead=True).get("Item")

    def _adding(self, around: Around, comment: Comment) -> list[Action]:
        added = [actions.put(self._name, comment_items.comment_item(comment), actions.NEW), counted_head(around, 1)]
        earned = [earning(self._name, comment.email, 1)] if comment.email else []
        return [*added, *earned, *raised(around, comment.path)]

    def _recorded(self, act: Act) -> list[Action]:
        return [actions.put(self._name, act_items.act_item(act), actions.NEW)]

    def _taught(self, act: Act, lessons: Sequence[Lesson]) -> list[Action]:
        return [actions.put(self._name, act_items.lessons_item(act.id, lessons), actions.NEW)] if lessons else []


def decided(comment: Comment, state: CommentState) -> Comment:
    """The comment as the owner's decision leaves it: that is its last reason then, in place of any before."""
    others = [reason for reason in comment.reasons if reason.rule != OWNER]
    return replace(comment, state=state, reasons=(*others, Reason(OWNER, KIND[state].value)))


def _facts(comment: Comment, after: Comment, kind: ActKind) -> dict[str, Any]:
    """What an act says of the comment that it changes."""
    facts: dict[str, Any] = {"slug": comment.slug, "path": comment.path}
    if kind in _PINS:
        return facts
    facts |= {"old": comment.state, "new": after.state, "pinned": comment.pinned and not is_approved(after)}
    if after.reasons != comment.reasons:
        facts["reasons"] = comment.reasons
    words = _words(comment)
    if words != _words(after):
        facts["words"] = words
    return facts


def _words(comment: Comment) -> Words:
    return Words(name=comment.name, url=comment.url, text=comment.text, edited_at=comment.edited_at)
