"""Any change of a stored comment, with its act and all that depends on it: one read, one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from blog.acts import Act
from blog.comment import AUTHOR, Comment, CommentState, Gap
from blog.errors import CommentNotFound, TooBusy
from storage import act_items, actions, comment_items, keys
from storage.actions import Action
from storage.calls import call_batch_get
from storage.comment_plans import Around, Place, ancestors, changing, is_approved, places
from storage.transactions import Refusal, write
from storage.values import Item

# Somebody else was at the same thread in between: then it is read again.
_TRIES = 12
# Counted beside it, and no part of what somebody changes.
_COUNTS = ("gap", "replies")


class CommentMover:
    """Changes comments in the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def change(
        self,
        before: Comment,
        after: Comment | None,
        *,
        gap: Gap = Gap.MODERATOR,
        acts: Sequence[Act] = (),
        expires_at: datetime | None = None,
        more: Sequence[Action] = (),
    ) -> Comment | None:
        """Brings a comment from `before` to `after`, and returns it as it is then stored.

        Where that is None, it goes altogether; where it is a gap, only its place stays.

        What differs between the two is changed: state, words, pinned or not, … Where the comment leaves a gap among
        what readers see, `gap` says why. A comment stays pinned only while it stays approved, and unpins any other;
        until it is approved again, it is known as one that `was_public`.
        The acts and `more` are written in the same transaction, once, however often that is tried.

        One BatchGetItem and one TransactWriteItems; a second BatchGetItem where an approved comment's ancestors are
        not there. Raises `CommentNotFound` when it is no longer as `before` says in what is changed, in its state and
        its text; `ArticleNotFound`; `TooBusy`.
        """
        beside = [*(actions.make(self._name, act_items.act_item(act, expires_at), actions.NEW) for act in acts), *more]
        for _ in range(_TRIES):
            found = call_batch_get(self._client, self._name, [*places(before), *map(_act_place, acts[:1])])
            stored = found.get((keys.article(before.slug), keys.comment(before.path, before.state)))
            if acts and _act_place(acts[0]) in found:
                return after  # an earlier try was heard after all
            now = _merged(stored, before, after)
            around = Around(self._name, before.slug, found, self._absent(found, before, after))
            try:
                write(self._client, [*changing(around, stored or {}, now, gap, expires_at), *beside])
            except Refusal:
                continue
            return now
        raise TooBusy

    def _absent(self, found: Mapping[Place, Item], before: Comment, after: Comment | None) -> dict[str, Gap]:
        """Why ancestors are not there of what readers shall see from now on."""
        if is_approved(before) or not is_approved(after):
            return {}
        shown = {keys.path_of(sk) for _, sk in found if sk.startswith(keys.COMMENT[CommentState.APPROVED])}
        lacking = [path for path in ancestors(before.path) if path not in shown]
        if not lacking or before.path in shown:
            return {}
        held = (CommentState.PENDING, CommentState.TRASH)
        wanted = [(keys.article(before.slug), keys.comment(path, state)) for path in lacking for state in held]
        hidden = call_batch_get(self._client, self._name, wanted).values()
        return {each.path: _reason(each) for each in map(comment_items.read_comment, hidden)}


def _act_place(act: Act) -> Place:
    return keys.act(act.slug, act.path, act.id)


def _reason(hidden: Comment) -> Gap:
    if hidden.state is CommentState.PENDING:
        return Gap.HELD
    by_author = hidden.reasons and hidden.reasons[-1].rule == AUTHOR
    return Gap.AUTHOR if by_author else Gap.MODERATOR


def _merged(stored: Item | None, before: Comment, after: Comment | None) -> Comment | None:
    """What is stored, with what is different between `before` and `after`. Raises `CommentNotFound`."""
    if stored is None or "gap" in stored:
        raise CommentNotFound(before.id)
    known = comment_items.read_comment(stored)
    names = [each.name for each in fields(Comment) if each.name not in _COUNTS] if after is not None else []
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    if any(getattr(known, name) != getattr(before, name) for name in ("text", *changed)):
        raise CommentNotFound(before.id)
    if after is None or after.gap:
        return after
    now = replace(known, **{name: getattr(after, name) for name in changed})
    if is_approved(before) and is_approved(after):
        return now
    # Said of those only that are not public now: what is approved again is as it was.
    was_public = not is_approved(after) and (known.was_public or is_approved(before))
    return replace(now, pinned=now.pinned and is_approved(after), was_public=was_public)
