"""What readers ask of the table. Every answer is one request, unless its docstring says otherwise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from blog.article import Article, ArticleSummary
from blog.comment import Comment, CommentState, is_path
from blog.errors import ArticleGone, ArticleMoved, ArticleNotFound, BadCursor, ListMoved
from storage import items, keys
from storage.calls import call, call_batch_get
from storage.list_reader import ListReader
from storage.settings_item import read_texts
from storage.values import Item

COMMENTS_PER_PAGE = 50
# How many of an article's comments are looked through for the newest.
_COMMENTS_SEEN = 100


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Comments in thread order; `more` continues after the last one, or is ''.

    `first_number` counts from 1; it is 0 when the page was entered in the middle, where numbers are not known.
    """

    comments: tuple[Comment, ...] = ()
    first_number: int = 1
    more: str = ""


@dataclass(frozen=True, slots=True)
class ArticleWithComments:
    article: Article
    page: CommentPage


class BlogTable(ListReader):
    """Reads articles, comments, lists and all else that readers see."""

    def article(self, slug: str, *, consistent: bool = False, comments: int = COMMENTS_PER_PAGE) -> ArticleWithComments:
        """A published or unlisted article with its first page of comments. Raises `ArticleNotFound`."""
        answer = self._in_collection(
            slug, keys.PAGE_START, keys.PAGE_END, Limit=2 + comments + 1, ConsistentRead=consistent, **items.PROJECTION
        )
        found = answer["Items"]
        if len(found) < 2 or found[0]["sk"]["S"] != keys.PAGE_START:
            raise ArticleNotFound(slug)
        article = items.read_article(found[0], found[1])
        return ArticleWithComments(article, _comment_page(found[2:], slug, 1, comments, "LastEvaluatedKey" in answer))

    def draft(self, slug: str) -> tuple[Article, str]:
        """An article that readers do not see, and the key of its previews. Raises `ArticleNotFound`.

        What nobody has asked a preview key for (`ArticleWriter.preview_key`) has none, and is not found.
        """
        start, end = keys.HIDDEN_HEAD, keys.HIDDEN_BODY
        found = self._in_collection(slug, start, end, ConsistentRead=True, **items.PREVIEW_PROJECTION)["Items"]
        if len(found) < 2 or "preview_key" not in found[0]:
            raise ArticleNotFound(slug)
        return items.read_article(found[0], found[1]), found[0]["preview_key"]["S"]

    def comments_after(self, slug: str, cursor: str, *, limit: int = COMMENTS_PER_PAGE) -> CommentPage:
        """The page of comments that follows `cursor` ("<path>.<number>"). Raises `BadCursor`."""
        path, _, number = cursor.rpartition(".")
        if not is_path(path) or not re.fullmatch(r"\d{1,9}", number, re.ASCII):
            raise BadCursor(cursor)
        return self._comments_from(slug, keys.after_comment(path), _next(int(number)), limit)

    def comments_from(
        self, slug: str, path: str, *, consistent: bool = False, limit: int = COMMENTS_PER_PAGE
    ) -> CommentPage:
        """The page that starts with the comment at `path`, for a permalink into a long thread."""
        start = keys.comment(path, CommentState.APPROVED)
        return self._comments_from(slug, start, 0, limit, ConsistentRead=consistent)

    def recent_comments(self, limit: int) -> tuple[Comment, ...]:
        """Approved comments, newest first. Their articles may be unlisted or no longer published: ask `summaries`."""
        names = items.COMMENT_PROJECTION["ExpressionAttributeNames"] | {"#list": "list"}
        answer = call(
            self._client.query,
            TableName=self._name,
            IndexName=keys.INDEX,
            KeyConditionExpression="#list = :list",
            ExpressionAttributeValues={":list": {"S": keys.comments_list(CommentState.APPROVED)}},
            ScanIndexForward=False,
            Limit=limit,
            **items.COMMENT_PROJECTION | {"ExpressionAttributeNames": names},
        )
        return tuple(items.read_comment(item, keys.slug_of(item["pk"]["S"])) for item in answer["Items"])

    def recent_comments_on(self, slug: str, limit: int) -> tuple[Comment, ...]:
        """An article's approved comments, newest first, of the last hundred in thread order.

        So where there are more, a new answer in one of the first threads may be missing.
        """
        answer = self._in_collection(
            slug,
            keys.COMMENT[CommentState.APPROVED],
            keys.PAGE_END,
            ScanIndexForward=False,
            Limit=max(limit, _COMMENTS_SEEN),
            **items.COMMENT_PROJECTION,
        )
        found = (items.read_comment(item, slug) for item in answer["Items"])
        return tuple(sorted(found, key=lambda comment: comment.id, reverse=True)[:limit])

    def bodies(self, articles: Iterable[ArticleSummary]) -> dict[str, str]:
        """The HTML of up to 100 published articles, by slug; what is missing is left out."""
        slugs = [article.slug for article in articles]
        found = self._of_articles(slugs, keys.PUBLIC_BODY, items.BODY_PROJECTION)
        return {slug: items.read_body(item) for slug, item in found.items()}

    def summaries(self, slugs: Iterable[str]) -> dict[str, ArticleSummary]:
        """The heads of up to 100 articles, published or unlisted, by slug; what is missing is left out."""
        found = self._of_articles(slugs, keys.PUBLIC_HEAD, items.HEAD_PROJECTION)
        return {slug: items.read_summary(item) for slug, item in found.items()}

    def summary(self, slug: str) -> ArticleSummary:
        """A published article's head. Raises `ArticleNotFound`."""
        item = self._get(keys.article(slug), keys.PAGE_START, **items.PROJECTION)
        if item is None:
            raise ArticleNotFound(slug)
        return items.read_summary(item)

    def held_comment(self, slug: str, path: str) -> Comment | None:
        """A comment that is not shown, for the one who wrote it and knows its path.

        One request; a second one for what a rule took for spam, whose writer may be a person all the same.
        """
        for state in (CommentState.PENDING, CommentState.SPAM):
            if item := self._get(keys.article(slug), keys.comment(path, state), **items.PROJECTION):
                return items.read_comment(item, slug)
        return None

    def follow_address(self, address: str) -> None:
        """Raises `ArticleMoved`, `ArticleGone` or `ListMoved` when an old address (path and query) is remembered."""
        if not keys.is_rememberable(address):
            return
        item = self._get(keys.address(address), keys.ADDRESS)
        if item is None:
            return
        if "path" in item:
            raise ListMoved(item["path"]["S"])
        slug = item["slug"]["S"]
        raise ArticleGone(slug) if "gone" in item else ArticleMoved(slug)

    def moved_to(self, address: str) -> str:
        """The slug that an old address leads to, or ''. Raises `ArticleGone`, `ListMoved`."""
        try:
            self.follow_address(address)
        except ArticleMoved as moved:
            return moved.slug
        return ""

    def settings(self) -> dict[str, str]:
        """The owner's settings as `blog.settings.Settings.read` takes them; none before the first is set."""
        item = self._get(keys.SETTINGS, keys.SETTINGS)
        return read_texts(item) if item else {}

    def _comments_from(self, slug: str, start: str, number: int, limit: int, **more: Any) -> CommentPage:
        answer = self._in_collection(slug, start, keys.PAGE_END, Limit=limit + 1, **items.PROJECTION, **more)
        return _comment_page(answer["Items"], slug, number, limit, "LastEvaluatedKey" in answer)

    def _in_collection(self, slug: str, start: str, end: str, **more: Any) -> dict[str, Any]:
        return call(
            self._client.query,
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND #sk BETWEEN :start AND :end",
            ExpressionAttributeValues={
                ":pk": {"S": keys.article(slug)},
                ":start": {"S": start},
                ":end": {"S": end},
            },
            **more,
        )

    def _of_articles(self, slugs: Iterable[str], sk: str, projection: dict[str, Any]) -> dict[str, Item]:
        wanted = [(keys.article(slug), sk) for slug in dict.fromkeys(slugs)]
        found = call_batch_get(self._client, self._name, wanted, projection=projection, consistent=False)
        return {keys.slug_of(pk): item for (pk, _), item in found.items()}

    def _get(self, pk: str, sk: str, **more: Any) -> Item | None:
        return call(self._client.get_item, TableName=self._name, Key=items.key(pk, sk), **more).get("Item")


def _comment_page(found: list[Item], slug: str, number: int, limit: int, truncated: bool) -> CommentPage:
    """DynamoDB ends a page after 1 MB, which long comments can reach before `limit`."""
    shown = found[:limit]
    comments = tuple(items.read_comment(item, slug) for item in shown)
    more = comments and (len(found) > len(shown) or truncated)
    last = number + len(comments) - 1 if number else 0
    return CommentPage(comments, number, f"{comments[-1].path}.{last}" if more else "")


def _next(number: int) -> int:
    return number + 1 if number else 0
