"""Which actions bring a stored comment from here to there, with all that depends on it, in one transaction.

Pure: items as they were read in, actions out, whose conditions say that all is still so. What depends on a comment: the
article's count of approved comments, what its writer's address has earned, its parent's count of replies, gaps, and the
copy of the pinned comment.

Among what readers see, every comment has all its ancestors: comments, or gaps. A comment that has replies leaves a gap
when it goes; a gap goes with its last reply.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from blog.comment import Comment, CommentState, Gap
from blog.errors import ArticleNotFound
from storage import actions, comment_items, items, keys
from storage.actions import Action
from storage.values import Item, number, seconds

type Place = tuple[str, str]

# What may change of a comment while it stays where it is.
_WATCHED = ("text", "name", "url", "email", "edited_at", "edits", "pinned", "reasons", "reports", "expires_at")
_PLACE = ("pk", "sk", "replies")
_HAS_REPLIES: Action = {
    "ConditionExpression": "replies > :none",
    "ExpressionAttributeValues": {":none": {"N": "0"}},
}
_NO_REPLIES: Action = {
    "ConditionExpression": "attribute_not_exists(replies) OR replies = :none",
    "ExpressionAttributeValues": {":none": {"N": "0"}},
}


@dataclass(frozen=True, slots=True)
class Around:
    """What was read around the comments of an article, by key; `absent` says why ancestors are not among it."""

    table: str
    slug: str
    found: Mapping[Place, Item]
    absent: Mapping[str, Gap] = field(default_factory=dict)

    def shown(self, path: str) -> Item | None:
        """What readers see at a path: a comment, or the gap in its place."""
        return self.found.get(shown_place(self.slug, path))

    @property
    def head(self) -> Item:
        """Raises `ArticleNotFound`."""
        for place in keys.heads(self.slug):
            if place in self.found:
                return self.found[place]
        raise ArticleNotFound(self.slug)

    @property
    def chosen(self) -> Item | None:
        return self.found.get((keys.article(self.slug), keys.CHOSEN))


def shown_place(slug: str, path: str) -> Place:
    return keys.article(slug), keys.comment(path, CommentState.APPROVED)


def places(comment: Comment) -> list[Place]:
    """The keys of all that `changing` needs to know."""
    own = (keys.article(comment.slug), keys.comment(comment.path, comment.state))
    above = [shown_place(comment.slug, path) for path in (comment.path, *ancestors(comment.path))]
    chosen = (keys.article(comment.slug), keys.CHOSEN)
    return list(dict.fromkeys([own, *above, *keys.heads(comment.slug), chosen]))


def ancestors(path: str) -> list[str]:
    """The paths above this one, the nearest first."""
    ids = path.split("/")
    return ["/".join(ids[:count]) for count in range(len(ids) - 1, 0, -1)]


def is_approved(comment: Comment | None) -> bool:
    return comment is not None and comment.state is CommentState.APPROVED and comment.gap is None


def changing(
    around: Around, stored: Item, after: Comment | None, gap: Gap, expires_at: datetime | None = None
) -> list[Action]:
    """From the comment as it is stored to `after`; None: it goes altogether. Raises `ArticleNotFound`.

    Where it leaves a gap, or has left one before, `gap` says why. What is spam or trash may go at `expires_at`.
    """
    before = comment_items.read_comment(stored)
    new = _new_item(after, expires_at)
    if after is not None and after.state is before.state:
        own = [_edited(around, stored, new if expires_at else _lasting(new, stored))]
    else:
        own = [*_left(around, stored, before, gap, is_approved(after)), *_come(around, new, after)]
    return [*own, *_counted(around, before, after), *_chosen(around, before, after)]


def raised(around: Around, path: str) -> Iterator[Action]:
    """What stands above `path` has one reply more; where nothing stands, a gap does from now on."""
    for above in ancestors(path):
        if known := around.shown(above):
            yield actions.update(around.table, known, add={"replies": 1}, condition=actions.THERE)
            return
        reason = around.absent.get(above, Gap.MODERATOR)
        gap = replace(a_gap(around.slug, above, reason), replies=1)
        yield actions.make(around.table, comment_items.comment_item(gap), actions.NEW)


def a_gap(slug: str, path: str, reason: Gap) -> Comment:
    """The place of a comment among what readers see."""
    return Comment(slug=slug, path=path, name="", text="", state=CommentState.APPROVED, gap=reason)


def _lowered(around: Around, path: str) -> Iterator[Action]:
    """What stands above `path` has one reply less; a gap that has none any more goes, and so upward."""
    for above in ancestors(path):
        known = around.shown(above)
        if known is None:
            yield actions.check(around.table, items.key(*shown_place(around.slug, above)), actions.NEW)
            return
        if "gap" not in known or number(known, "replies") > 1:
            yield actions.update(around.table, known, add={"replies": -1}, condition=_stays(known))
            return
        yield actions.delete(around.table, known, actions.same(known, "gap", "replies"))


def _stays(known: Item) -> Action:
    """The condition under which this does not go with one of its replies."""
    if "gap" not in known:
        return actions.NO_GAP
    return {"ConditionExpression": "replies > :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}


def _new_item(after: Comment | None, expires_at: datetime | None) -> Item:
    if after is None:
        return {}
    item = comment_items.comment_item(replace(after, replies=0))
    return item | {"expires_at": seconds(expires_at)} if expires_at else item


def _lasting(new: Item, stored: Item) -> Item:
    return new | {name: stored[name] for name in ("expires_at",) if name in stored}


def _edited(around: Around, stored: Item, new: Item) -> Action:
    """In place. Nothing but the condition, where nothing changes but what is written beside it."""
    changed = {name: value for name, value in new.items() if name not in _PLACE and stored.get(name) != value}
    gone = [name for name in stored if name not in (*new, *_PLACE)]
    unchanged = actions.same(stored, *_WATCHED)
    if not changed and not gone:
        return actions.check(around.table, stored, unchanged)
    return actions.update(around.table, stored, set_=changed, remove=gone, condition=unchanged)


def _left(around: Around, stored: Item, before: Comment, gap: Gap, returns: bool) -> Iterator[Action]:
    unchanged = actions.same(stored, *_WATCHED)
    if not is_approved(before):
        yield actions.delete(around.table, stored, unchanged)
        place = around.shown(before.path)
        # Read in the moment in which it is approved, it may seem to be there twice: then the write is refused.
        if place and "gap" in place and not returns and place["gap"] != {"S": gap.value}:
            yield actions.update(around.table, place, set_={"gap": {"S": gap.value}}, condition=actions.GAP)
    elif before.replies:
        own = [name for name in stored if name not in _PLACE]
        condition = actions.both(unchanged, _HAS_REPLIES)
        yield actions.update(around.table, stored, set_={"gap": {"S": gap.value}}, remove=own, condition=condition)
    else:
        yield actions.delete(around.table, stored, actions.both(unchanged, _NO_REPLIES))
        yield from _lowered(around, before.path)


def _come(around: Around, new: Item, after: Comment | None) -> Iterator[Action]:
    if after is None:
        return
    place = around.shown(after.path) if is_approved(after) else None
    if place:
        words = {name: value for name, value in new.items() if name not in _PLACE}
        yield actions.update(around.table, place, set_=words, remove=["gap"], condition=actions.GAP)
        return
    yield actions.make(around.table, new, actions.NEW)
    if is_approved(after):
        yield from raised(around, after.path)


def _counted(around: Around, before: Comment, after: Comment | None) -> Iterator[Action]:
    """The article's count, and what addresses have earned."""
    if change := is_approved(after) - is_approved(before):
        yield counted_head(around, change)
    earned: Counter[str] = Counter()
    for comment, count in ((before, -1), (after, 1)):
        if comment is not None and is_approved(comment) and comment.email:
            earned[comment.email.casefold()] += count
    yield from (earning(around.table, email, count) for email, count in earned.items() if count)


def counted_head(around: Around, change: int) -> Action:
    """Raises `ArticleNotFound`."""
    return actions.update(around.table, around.head, add={"comment_count": change}, condition=actions.THERE)


def earning(table: str, email: str, change: int) -> Action:
    key = items.key(keys.commenter(email), keys.COMMENTER)
    return actions.update(table, key, add={"approved": change})


def _chosen(around: Around, before: Comment, after: Comment | None) -> Iterator[Action]:
    """The copy of the pinned comment, of which an article has one."""
    if after is not None and after.pinned:
        copy = comment_items.chosen_item(after)
        known = around.chosen or {}
        if copy != known:
            yield actions.make(around.table, copy, actions.same(known, "path"), in_place_of=known)
        if known and known["path"] != copy["path"]:
            other = items.key(*shown_place(around.slug, known["path"]["S"]))
            yield actions.update(around.table, other, remove=["pinned"], condition="attribute_exists(pinned)")
    elif before.pinned:
        key = items.key(keys.article(around.slug), keys.CHOSEN)
        yield actions.delete(around.table, key, actions.same({"path": {"S": before.path}}, "path"))
