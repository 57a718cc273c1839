"""What the owner does with comments: look through them by state, find one, move it, bring old ones in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import batched
from typing import Any

from blog.comment import Comment, CommentState, Reason
from blog.errors import ArticleNotFound, CommentNotFound
from storage import items, keys
from storage.calls import call_batch_get, every_item, sort_keys
from storage.transactions import Refusal, write

# With their commenters and the head, well under the 100 writes of one transaction.
_IMPORT_BATCH = 40


class CommentDesk:
    """Moderates comments in the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def comments(self, state: CommentState) -> Iterator[Comment]:
        """All comments in a state, newest first, read page by page as they are consumed."""
        for item in self._listed(state, "#position > :from", "", ScanIndexForward=False):
            yield _read(item)

    def find(self, comment_id: str) -> Comment:
        """A comment by its id, whatever its state: one Query a state until it is found. Raises `CommentNotFound`."""
        for state in CommentState:
            for item in self._listed(state, "#position = :from", comment_id):
                return _read(item)
        raise CommentNotFound(comment_id)

    def move(self, comment: Comment, state: CommentState, reason: Reason) -> Comment:
        """The comment in its new state, with the reason added; counts follow in the same transaction.

        Raises `CommentNotFound` when it is no longer where it was.
        """
        moved = replace(comment, state=state, reasons=(*comment.reasons, reason))
        if comment.state is state:
            return comment
        writes = [self._delete(comment), {"Put": self._put_new(moved)}]
        change = (state is CommentState.APPROVED) - (comment.state is CommentState.APPROVED)
        if change:
            writes += self._count(comment, change)
        try:
            write(self._client, writes)
        except Refusal as refusal:
            raise CommentNotFound(comment.id) from refusal
        return moved

    def delete_forever(self, comment: Comment) -> None:
        """Removes a comment in the trash for good. Raises `CommentNotFound`."""
        try:
            write(self._client, [self._delete(comment)])
        except Refusal as refusal:
            raise CommentNotFound(comment.id) from refusal

    def bring_in(self, slug: str, comments: Sequence[Comment]) -> int:
        """Adds comments made elsewhere and returns how many were new; those known in any state are left alone."""
        if not comments:
            return 0
        # Whatever the state is in: a path is no other item's.
        known = {keys.path_of(sk) for sk in sort_keys(self._client, self._name, keys.article(slug))}
        new = [comment for comment in comments if comment.path not in known]
        for batch in batched(new, _IMPORT_BATCH, strict=False):
            write(self._client, self._batch_writes(slug, batch))
        return len(new)

    def _batch_writes(self, slug: str, batch: Sequence[Comment]) -> list[dict[str, Any]]:
        approved = [comment for comment in batch if comment.state is CommentState.APPROVED]
        earned = Counter(comment.email.casefold() for comment in approved if comment.email)
        writes = [{"Put": self._put_new(comment)} for comment in batch]
        writes += [self._earn(email, count) for email, count in earned.items()]
        return writes + (self._count_head(slug, len(approved)) if approved else [])

    def _count(self, comment: Comment, change: int) -> list[dict[str, Any]]:
        earned = [self._earn(comment.email, change)] if comment.email else []
        return earned + self._count_head(comment.slug, change)

    def _count_head(self, slug: str, change: int) -> list[dict[str, Any]]:
        """The write that keeps the count of an article, be it published or a draft. Raises `ArticleNotFound`."""
        found = call_batch_get(self._client, self._name, keys.heads(slug))
        if not found:
            raise ArticleNotFound(slug)
        update = self._add(items.key(*next(iter(found))), "comment_count", change)
        return [{"Update": update | {"ConditionExpression": "attribute_exists(pk)"}}]

    def _earn(self, email: str, change: int) -> dict[str, Any]:
        return {"Update": self._add(items.key(keys.commenter(email), keys.COMMENTER), "approved", change)}

    def _add(self, key: items.Item, counter: str, change: int) -> dict[str, Any]:
        return {
            "TableName": self._name,
            "Key": key,
            "UpdateExpression": "ADD #counter :change",
            "ExpressionAttributeNames": {"#counter": counter},
            "ExpressionAttributeValues": {":change": {"N": str(change)}},
        }

    def _delete(self, comment: Comment) -> dict[str, Any]:
        key = items.key(keys.article(comment.slug), keys.comment(comment.path, comment.state))
        return {"Delete": {"TableName": self._name, "Key": key, "ConditionExpression": "attribute_exists(pk)"}}

    def _put_new(self, comment: Comment) -> dict[str, Any]:
        item = items.comment_item(comment)
        return {"TableName": self._name, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}

    def _listed(self, state: CommentState, where: str, start: str, **more: Any) -> Iterator[items.Item]:
        return every_item(
            self._client.query,
            TableName=self._name,
            IndexName=keys.INDEX,
            KeyConditionExpression=f"#list = :list AND {where}",
            ExpressionAttributeNames={"#list": "list", "#position": "position"},
            # A key cannot be compared with an empty string; "!" sorts before every id.
            ExpressionAttributeValues={":list": {"S": keys.comments_list(state)}, ":from": {"S": start or "!"}},
            **more,
        )


def _read(item: items.Item) -> Comment:
    return items.read_comment(item, keys.slug_of(item["pk"]["S"]))
