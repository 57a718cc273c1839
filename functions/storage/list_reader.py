"""What readers ask of lists. Every answer is one request, unless its docstring says otherwise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from blog.article import ArticleSummary, Neighbour
from blog.errors import BadCursor, ListNotFound
from blog.lists import HOME, ListInfo, ListKind, ListRef
from storage import items, keys, list_items
from storage.calls import call, every_item
from storage.values import Item, text

ARTICLES_PER_PAGE = 10
# The cursor before the newest article: a list without what stands above it.
NEWEST = keys.NEWEST
PAGES_AT_ONCE = 200
# More of them would push what is new from the first page.
STICKY_AT_MOST = 5
_POSITION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}~[\w.-]{1,200}")
_SLUGS_SEEN = 100


@dataclass(frozen=True, slots=True)
class ArticleList:
    """A page of a list, newest first.

    `sticky` stand above the newest on home's first page, and are not among its `articles`. `newer` and `older` are
    the cursors of the pages beside this one, or ''. `info` is all that the list says of itself on the first page, and
    its name and author on the others; `count` is 0 there.
    """

    info: ListInfo
    articles: tuple[ArticleSummary, ...] = ()
    sticky: tuple[ArticleSummary, ...] = ()
    newer: str = ""
    older: str = ""


class ListReader:
    """Reads lists of the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def listed(self, ref: ListRef, *, before: str = "", after: str = "", limit: int = ARTICLES_PER_PAGE) -> ArticleList:
        """A list's first page, or the one that ends before or begins after a cursor.

        Raises `BadCursor`, and `ListNotFound` where no article is (home is never missing).
        """
        page = self._page(ref, keys.list_name(ref), before, after, limit)
        if not page.articles and not page.sticky and ref != HOME:
            raise ListNotFound(ref.path)
        return page

    def listed_all(self, ref: ListRef) -> Iterator[ArticleSummary]:
        """Every article of a list, newest first: one request a megabyte, as they are consumed."""
        below = _in_list(self._name, keys.list_name(ref), " AND #position < :top", {"top": keys.TOP})
        found = every_item(self._client.query, **below, ScanIndexForward=False)
        return (items.read_summary(item) for item in found)

    def lists(self, *kinds: ListKind) -> tuple[ListInfo, ...]:
        """What every list of some kinds that is not empty says of itself, by kind and slug.

        One request a megabyte of them (some thousands), where the kinds are shown on one page: tags and categories, or
        any of the others.
        """
        collections = dict.fromkeys(map(keys.lists, kinds))
        items = (
            item for pk in collections for item in self._infos(pk, [kind for kind in kinds if keys.lists(kind) == pk])
        )
        infos = (list_items.read_info(item, keys.list_ref(item["sk"]["S"])) for item in items)
        return tuple(info for info in infos if info.count > 0 and info.ref.kind in kinds)

    def _infos(self, pk: str, kinds: list[ListKind]) -> Iterator[Item]:
        """A collection of infos, or the part of it that is of the only kind that is asked for."""
        only = keys.lists_of(kinds[0]) if len(kinds) == 1 else ""
        return every_item(
            self._client.query,
            TableName=self._name,
            KeyConditionExpression="pk = :pk" + (" AND begins_with(sk, :only)" if only else ""),
            ExpressionAttributeValues={":pk": {"S": pk}} | ({":only": {"S": only}} if only else {}),
            **items.INFO_PROJECTION,
        )

    def pages(self, *, before: str = "", limit: int = PAGES_AT_ONCE) -> ArticleList:
        """Published static pages, newest first; `parent`, `order` and `ancestors` say where each belongs.

        Raises `BadCursor`.
        """
        return self._page(HOME, keys.PAGES, before, "", limit)

    def near(self, slug: str, *, limit: int = 5) -> tuple[Neighbour, ...]:
        """Published articles whose slugs are like one that is not there, the likest first.

        Looked for among a hundred that begin with the same two letters or follow them in the alphabet.
        """
        # Only a page that says "not found" needs it.
        from difflib import get_close_matches

        start = " AND #position >= :start"
        answer = self._query(keys.SLUGS, start, start=slug[:2], limit=_SLUGS_SEEN, newest_first=False)
        found = {item["position"]["S"]: item for item in answer["Items"]}
        likest = (items.read_summary(found[each]) for each in get_close_matches(slug, found, n=limit))
        return tuple(Neighbour(article.title, article.place) for article in likest)

    def _page(self, ref: ListRef, list_: str, before: str, after: str, limit: int) -> ArticleList:
        for cursor in (before, after):
            if cursor and not _POSITION.fullmatch(cursor):
                raise BadCursor(cursor)
        if after:
            return self._newer(ref, list_, after, limit)
        if before:
            return self._older(ref, list_, before, limit)
        return self._first(ref, list_, limit)

    def _first(self, ref: ListRef, list_: str, limit: int) -> ArticleList:
        answer = self._query(list_, limit=limit + _above(list_) + 1, newest_first=True)
        above, rows = _parted(answer["Items"])
        older = ""
        if len(rows) > limit or "LastEvaluatedKey" in answer:
            # When all that was read is sticky, the next page begins with the newest of all.
            older = rows[:limit][-1]["position"]["S"] if rows else keys.NEWEST
        return _top_page(ref, above, rows[:limit], older)

    def _older(self, ref: ListRef, list_: str, before: str, limit: int) -> ArticleList:
        answer = self._query(list_, " AND #position < :before", before=before, limit=limit + 1, newest_first=True)
        shown = answer["Items"][:limit]
        page = _later_page(ref, shown)
        more = len(answer["Items"]) > limit or "LastEvaluatedKey" in answer
        return page if more else replace(page, older="")

    def _newer(self, ref: ListRef, list_: str, after: str, limit: int) -> ArticleList:
        """Where it reaches the top, it is the first page: what stands there comes with the same Query."""
        start = keys.after_position(after)
        answer = self._query(
            list_, " AND #position > :after", after=start, limit=limit + _above(list_) + 1, newest_first=False
        )
        above, rows = _parted(answer["Items"][::-1])
        if not rows:
            return self._first(ref, list_, limit)
        if len(rows) > limit or "LastEvaluatedKey" in answer:
            return _later_page(ref, rows[-limit:])
        return _top_page(ref, above, rows, rows[-1]["position"]["S"])

    def _query(self, list_: str, where: str = "", *, limit: int, newest_first: bool, **values: str) -> dict[str, Any]:
        return call(
            self._client.query,
            **_in_list(self._name, list_, where, values),
            ScanIndexForward=not newest_first,
            Limit=limit,
        )


