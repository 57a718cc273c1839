"""All comments, for the owner: by state, by what is in them, by article, by id."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from blog.comment import Comment, CommentState
from blog.comment_filter import CommentFilter
from blog.errors import CommentNotFound
from blog.ids import make_id
from storage import comment_items, keys
from storage.calls import call, every_item
from storage.values import Item

_ALL = CommentFilter()
# Below and above every id.
_FIRST, _LAST = "!", "~"


@dataclass(frozen=True, slots=True)
class Listed:
    """Some comments, and the id after which the next ones follow, '' where there are none."""

    comments: tuple[Comment, ...] = ()
    more: str = ""


class CommentLists:
    """Reads comments in the table `name` through a boto3 DynamoDB client.

    Lists of all articles follow what was done within a second; what is read of one article is exact.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def page(self, state: CommentState, *, after: str = "", limit: int = 50) -> Listed:
        """The newest comments in a state, or those that follow the one with the id `after`: one Query."""
        asked = self._listed(state, "#position < :before", before=after or _LAST)
        answer = call(self._client.query, Limit=limit + 1, **asked)
        found = tuple(map(comment_items.read_comment, answer["Items"][:limit]))
        is_more = len(answer["Items"]) > limit or "LastEvaluatedKey" in answer
        return Listed(found, found[-1].id if found and is_more else "")

    def comments(self, state: CommentState, where: CommentFilter = _ALL) -> Iterator[Comment]:
        """The comments in a state that are meant, newest first, read page by page as they are consumed.

        Those of one article are read from it, and no others.
        """
        found = self._of(where.article, state) if where.article else self._between(state, where)
        return filter(where.matches, found)

    def find(self, comment_id: str) -> Comment:
        """A comment by its id, whatever its state: one Query a state until it is found. Raises `CommentNotFound`."""
        for state in CommentState:
            for item in self._every(self._listed(state, "#position = :id", id=comment_id or _FIRST)):
                return comment_items.read_comment(item)
        raise CommentNotFound(comment_id)

    def of_article(self, slug: str) -> tuple[Comment, ...]:
        """Every comment of an article, in any state, and the gaps among them, as they are now."""
        return tuple(comment for state in CommentState for comment in self._in_collection(slug, state))

    def _of(self, slug: str, state: CommentState) -> Iterator[Comment]:
        yield from sorted(self._in_collection(slug, state), key=lambda comment: comment.id, reverse=True)

    def _in_collection(self, slug: str, state: CommentState) -> Iterator[Comment]:
        found = every_item(
            self._client.query,
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :state)",
            ExpressionAttributeValues={":pk": {"S": keys.article(slug)}, ":state": {"S": keys.comment("", state)}},
            ConsistentRead=True,
        )
        return map(comment_items.read_comment, found)

    def _between(self, state: CommentState, where: CommentFilter) -> Iterator[Comment]:
        """The index is in the order of time: what is too old or too new is not read."""
        first, last = _position(where.newer_than, _FIRST), _position(where.older_than, _LAST)
        asked = self._listed(state, "#position BETWEEN :first AND :last", first=first, last=last)
        return map(comment_items.read_comment, self._every(asked))

    def _every(self, asked: dict[str, Any]) -> Iterator[Item]:
        return every_item(self._client.query, **asked)

    def _listed(self, state: CommentState, where: str, **positions: str) -> dict[str, Any]:
        values = {"list": keys.comments_list(state)} | positions
        return {
            "TableName": self._name,
            "IndexName": keys.INDEX,
            "KeyConditionExpression": f"#list = :list AND {where}",
            "ExpressionAttributeNames": {"#list": "list", "#position": "position"},
            "ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in values.items()},
            "ScanIndexForward": False,
        }


def _position(at: datetime | None, otherwise: str) -> str:
    return make_id(at, 0) if at else otherwise
