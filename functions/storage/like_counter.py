"""Likes: one marker for each reader and article, counted on the article's head in the same transaction."""

from datetime import datetime
from typing import Any

from blog.errors import ArticleNotFound
from storage import actions, items, keys, visitor_keys
from storage.actions import Action
from storage.transactions import Refusal, write
from storage.values import Item, seconds

# A marker, which without the month's key is nobody's, is forgotten when that is; the count stays.
LIKE_KEPT = visitor_keys.KEPT
# The order of the writes, by which DynamoDB names the one that failed.
_MARKER, _HEAD = range(2)


class LikeCounter:
    """Counts likes in the table `name` through a boto3 DynamoDB client. A visitor is a keyed hash of who it may be."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def like(self, slug: str, visitor: str, now: datetime) -> bool:
        """Whether this visitor likes the article only now; liked before, nothing changes. Raises `ArticleNotFound`."""
        marker = _marker(slug, visitor) | {"expires_at": seconds(now + LIKE_KEPT)}
        # DynamoDB deletes expired items days later: until then the condition does.
        is_new = {
            "ConditionExpression": "attribute_not_exists(pk) OR expires_at < :now",
            "ExpressionAttributeValues": {":now": seconds(now)},
        }
        return self._count(slug, actions.make(self._name, marker, is_new), 1)

    def unlike(self, slug: str, visitor: str) -> bool:
        """Whether this visitor liked it until now; undone before, nothing changes. Raises `ArticleNotFound`."""
        return self._count(slug, actions.delete(self._name, _marker(slug, visitor), actions.THERE), -1)

    def visitor_key(self, period: str, now: datetime) -> bytes:
        """The random key with which visitors are hashed in a period such as `2026-11`: read, or made."""
        return visitor_keys.visitor_key(self._client, self._name, period, now)

    def _count(self, slug: str, marker: Action, change: int) -> bool:
        head = items.key(keys.article(slug), keys.PUBLIC_HEAD)
        counted = actions.update(self._name, head, add={"like_count": change}, condition="attribute_exists(pk)")
        try:
            write(self._client, [marker, counted])
        except Refusal as refusal:
            if _HEAD in refusal:
                raise ArticleNotFound(slug) from refusal
            return False
        return True


def _marker(slug: str, visitor: str) -> Item:
    return items.key(keys.article(slug), keys.like(visitor))
