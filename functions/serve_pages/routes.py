"""What each URL shows. Routes raise; `web.app` answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response

from blog.comment import is_path
from blog.comment_form import CommentForm
from blog.errors import ArticleMoved, ArticleNotFound, BadCursor
from blog.slugs import is_slug, slug_in
from rendering.environment import Renderer
from rendering.pages import ArticlePage, AwaitingPage, CommentsPage, ListPage, ReplyForm
from rendering.thread import thread
from storage.blog_table import ArticleList, BlogTable
from web import answers
from web.app import App, Report, utc_now
from web.article_pages import continuation, view
from web.commenter_cookie import remembered
from web.requests import Request

READ = ["GET", "HEAD"]


def create_app(
    blog_table: BlogTable, renderer: Renderer, report: Report, clock: Callable[[], datetime] = utc_now
) -> App:
    app = App(renderer, report, clock)
    pages = _Pages(app, blog_table)
    app.route("/", method=READ)(pages.home)
    app.route("/pages", method=READ)(pages.static_pages)
    app.route("/assets/.+", method=READ)(pages.asset)
    app.route("/favicon.ico", method=READ)(pages.favicon)
    app.route("/.+", method=READ)(pages.article)
    return app


class _Pages:
    def __init__(self, app: App, blog_table: BlogTable) -> None:
        self._app = app
        self._table = blog_table

    def home(self) -> Response:
        if short := _short_link(self._app.request):
            return self._moved(short)
        return self._list("home", "/", self._table.posts)

    def static_pages(self) -> Response:
        return self._list("pages", "/pages", self._table.pages)

    def asset(self) -> Response:
        return self._file(self._app.request.path.removeprefix("/assets/"))

    def favicon(self) -> Response:
        return self._file("icon.svg")

    def article(self) -> Response:
        """`/<slug>`. Whatever stands before the slug was another blog's permalink pattern: redirected."""
        path = self._app.request.path
        short = _short_link(self._app.request)
        if short and (moved := self._remembered(short)):
            return moved
        slug = slug_in(path)
        if not is_slug(slug):
            raise ArticleNotFound(slug)
        if path != f"/{slug}":
            return self._remembered(path) or _to(self._table.summary(slug).slug)
        try:
            return self._article(slug)
        except ArticleNotFound:
            return self._moved(path)

    def _article(self, slug: str) -> Response:
        query = self._app.request.query
        if is_path(awaiting := query.get("awaiting", "")):
            return self._awaiting(slug, awaiting)
        kept = remembered(self._app.request)
        answered = query.get("replytocom", "")
        form = ReplyForm(words=replace(kept or CommentForm(), parent=answered))
        if "after" in query:
            page = continuation(self._table, slug, query["after"], form)
        else:
            focus = answered or query.get("comment", "")
            if focus and not is_path(focus):
                raise BadCursor(focus)
            page = view(self._table, slug, form, focus=focus, consistent="comment" in query)
        return self._page(page, answers.PERSONAL if kept else answers.REVALIDATED)

    def _awaiting(self, slug: str, path: str) -> Response:
        """To the writer of a held comment. Once it is approved, the same address leads to it."""
        comment = self._table.held_comment(slug, path)
        if comment is None:
            target = f"/{slug}?comment={path}#comment-{path.rpartition('/')[2]}"
            return answers.redirect(302, quote(target, safe="/?=#"), cache=answers.PRIVATE)
        return self._page(AwaitingPage(slug=slug, entry=thread((comment,), 0)[0]), answers.PRIVATE)

    def _moved(self, address: str) -> Response:
        """301 to where an old address leads now. Raises `ArticleGone`, `ArticleNotFound`."""
        if moved := self._remembered(address):
            return moved
        raise ArticleNotFound(address)

    def _remembered(self, address: str) -> Response | None:
        """301 to where an old address leads now, None when it is not known. Raises `ArticleGone`."""
        try:
            self._table.follow_address(address)
        except ArticleMoved as moved:
            return _to(moved.slug)
        return None

    def _list(self, kind: str, address: str, read: Callable[[str], ArticleList]) -> Response:
        before = self._app.request.query.get("before", "")
        found = read(before)
        older = f"{address}?before={quote(found.older)}" if found.older else ""
        return self._page(ListPage(kind=kind, articles=found.articles, older=older, is_first=not before))

    def _file(self, name: str) -> Response:
        if not (found := self._app.renderer.assets.find(name)):
            raise ArticleNotFound(name)
        asset, lasting = found
        return answers.file(self._app.request, asset, forever=lasting)

    def _page(
        self, page: ArticlePage | CommentsPage | ListPage | AwaitingPage, cache: str = answers.REVALIDATED
    ) -> Response:
        return answers.page(self._app.request, self._app.renderer.html(page), now=self._app.clock(), cache=cache)


def _short_link(request: Request) -> str:
    """`/?p=<id>`, WordPress's address for any post or page, or '' when the request is none."""
    number = request.query.get("p") or request.query.get("page_id")
    return f"/?p={number}" if number else ""


def _to(slug: str) -> Response:
    return answers.redirect(301, quote(f"/{slug}"))
