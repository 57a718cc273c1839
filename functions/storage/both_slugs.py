"""What lies under both slugs of an article, because somebody was there while it was renamed, becomes one.

Pure: items as they were read in, actions out, whose conditions say that all is still so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blog.comment import CommentState
from storage import actions, keys
from storage.actions import Action
from storage.comment_plans import Place, ancestors, shown_place
from storage.values import Item, number

# What may change of a comment, or of the gap that it left, between reading and moving it.
WATCHED = ("text", "edited_at", "pinned", "reasons", "reports", "replies", "gap")
_PLACE = ("pk", "sk", "replies")
_SHOWN = keys.COMMENT[CommentState.APPROVED]


@dataclass(frozen=True, slots=True)
class Left:
    """An item that was left behind under a former slug, and the slug that the article has now."""

    item: Item
    slug: str

    @property
    def place(self) -> Place:
        """Where it belongs."""
        return keys.article(self.slug), self.item["sk"]["S"]

    @property
    def places(self) -> list[Place]:
        """The keys of all that `joined` needs to know."""
        former = keys.slug_of(self.item["pk"]["S"])
        others = [shown_place(slug, path) for path in self._depends_on() for slug in (self.slug, former)]
        return [self.place, *keys.heads(self.slug), *others]

    def joined(self, table: str, found: Mapping[Place, Item]) -> list[Action]:
        """One transaction, after which it is one with what has taken its place; none where nothing has."""
        if self.place not in found:
            return []
        head, other = (_first(found, places) for places in (self.places[1:3], self.places[3:]))
        return list(self._joined(table, found[self.place], head, other))

    def _joined(self, table: str, there: Item, head: Item | None, other: Item | None) -> Iterator[Action]:
        sk = self.item["sk"]["S"]
        yield actions.delete(table, self.item, actions.both(actions.THERE, actions.same(self.item, *WATCHED)))
        if sk.startswith(keys.LIKES) and head:
            yield actions.update(table, head, add={"like_count": -1}, condition=actions.THERE)
        elif sk == keys.CHOSEN and other and there["path"] != self.item["path"]:
            yield actions.update(table, other, remove=["pinned"], condition=actions.THERE)
        elif sk.startswith(_SHOWN):
            yield self._one_comment(table, there)
            if other:  # which has counted both
                yield actions.update(table, other, add={"replies": -1}, condition=actions.THERE)

    def _one_comment(self, table: str, there: Item) -> Action:
        """A comment takes the place of a gap; a gap has nothing but its replies."""
        replies = {"replies": count} if (count := number(self.item, "replies")) else {}
        if "gap" in self.item:
            return actions.update(table, there, add=replies, condition=actions.THERE)
        words = {name: value for name, value in self.item.items() if name not in _PLACE}
        return actions.update(table, there, set_=words, add=replies, remove=["gap"], condition=actions.GAP)

    def _depends_on(self) -> list[str]:
        """The path of the comment that changes too: the parent, or what is pinned no more."""
        sk = self.item["sk"]["S"]
        if sk == keys.CHOSEN:
            return [self.item["path"]["S"]]
        return ancestors(keys.path_of(sk))[:1] if sk.startswith(_SHOWN) else []


def _first(found: Mapping[Place, Item], places: list[Place]) -> Item | None:
    return next((found[place] for place in places if place in found), None)
