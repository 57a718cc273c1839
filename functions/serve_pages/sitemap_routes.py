"""What search engines ask for beside the pages: the sitemap, in parts, and `robots.txt`."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from aws_lambda_powertools.event_handler import Response

from blog.article import ArticleSummary
from blog.errors import ArticleNotFound
from blog.lists import ListInfo, ListKind, ListRef
from rendering.sitemaps import Listed, is_in, listed, parts_of, robots, sitemap, sitemap_index
from storage.blog_table import BlogTable
from web import answers
from web.app import App

INDEX = "/sitemap.xml"
_PART = re.compile(r"/sitemap-(?P<name>(?P<month>\d{4}-(?:0[1-9]|1[0-2]))(?:-\d\d)?|pages|lists)\.xml", re.ASCII)
_KINDS = (ListKind.CATEGORY, ListKind.TAG, ListKind.AUTHOR, ListKind.YEAR, ListKind.MONTH)


class SitemapRoutes:
    def __init__(self, app: App, blog_table: BlogTable) -> None:
        self._app = app
        self._table = blog_table

    def index(self) -> Response:
        """`/sitemap.xml`: one request, and more only for months of thousands of articles."""
        months = self._table.lists(ListKind.MONTH)[::-1]
        parts = [Listed(self._address("pages")), Listed(self._address("lists"), _newest(months))]
        for month in months:
            names = parts_of(month, self._table.listed_all(month.ref))
            parts += [Listed(self._address(name), month.updated_at) for name in names]
        return self._answer(sitemap_index(parts))

    def part(self) -> Response:
        """`/sitemap-pages.xml`, `/sitemap-lists.xml`, `/sitemap-2026-11.xml`, or a day of a full month.

        Raises `ArticleNotFound` for a part that is not there.
        """
        if not (asked := _PART.fullmatch(self._app.request.path)):
            raise ArticleNotFound(self._app.request.path)
        match asked["name"]:
            case "pages":
                pages = self._static_pages()
            case "lists":
                pages = self._lists()
            case name:
                pages = self._articles(ListRef(ListKind.MONTH, asked["month"]), name)
        if not (found := list(pages)):
            raise ArticleNotFound(self._app.request.path)
        return self._answer(sitemap(found))

    def moved(self) -> Response:
        """301 from where WordPress and its usual plugins have sitemaps."""
        return answers.redirect(301, INDEX)

    def robots(self) -> Response:
        self._app.shows = "sitemap"
        text = robots(self._absolute(INDEX))
        return answers.document(self._app.request, text, "text/plain; charset=utf-8")

    def _articles(self, month: ListRef, part: str) -> Iterator[Listed]:
        return (self._listed(article) for article in self._table.listed_all(month) if is_in(part, article))

    def _static_pages(self) -> Iterator[Listed]:
        yield Listed(self._absolute("/pages"))
        before = ""
        while True:
            found = self._table.pages(before=before)
            yield from map(self._listed, found.articles)
            if not (before := found.older):
                return

    def _lists(self) -> Iterator[Listed]:
        infos = self._table.lists(*_KINDS)
        yield Listed(self._absolute("/"), _newest(infos))
        for path in ("/archive", "/tags", "/search"):
            yield Listed(self._absolute(path))
        for info in infos:
            yield Listed(self._absolute(info.ref), info.updated_at)

    def _listed(self, article: ArticleSummary) -> Listed:
        return listed(article, self._app.renderer.addresses)

    def _address(self, part: str) -> str:
        return self._absolute(f"/sitemap-{part}.xml")

    def _absolute(self, of: str | ListRef) -> str:
        addresses = self._app.renderer.addresses
        return addresses.absolute(addresses.path(of))

    def _answer(self, xml: str) -> Response:
        self._app.shows = "sitemap"
        return answers.document(self._app.request, xml, "application/xml; charset=utf-8")


def _newest(infos: Iterable[ListInfo]) -> datetime | None:
    return max((info.updated_at for info in infos if info.updated_at), default=None)
