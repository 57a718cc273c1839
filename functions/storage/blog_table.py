"""What readers ask of the table. Every answer is one request, unless its docstring says otherwise."""

import re
from dataclasses import dataclass
from typing import Any

from blog.article import Article, ArticleSummary
from blog.comment import Comment, CommentState, is_path
from blog.errors import ArticleGone, ArticleMoved, ArticleNotFound, BadCursor
from storage import items, keys
from storage.calls import call
from storage.items import Item

COMMENTS_PER_PAGE = 50
ARTICLES_PER_PAGE = 10
_POSITION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}~[\w.-]{1,200}")


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


@dataclass(frozen=True, slots=True)
class ArticleList:
    """Newest first; `older` continues after the last one, or is ''."""

    articles: tuple[ArticleSummary, ...]
    older: str = ""


class BlogTable:
    """Reads the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def article(self, slug: str, *, consistent: bool = False) -> ArticleWithComments:
        """A published article with its first page of comments. Raises `ArticleNotFound`."""
        answer = self._query(
            slug, keys.PAGE_START, keys.PAGE_END, limit=2 + COMMENTS_PER_PAGE + 1, ConsistentRead=consistent
        )
        found = answer["Items"]
        if len(found) < 2 or found[0]["sk"]["S"] != keys.PAGE_START:
            raise ArticleNotFound(slug)
        article = items.read_article(found[0], found[1])
        return ArticleWithComments(article, _comment_page(found[2:], slug, 1, "LastEvaluatedKey" in answer))

    def comments_after(self, slug: str, cursor: str) -> CommentPage:
        """The page of comments that follows `cursor` ("<path>.<number>"). Raises `BadCursor`."""
        path, _, number = cursor.rpartition(".")
        if not is_path(path) or not re.fullmatch(r"\d{1,9}", number, re.ASCII):
            raise BadCursor(cursor)
        return self._comments_from(slug, keys.after_comment(path), _next(int(number)))

    def comments_from(self, slug: str, path: str, *, consistent: bool = False) -> CommentPage:
        """The page that starts with the comment at `path`, for a permalink into a long thread."""
        return self._comments_from(slug, keys.comment(path, CommentState.APPROVED), 0, ConsistentRead=consistent)

    def summary(self, slug: str) -> ArticleSummary:
        """A published article's head. Raises `ArticleNotFound`."""
        item = self._get(keys.article(slug), keys.PAGE_START, **items.PROJECTION)
        if item is None:
            raise ArticleNotFound(slug)
        return items.read_summary(item)

    def posts(self, before: str = "") -> ArticleList:
        """Published posts, newest first, from the one at the cursor `before` on. Raises `BadCursor`."""
        return self._articles(keys.POSTS, before)

    def pages(self, before: str = "") -> ArticleList:
        """Published static pages, as `posts`."""
        return self._articles(keys.PAGES, before)

    def held_comment(self, slug: str, path: str) -> Comment | None:
        """A comment that is not shown, for the one who wrote it and knows its path.

        One request; a second one for what a rule took for spam, whose writer may be a person all the same.
        """
        for state in (CommentState.PENDING, CommentState.SPAM):
            if item := self._get(keys.article(slug), keys.comment(path, state), **items.PROJECTION):
                return items.read_comment(item, slug)
        return None

    def follow_address(self, address: str) -> None:
        """Raises `ArticleMoved` or `ArticleGone` when an old address (path and query) is remembered."""
        item = self._get(keys.address(address), keys.ADDRESS)
        if item is None:
            return
        slug = item["slug"]["S"]
        raise ArticleGone(slug) if "gone" in item else ArticleMoved(slug)

    def _comments_from(self, slug: str, start: str, number: int, **more: Any) -> CommentPage:
        answer = self._query(slug, start, keys.PAGE_END, limit=COMMENTS_PER_PAGE + 1, **more)
        return _comment_page(answer["Items"], slug, number, "LastEvaluatedKey" in answer)

    def _articles(self, name: str, before: str) -> ArticleList:
        if before and not _POSITION.fullmatch(before):
            raise BadCursor(before)
        answer = call(
            self._client.query,
            TableName=self._name,
            IndexName=keys.INDEX,
            # "~" sorts after every time, so no cursor means: from the newest on.
            KeyConditionExpression="#list = :list AND #position < :before",
            ExpressionAttributeValues={":list": {"S": name}, ":before": {"S": before or "~"}},
            ProjectionExpression=items.PROJECTION["ProjectionExpression"],
            ExpressionAttributeNames=items.PROJECTION["ExpressionAttributeNames"] | {"#list": "list"},
            ScanIndexForward=False,
            Limit=ARTICLES_PER_PAGE + 1,
        )
        found = answer["Items"]
        shown = found[:ARTICLES_PER_PAGE]
        more = len(found) > len(shown) or "LastEvaluatedKey" in answer
        return ArticleList(
            tuple(items.read_summary(item) for item in shown), shown[-1]["position"]["S"] if shown and more else ""
        )

    def _query(self, slug: str, start: str, end: str, *, limit: int, **more: Any) -> dict[str, Any]:
        return call(
            self._client.query,
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND #sk BETWEEN :start AND :end",
            ExpressionAttributeValues={
                ":pk": {"S": keys.article(slug)},
                ":start": {"S": start},
                ":end": {"S": end},
            },
            Limit=limit,
            **items.PROJECTION,
            **more,
        )

    def _get(self, pk: str, sk: str, **more: Any) -> Item | None:
        return call(self._client.get_item, TableName=self._name, Key=items.key(pk, sk), **more).get("Item")


def _comment_page(found: list[Item], slug: str, number: int, truncated: bool) -> CommentPage:
    """DynamoDB ends a page after 1 MB, which long comments can reach before `COMMENTS_PER_PAGE`."""
    shown = found[:COMMENTS_PER_PAGE]
    comments = tuple(items.read_comment(item, slug) for item in shown)
    more = comments and (len(found) > len(shown) or truncated)
    last = number + len(comments) - 1 if number else 0
    return CommentPage(comments, number, f"{comments[-1].path}.{last}" if more else "")


def _next(number: int) -> int:
    return number + 1 if number else 0
