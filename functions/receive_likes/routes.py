"""A like's way: who presses, as a hash that lasts a month → one transaction → 303 back to the article."""

from datetime import datetime

from aws_lambda_powertools.event_handler import Response

from blog.article import ArticleSummary
from blog.errors import ArticleNotFound
from blog.permalinks import path_of, url_path
from blog.slugs import is_slug
from blog.visitors import period_of, visitor
from storage.blog_table import BlogTable
from storage.like_counter import LikeCounter
from web import answers
from web.app import App


def add_routes(app: App, blog_table: BlogTable, like_counter: LikeCounter) -> None:
    app.post("/likes/.+")(_Likes(app, blog_table, like_counter).press)


class _Likes:
    def __init__(self, app: App, blog_table: BlogTable, like_counter: LikeCounter) -> None:
        self._app = app
        self._table = blog_table
        self._counter = like_counter
        # This month's key: it does not change, so a warm function asks for it once.
        self._key: tuple[str, bytes] = ("", b"")

    def press(self) -> Response:
        request, now = self._app.request, self._app.clock()
        slug = request.path.removeprefix("/likes/")
        undo = "undo" in request.form()
        if not (is_slug(slug) and self._app.settings.likes):
            raise ArticleNotFound(slug)
        article = self._article(slug)
        who = visitor(self._key_at(now), *request.source)
        said = ""
        if not undo:
            self._counter.like(article.slug, who, now)
            said = "?liked=thanks"
        elif self._counter.unlike(article.slug, who):
            said = "?liked=undone"
        path = url_path(path_of(article.place, self._app.settings.permalinks))
        return answers.redirect(303, f"{path}{said}#likes", cache=answers.PRIVATE)

    def _article(self, slug: str) -> ArticleSummary:
        """The article, also for a page that was opened before it got another name. Raises `ArticleNotFound`."""
        try:
            return self._table.summary(slug)
        except ArticleNotFound:
            if moved := self._table.moved_to(f"/{slug}"):
                return self._table.summary(moved)
            raise

    def _key_at(self, now: datetime) -> bytes:
        period = period_of(now)
        if self._key[0] != period:
            self._key = period, self._counter.visitor_key(period, now)
        return self._key[1]
