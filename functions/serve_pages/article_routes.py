"""An article at its address, at the addresses it had, and to whoever holds a link to its draft."""

import re
from dataclasses import replace

from aws_lambda_powertools.event_handler import Response

from blog.article import ArticleSummary, Place
from blog.comment import Comment, is_path
from blog.comment_form import CommentForm, version_of
from blog.errors import ArticleGone, ArticleNotFound, BadCursor
from blog.permalinks import path_of, url_path
from blog.previews import verify
from blog.slugs import is_slug, slug_in
from rendering.pages import ArticlePage, AwaitingPage, CommentsPage, ReplyForm
from rendering.thread import entry
from storage.blog_table import BlogTable
from web import answers, commenter_cookie, written_cookie
from web.app import App
from web.article_pages import continuation, turns_at, view

_PRESSED = frozenset({"thanks", "undone"})
# What a comment's writer or reader has just done, as `receive_comments` tells it.
_SAID = ("reported", "edited", "deleted")
# A page is another one for a browser that has them.
_PERSONAL = frozenset({commenter_cookie.NAME, written_cookie.NAME})
# What WordPress puts behind an article's address: its pages, those of its comments, and other forms of it.
_PART = re.compile(r"(.+)/(?:comment-page-\d+|\d{1,2}|trackback|embed|amp)", re.ASCII)
_NO_WORD = re.compile(r"[\W_]+")


