"""What each URL shows. Routes raise; `web.app` answers."""

from urllib.parse import quote_plus

from aws_lambda_powertools.event_handler import Response

from blog.errors import ArticleNotFound, ListMoved, ListNotFound
from blog.lists import HOME, ListKind, ListRef, list_asked, list_at
from blog.permalinks import url_path
from rendering.pages import IndexPage, ListPage, StaticPagesPage
from serve_pages.article_routes import ArticleRoutes, words
from serve_pages.feed_routes import FeedRoutes
from serve_pages.sitemap_routes import SitemapRoutes
from storage.blog_table import BlogTable
from web import answers
from web.app import App

READ = ["GET", "HEAD"]
# The kinds of list that an index page shows.
INDEXES = {"tags": (ListKind.CATEGORY, ListKind.TAG), "archive": (ListKind.MONTH, ListKind.AUTHOR)}


def add_routes(app: App, blog_table: BlogTable) -> None:
    pages, feeds, sitemaps = _Pages(app, blog_table), FeedRoutes(app, blog_table), SitemapRoutes(app, blog_table)
    for pattern, route in (
        (r"/(?:.+/)?(?:rss\.xml|atom\.xml|feed\.json)", feeds.feed),
        (r"/sitemap\.xml", sitemaps.index),
        (r"/sitemap-.+\.xml", sitemaps.part),
        (r"/(?:wp-sitemap.*|sitemap_index)\.xml", sitemaps.moved),
        (r"/robots\.txt", sitemaps.robots),
        ("/(?:tags|archive)/?", pages.index),
        ("/pages/?", pages.static_pages),
        ("/assets/.+", pages.asset),
        ("/favicon.ico", pages.favicon),
        ("/.*", pages.list_or_article),
    ):
        app.route(pattern, method=READ)(route)


class _Pages:
    def __init__(self, app: App, blog_table: BlogTable) -> None:
        self._app = app
        self._table = blog_table
        self._articles = ArticleRoutes(app, blog_table)
        self._feeds = FeedRoutes(app, blog_table)

    def list_or_article(self) -> Response:
        request = self._app.request
        if moved := self._feeds.moved() or self._articles.short_link() or self._search():
            return moved
        if request.path == "/" and (asked := list_asked(request.query)):
            return self._redirect(asked.path)
        ref = list_at(request.path)
        if ref is None:
            return self._articles.show()
        if request.path != ref.path:
            return self._redirect(ref.path)
        try:
            return self._list(ref)
        except ListNotFound as error:
            try:
                self._table.follow_address(ref.path)
            except ListMoved as moved:
                return self._redirect(moved.path)
            return self._app.problem(error, asked=words(ref.slug))

    def _search(self) -> Response | None:
        """301 for WordPress's addresses of what was searched for: `/?s=words`, `/search/words/`."""
        request = self._app.request
        if request.path.startswith("/search/"):
            wanted = request.path.removeprefix("/search/").rstrip("/") or request.query.get("q", "")
        elif (wanted := request.query.get("s")) is None or request.path != "/":
            return None
        return answers.redirect(301, f"/search?q={quote_plus(wanted)}" if wanted else "/search")

    def _list(self, ref: ListRef) -> Response:
        query = self._app.request.query
        before, after = query.get("before", ""), query.get("after", "")
        found = self._table.listed(ref, before=before, after=after, limit=self._app.known_settings.articles_per_page)
        page = ListPage(
            info=found.info,
            sticky=found.sticky,
            articles=found.articles,
            newer=found.newer,
            older=found.older,
            before=before,
            # What reaches the top is the first page, by whichever way.
            after=after if found.newer else "",
        )
        # Home is another page after each comment, for it counts them, and few look at what is further back.
        is_brief = ref == HOME and (before or after)
        return self._app.page(page, cache=answers.BRIEFLY if is_brief else answers.REVALIDATED)

    def index(self) -> Response:
        kind = self._app.request.path.strip("/")
        if self._app.request.path != f"/{kind}":
            return self._redirect(f"/{kind}")
        return self._app.page(IndexPage(kind=kind, lists=self._table.lists(*INDEXES[kind])))

    def static_pages(self) -> Response:
        if self._app.request.path != "/pages":
            return self._redirect("/pages")
        found = self._table.pages(before=self._app.request.query.get("before", ""))
        return self._app.page(StaticPagesPage(articles=found.articles, older=found.older))

    def asset(self) -> Response:
        return self._file(self._app.request.path.removeprefix("/assets/"))

    def favicon(self) -> Response:
        return self._file("icon.svg")

    def _file(self, name: str) -> Response:
        if not (found := self._app.renderer.assets.find(name)):
            raise ArticleNotFound(name)
        asset, lasting = found
        self._app.shows = "asset"
        return answers.file(self._app.request, asset, forever=lasting)

    def _redirect(self, path: str) -> Response:
        return answers.redirect(301, url_path(path))
