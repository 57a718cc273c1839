"""What a reader sends: read what judging it needs, then write it once, whatever is retried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from blog.article import ArticleSummary
from blog.comment import Comment, CommentState
from blog.errors import ArticleNotFound, CommentsClosed, ParentNotFound
from storage import items, keys
from storage.calls import call_batch_get
from storage.transactions import Refusal, write

# The same words by the same person at the same place count as one submission for this long.
SUBMISSION_KEPT = timedelta(days=1)
# The order of the writes in `CommentWriter.add`, by which DynamoDB names the one that failed.
_COMMENT, _SUBMISSION, _HEAD, _PARENT = range(4)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a verdict on a comment needs to know."""

    article: ArticleSummary
    approved_before: int


class CommentWriter:
    """Adds comments to the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def circumstances(self, slug: str, parent: str, email: str) -> Circumstances:
        """One BatchGetItem. Raises `ArticleNotFound`, `CommentsClosed`, `ParentNotFound`."""
        head_key = (keys.article(slug), keys.PAGE_START)
        parent_key = (keys.article(slug), keys.comment(parent, CommentState.APPROVED))
        commenter_key = (keys.commenter(email), keys.COMMENTER)
        wanted = [head_key, commenter_key, *([parent_key] if parent else [])]
        found = call_batch_get(self._client, self._name, wanted, extra=("pk", "approved"), projection=items.PROJECTION)
        if head_key not in found:
            raise ArticleNotFound(slug)
        article = items.read_summary(found[head_key])
        if not article.comments_open:
            raise CommentsClosed(slug)
        if parent and parent_key not in found:
            raise ParentNotFound(parent)
        return Circumstances(article, int(found.get(commenter_key, {}).get("approved", {"N": "0"})["N"]))

    def add(self, comment: Comment, digest: str, now: datetime) -> Comment:
        """The comment as it is stored: this one, or the one that an earlier, equal submission made.

        One TransactWriteItems. Raises `ArticleNotFound`, `CommentsClosed`, `ParentNotFound`, `TooBusy`.
        """
        try:
            write(self._client, self._writes(comment, digest, now))
        except Refusal as refusal:
            return self._earlier(refusal, comment)
        return comment

    def _writes(self, comment: Comment, digest: str, now: datetime) -> Sequence[dict[str, Any]]:
        writes = [
            {"Put": self._put(items.comment_item(comment), "attribute_not_exists(pk)")},
            {"Put": self._submission(comment, digest, now)},
            self._head_write(comment),
        ]
        if comment.parent:
            parent = items.key(keys.article(comment.slug), keys.comment(comment.parent, CommentState.APPROVED))
            writes.append({"ConditionCheck": self._on(parent) | {"ConditionExpression": "attribute_exists(pk)"}})
        return writes

    def _submission(self, comment: Comment, digest: str, now: datetime) -> dict[str, Any]:
        item = items.key(keys.submission(digest), keys.SUBMISSION) | {
            "path": {"S": comment.path},
            "state": {"S": comment.state.value},
            "expires_at": {"N": str(int((now + SUBMISSION_KEPT).timestamp()))},
        }
        # DynamoDB deletes expired items days later: until then the condition does.
        return self._put(item, "attribute_not_exists(pk) OR expires_at < :now") | {
            "ExpressionAttributeValues": {":now": {"N": str(int(now.timestamp()))}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def _head_write(self, comment: Comment) -> dict[str, Any]:
        """The count changes with what it counts; a held comment only checks that the article is open."""
        head = self._on(items.key(keys.article(comment.slug), keys.PAGE_START)) | {
            "ConditionExpression": "comments_open = :open",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if comment.state is not CommentState.APPROVED:
            return {"ConditionCheck": head | {"ExpressionAttributeValues": {":open": {"BOOL": True}}}}
        values = {":open": {"BOOL": True}, ":one": {"N": "1"}}
        return {"Update": head | {"UpdateExpression": "ADD comment_count :one", "ExpressionAttributeValues": values}}

    def _earlier(self, refusal: Refusal, comment: Comment) -> Comment:
        if _SUBMISSION in refusal:
            twin = refusal.found[_SUBMISSION]
            state = CommentState(twin["state"]["S"])
            return Comment(slug=comment.slug, path=twin["path"]["S"], name=comment.name, text=comment.text, state=state)
        if _HEAD in refusal:
            raise (CommentsClosed if refusal.found[_HEAD] else ArticleNotFound)(comment.slug) from refusal
        if _PARENT in refusal:
            raise ParentNotFound(comment.parent) from refusal
        raise refusal

    def _put(self, item: items.Item, condition: str) -> dict[str, Any]:
        return {"TableName": self._name, "Item": item, "ConditionExpression": condition}

    def _on(self, key: items.Item) -> dict[str, Any]:
        return {"TableName": self._name, "Key": key}
