"""What readers ask of the table. Every answer is one request, unless its docstring says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from blog.article import Article, ArticleSummary
from blog.comment import Comment, CommentState
from blog.discussion import Order
from blog.errors import ArticleGone, ArticleMoved, ArticleNotFound, ListMoved, TooBusy
from blog.numbering import START, Count
from blog.settings import public_names
from storage import comment_items, items, keys
from storage.calls import call, call_batch_get
from storage.comment_pages import COMMENTS_PER_PAGE, CommentPage, is_cut, newest_first, oldest_first, read_cursor
from storage.comment_plans import shown_place
from storage.list_reader import ListReader
from storage.settings_item import read_texts
from storage.values import Item

# How many of an article's comments are looked through for the newest.
_COMMENTS_SEEN = 100
# Head, body and what is pinned stand before an article's comments.
_FRONT = 3
_PUBLIC = items.projection(*public_names())
_KEY = items.projection("key")
_LEADS = items.projection("slug", "path", "gone")
_NAMES_IN_LIST = comment_items.PROJECTION["ExpressionAttributeNames"] | {"#list": "list"}


@dataclass(frozen=True, slots=True)
class ArticleWithComments:
    """`pinned` is a comment that may be on any page. Where the table was too busy for the page, it is not `whole`."""

    article: Article
    page: CommentPage
    pinned: Comment | None = None
    whole: bool = True


class BlogTable(ListReader):
    """Reads articles, comments, lists and all else that readers see."""

    def article(
        self, slug: str, *, consistent: bool = False, comments: int = COMMENTS_PER_PAGE, order: Order = Order.OLDEST
    ) -> ArticleWithComments:
        """A published or unlisted article with its first page of comments. Raises `ArticleNotFound`.

        A second request where the newest threads come first, and not all fit into the page; where the table is too busy
        for that one, the article is there without comments. Raises `TooBusy`.
        """
        answer = self._in_collection(
            slug,
            keys.PAGE_START,
            keys.PAGE_END,
            Limit=_FRONT + comments + 1,
            ConsistentRead=consistent,
            **comment_items.PAGE_PROJECTION,
        )
        found = answer["Items"]
        if len(found) < 2 or found[0]["sk"]["S"] != keys.PAGE_START:
            raise ArticleNotFound(slug)
        article = items.read_article(found[0], found[1])
        is_pinned = len(found) > 2 and found[2]["sk"]["S"] == keys.CHOSEN
        pinned = comment_items.read_chosen(found[2], slug) if is_pinned else None
        thread, truncated = found[2 + is_pinned :], "LastEvaluatedKey" in answer
        if order is Order.OLDEST:
            page = oldest_first(thread, slug, START, comments, truncated=truncated)
        elif truncated or len(thread) > comments:
            try:
                page = self._backwards(slug, keys.PAGE_END, comments, consistent)
            except TooBusy:
                return ArticleWithComments(article, CommentPage(before=None), pinned, whole=False)
        else:
            page = newest_first(thread[::-1], slug, comments, truncated=False)
        return ArticleWithComments(article, page, pinned)

    def draft(self, slug: str) -> tuple[Article, str]:
        """An article that readers do not see, and the key of its previews. Raises `ArticleNotFound`.

        What nobody has asked a preview key for (`ArticleWriter.preview_key`) has none, and is not found.
        """
        start, end = keys.HIDDEN_HEAD, keys.HIDDEN_BODY
        found = self._in_collection(slug, start, end, ConsistentRead=True, **items.PREVIEW_PROJECTION)["Items"]
        if len(found) < 2 or "preview_key" not in found[0]:
            raise ArticleNotFound(slug)
        return items.read_article(found[0], found[1]), found[0]["preview_key"]["S"]

    def comments_after(
        self, slug: str, cursor: str, *, limit: int = COMMENTS_PER_PAGE, order: Order = Order.OLDEST
    ) -> CommentPage:
        """The page of comments that follows `cursor`, as `CommentPage.more` gives it. Raises `BadCursor`."""
        path, before = read_cursor(cursor)
        if order is Order.NEWEST:
            return self._backwards(slug, keys.before_comment(path), limit)
        return self._onwards(slug, keys.after_comment(path), before, limit)

    def comments_from(
        self,
        slug: str,
        path: str,
        *,
        consistent: bool = False,
        limit: int = COMMENTS_PER_PAGE,
        order: Order = Order.OLDEST,
    ) -> CommentPage:
        """The page that starts with the comment at `path`, or newest first with its thread, for a permalink.

        A second request where newest come first and the thread is longer than the page.
        """
        start = keys.comment(path, CommentState.APPROVED)
        if order is Order.OLDEST:
            return self._onwards(slug, start, None, limit, consistent)
        page = self._backwards(slug, keys.after_thread(path), limit, consistent)
        if is_cut(page) and path not in {comment.path for comment in page.comments}:
            return self._backwards(slug, start, limit, consistent)
        return page

    def recent_comments(self, limit: int) -> tuple[Comment, ...]:
        """Approved comments, newest first. Their articles may be unlisted or no longer published: ask `summaries`."""
        answer = call(
            self._client.query,
            TableName=self._name,
            IndexName=keys.INDEX,
            KeyConditionExpression="#list = :list",
            ExpressionAttributeValues={":list": {"S": keys.comments_list(CommentState.APPROVED)}},
            ScanIndexForward=False,
            Limit=limit,
            **comment_items.PROJECTION | {"ExpressionAttributeNames": _NAMES_IN_LIST},
        )
        return tuple(map(comment_items.read_comment, answer["Items"]))

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
            **comment_items.PROJECTION,
        )
        found = (comment_items.read_comment(item, slug) for item in answer["Items"] if "gap" not in item)
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
        item = self._get(keys.article(slug), keys.PAGE_START, **items.HEAD_PROJECTION)
        if item is None:
            raise ArticleNotFound(slug)
        return items.read_summary(item)

    def summary_and_names(self, slug: str, paths: Iterable[str]) -> tuple[ArticleSummary, dict[str, str]]:
        """A published article's head, and who wrote comments on it, by path. Raises `ArticleNotFound`."""
        head = (keys.article(slug), keys.PAGE_START)
        wanted = [head, *(shown_place(slug, path) for path in dict.fromkeys(paths))]
        asked = {"projection": comment_items.PAGE_PROJECTION, "extra": ("pk",), "consistent": False}
        found = call_batch_get(self._client, self._name, wanted, **asked)
        if head not in found:
            raise ArticleNotFound(slug)
        summary = items.read_summary(found.pop(head))
        return summary, {keys.path_of(sk): item["name"]["S"] for (_, sk), item in found.items() if "name" in item}

    def held_comment(self, slug: str, path: str) -> Comment | None:
        """A comment that is not shown, for the one who wrote it and knows its path; others do where it `was_public`.

        One request; a second one for what a rule took for spam, whose writer may be a person all the same.
        """
        for state in (CommentState.PENDING, CommentState.SPAM):
            if item := self._get(keys.article(slug), keys.comment(path, state), **comment_items.HELD_PROJECTION):
                return comment_items.read_comment(item, slug)
        return None

    def key(self, period: str) -> bytes:
        """The period's key for hashes and claims; b"" where there is none."""
        item = self._get(keys.visitor_key(period), keys.KEY, **_KEY)
        return item["key"]["B"] if item else b""

    def follow_address(self, address: str) -> None:
        """Raises `ArticleMoved`, `ArticleGone` or `ListMoved` when an old address (path and query) is remembered."""
        if not keys.is_rememberable(address):
            return
        item = self._get(keys.address(address), keys.ADDRESS, **_LEADS)
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
        """The settings that pages may depend on, as `blog.settings.Settings.read` takes them."""
        item = self._get(keys.SETTINGS, keys.SETTINGS, **_PUBLIC)
        return read_texts(item) if item else {}

    def _onwards(
        self, slug: str, start: str, before: Count | None, limit: int, consistent: bool = False
    ) -> CommentPage:
        answer = self._in_collection(
            slug, start, keys.PAGE_END, Limit=limit + 1, ConsistentRead=consistent, **comment_items.PROJECTION
        )
        return oldest_first(answer["Items"], slug, before, limit, truncated="LastEvaluatedKey" in answer)

    def _backwards(self, slug: str, end: str, limit: int, consistent: bool = False) -> CommentPage:
        answer = self._in_collection(
            slug,
            keys.COMMENT[CommentState.APPROVED],
            end,
            ScanIndexForward=False,
            Limit=limit + 1,
            ConsistentRead=consistent,
            **comment_items.PROJECTION,
        )
        return newest_first(answer["Items"], slug, limit, truncated="LastEvaluatedKey" in answer)

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