class ArticleRoutes:
    def __init__(self, app: App, blog_table: BlogTable) -> None:
        self._app = app
        self._table = blog_table

    def show(self) -> Response:
        """The article that the last part of the path names, or where an old address leads: 301, in one hop."""
        path = self._app.request.path
        slug = slug_in(path)
        try:
            return self._show(slug, path)
        except ArticleNotFound as error:
            return self._app.problem(error, **self._suggestions(path, slug))
        except ArticleGone as error:
            return self._app.problem(error, asked=words(slug))

    def short_link(self) -> Response | None:
        """301 for `/?p=<id>`, WordPress's address for any post or page. Raises `ArticleNotFound`."""
        query = self._app.request.query
        number = query.get("p") or query.get("page_id")
        if not number:
            return None
        if moved := self._remembered(f"/?p={number}", ""):
            return moved
        if self._app.request.path == "/":
            raise ArticleNotFound(number)
        return None

    def _show(self, slug: str, path: str) -> Response:
        request = self._app.request
        if not is_slug(slug):
            return self._moved(path)
        if token := request.query.get("preview"):
            return self._preview(slug, token)
        if is_path(awaiting := request.query.get("awaiting", "")):
            return self._awaiting(slug, path, awaiting)
        try:
            page, cache = self._page(slug)
        except ArticleNotFound:
            return self._moved(path)
        # Without the owner's settings nobody knows which of the addresses is the article's own.
        if path == self._path(page.article.place) or not self._app.knows_settings:
            return self._app.page(page, cache=cache, until=turns_at(page.article, self._app))
        # Another article may have had this very address once.
        return self._remembered(path) or self._to(page.article.place)

    def _page(self, slug: str) -> tuple[ArticlePage | CommentsPage, str]:
        """What an article's address shows, and for whom it may be kept."""
        query, form = self._app.request.query, self._form(self._app.request.query)
        cache = answers.PERSONAL if _PERSONAL & self._app.request.cookies.keys() else answers.REVALIDATED
        if "after" in query:
            return continuation(self._table, slug, query["after"], form, self._app), cache
        focus = form.focus or query.get("comment", "")
        if focus and not is_path(focus):
            raise BadCursor(focus)
        said = next((each for each in _SAID if each in query), "")
        pressed = query["liked"] if query.get("liked") in _PRESSED else ""
        if said or pressed:
            cache = answers.PERSONAL
        # Whoever has just done something must see it, and edits what they see.
        is_own = bool(focus) and focus in self._written()
        page = view(self._table, slug, form, self._app, focus=focus, consistent=bool(said or pressed or is_own))
        page = replace(page, form=self._with_words(slug, page.form), said=said)
        if pressed and isinstance(page, ArticlePage):
            page = replace(page, liked=pressed)
        return page, answers.PRIVATE if page.form.act == "edit" else cache

    def _form(self, query: dict[str, str]) -> ReplyForm:
        """The form that a page is asked for with: to answer, to report, or to edit what this browser has written."""
        if (path := query.get("edit", "")) and path in self._written():
            return ReplyForm(act="edit", target=path)
        if (path := query.get("report", "")) and self._app.known_settings.reports_to_hold:
            return ReplyForm(act="report", target=path)
        kept = commenter_cookie.remembered(self._app.request) or CommentForm()
        return ReplyForm(words=replace(kept, parent=query.get("replytocom", "")))

    def _written(self) -> frozenset[str]:
        return written_cookie.written(self._app.request, self._app.clock())

    def _with_words(self, slug: str, form: ReplyForm) -> ReplyForm:
        """The form with the words that are to be edited; the usual one where the comment it is about is not there."""
        if form.act == "post":
            return form
        about = form.about
        if form.act == "edit":
            about = about or self._held(slug, form.target)
        if about is None:
            return ReplyForm()
        if form.act == "report":
            return replace(form, about=about)
        words = CommentForm(author=about.name, url=about.url, comment=about.text, version=version_of(about))
        return replace(form, about=about, words=words)

    def _preview(self, slug: str, token: str) -> Response:
        """A draft, to whoever holds a link to it. Once it is published, the same link leads there."""
        try:
            article, key = self._table.draft(slug)
        except ArticleNotFound:
            return self._published(slug)
        verify(token, key, slug, self._app.clock())
        page = ArticlePage(article=article, form=ReplyForm(), preview=True)
        return self._app.page(page, cache=answers.PRIVATE)

    def _published(self, slug: str) -> Response:
        """To what was a draft when its link was made."""
        try:
            return self._to(self._table.summary(slug).place, status=302)
        except ArticleNotFound:
            return self._moved(f"/{slug}")

    def _awaiting(self, slug: str, path: str, comment_path: str) -> Response:
        """To the writer of a held comment. Once it is approved, the same address leads to it."""
        comment = self._held(slug, comment_path)
        if comment is None:
            if moved := self._remembered(path):
                return moved
            query = f"comment={comment_path}#comment-{comment_path.rpartition('/')[2]}"
            return self._to(self._table.summary(slug).place, query, status=302)
        is_own = comment_path in self._written()
        return self._app.page(AwaitingPage(path=path, entry=entry(comment, path), is_own=is_own), cache=answers.PRIVATE)

    def _held(self, slug: str, path: str) -> Comment | None:
        """A held comment for its writer, who alone knows its path; if others do, the browser's claim must be good."""
        comment = self._table.held_comment(slug, path)
        if comment is None or not comment.was_public:
            return comment
        now = self._app.clock()
        claim = written_cookie.claim_of(self._app.request, path, now)
        return comment if claim and claim.is_genuine(self._table.key(claim.period), now) else None

    def _moved(self, path: str) -> Response:
        """301 to where an old address leads now, or the slug in it. Raises `ArticleGone`, `ArticleNotFound`."""
        for address in dict.fromkeys((path, f"/{slug_in(path)}")):
            if moved := self._remembered(address):
                return moved
        if part := _PART.fullmatch(path.rstrip("/")):
            return self._to(self._there(slug_in(part[1])).place, "")
        raise ArticleNotFound(path)

    def _remembered(self, address: str, query: str | None = None) -> Response | None:
        """301 to where an old address leads now, None when it is not known. Raises `ArticleGone`, `ArticleNotFound`."""
        if slug := self._table.moved_to(address):
            return self._to(self._there(slug).place, query)
        return None

    def _there(self, slug: str) -> ArticleSummary:
        """The article that an old address leads to. Raises `ArticleGone`, `ArticleNotFound`."""
        try:
            return self._table.summary(slug)
        except ArticleNotFound:
            self._table.follow_address(f"/{slug}")
            raise

    def _to(self, place: Place, query: str | None = None, status: int = 301) -> Response:
        """To an article's own address, with the query of this request unless another is given."""
        asked = self._app.request.query_string if query is None else query
        target = url_path(self._path(place)) + (f"?{asked}" if asked and "preview=" not in asked else "")
        return answers.redirect(status, target)

    def _path(self, place: Place) -> str:
        return path_of(place, self._app.settings.permalinks)

    def _suggestions(self, path: str, slug: str) -> dict[str, object]:
        matches = self._app.optional(lambda: self._table.near(slug), ()) if is_slug(slug) else ()
        return {"asked": words(slug), "matches": matches}


def words(slug: str) -> str:
    """The words of a mistyped address, for the search box."""
    return _NO_WORD.sub(" ", slug.removesuffix(".html").removesuffix(".php"))[:100].strip()
