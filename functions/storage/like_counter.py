"""Likes: one marker for each reader and article, counted on the article's head in the same transaction."""

from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any

from blog.errors import ArticleNotFound
from storage import actions, items, keys
from storage.actions import Action
from storage.calls import call
from storage.transactions import Refusal, write
from storage.values import Item

# A month's key is forgotten when the month is over, and a marker, which without it is nobody's, after the same time;
# the count stays.
LIKE_KEPT = timedelta(days=32)
# The order of the writes, by which DynamoDB names the one that failed.
_MARKER, _HEAD = range(2)


class LikeCounter:
    """Counts likes in the table `name` through a boto3 DynamoDB client. A visitor is a keyed hash of who it may be."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def like(self, slug: str, visitor: str, now: datetime) -> bool:
        """Whether this visitor likes the article only now; liked before, nothing changes. Raises `ArticleNotFound`."""
        marker = _marker(slug, visitor) | {"expires_at": _seconds(now + LIKE_KEPT)}
        # DynamoDB deletes expired items days later: until then the condition does.
        is_new = {
            "ConditionExpression": "attribute_not_exists(pk) OR expires_at < :now",
            "ExpressionAttributeValues": {":now": _seconds(now)},
        }
        return self._count(slug, actions.put(self._name, marker, is_new), 1)

    def unlike(self, slug: str, visitor: str) -> bool:
        """Whether this visitor liked it until now; undone before, nothing changes. Raises `ArticleNotFound`."""
        return self._count(slug, actions.delete(self._name, _marker(slug, visitor), actions.THERE), -1)

    def visitor_key(self, period: str, now: datetime) -> bytes:
        """The random key with which visitors are hashed in a period such as `2026-11`: read, or made."""
        key = items.key(keys.visitor_key(period), keys.KEY)
        if found := self._key(key):
            return found
        made = {"key": {"B": token_bytes(32)}, "expires_at": _seconds(now + LIKE_KEPT)}
        try:
            call(self._client.put_item, TableName=self._name, Item=key | made, **actions.NEW)
        except self._client.exceptions.ConditionalCheckFailedException:
            return self._key(key)  # somebody else has just made it
        return made["key"]["B"]

    def _key(self, key: Item) -> bytes:
        item = call(self._client.get_item, TableName=self._name, Key=key, ConsistentRead=True).get("Item")
        return item["key"]["B"] if item else b""

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


def _seconds(at: datetime) -> dict[str, str]:
    return {"N": str(int(at.timestamp()))}