def _in_list(table: str, list_: str, where: str, values: dict[str, str]) -> dict[str, Any]:
    """The parameters of a Query that reads what lists show."""
    names = items.LIST_PROJECTION["ExpressionAttributeNames"]
    return {
        "TableName": table,
        "IndexName": keys.INDEX,
        "KeyConditionExpression": f"#list = :list{where}",
        "ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in {"list": list_, **values}.items()},
        "ProjectionExpression": items.LIST_PROJECTION["ProjectionExpression"],
        "ExpressionAttributeNames": names,
    }


def _above(list_: str) -> int:
    """How many items may stand above a list's articles."""
    return 1 + (STICKY_AT_MOST if list_ == keys.POSTS else 0)


def _parted(found: list[Item]) -> tuple[list[Item], list[Item]]:
    """What stands above a list's articles, and the articles; newest first."""
    above = [item for item in found if item["position"]["S"].startswith(keys.TOP)]
    return above, found[len(above) :]


def _top_page(ref: ListRef, above: list[Item], rows: list[Item], older: str) -> ArticleList:
    info = [list_items.read_info(item, ref) for item in above if item["position"]["S"] == keys.INFO]
    sticky = tuple(items.read_summary(item) for item in above[len(info) :][:STICKY_AT_MOST])
    repeated = {article.slug for article in sticky}
    articles = (items.read_summary(item) for item in rows)
    shown = tuple(article for article in articles if article.slug not in repeated)
    return ArticleList(info[0] if info else ListInfo(ref=ref), shown, sticky, older=older)


def _later_page(ref: ListRef, rows: list[Item]) -> ArticleList:
    """A page that is not the first, with pages on both sides; the rows themselves say what the list is called."""
    if not rows:
        return ArticleList(ListInfo(ref=ref))
    articles = tuple(items.read_summary(row) for row in rows)
    author = articles[0].author if ref.kind is ListKind.AUTHOR else None
    info = ListInfo(ref=ref, name=text(rows[0], "name"), author=author)
    return ArticleList(info, articles, newer=rows[0]["position"]["S"], older=rows[-1]["position"]["S"])
