"""A comment's way: form → faults or verdict with reasons → one transaction → 303, or the page again."""

import secrets

from aws_lambda_powertools.event_handler import Response

from blog.article import Place
from blog.comment import Comment, CommentState, is_path, reply_path
from blog.comment_form import CommentForm, Fault
from blog.errors import ArticleGone, ArticleNotFound, BlogError, CommentsClosed, ParentNotFound, TooBusy
from blog.ids import make_id
from blog.permalinks import path_of, url_path
from blog.slugs import is_slug
from moderation.judging import Known, Submission, judge
from rendering.pages import ReplyForm
from storage.blog_table import BlogTable
from storage.comment_writer import CommentWriter
from web import answers, problems
from web.app import App
from web.article_pages import view
from web.commenter_cookie import cookies

_REFUSALS: dict[type[BlogError], str] = {CommentsClosed: "closed", ParentNotFound: "parent_gone"}


def add_routes(app: App, blog_table: BlogTable, comment_writer: CommentWriter) -> None:
    app.post("/comments/.+")(_Receiver(app, blog_table, comment_writer).receive)


class _Receiver:
    def __init__(self, app: App, blog_table: BlogTable, comment_writer: CommentWriter) -> None:
        self._app = app
        self._table = blog_table
        self._writer = comment_writer

    def receive(self) -> Response:
        request = self._app.request
        slug = request.path.removeprefix("/comments/")
        form = CommentForm.read(request.form())
        try:
            return self._answer_where_it_is(slug, form)
        except (ArticleGone, ArticleNotFound, TooBusy) as error:
            return self._app.problem(error, kept=form.comment)

    def _answer_where_it_is(self, slug: str, form: CommentForm) -> Response:
        """Also to a page that was opened before its article got another name."""
        try:
            return self._answer(slug, form)
        except ArticleNotFound:
            if moved := self._table.moved_to(f"/{slug}"):
                return self._answer(moved, form)
            raise

    def _answer(self, slug: str, form: CommentForm) -> Response:
        if not is_slug(slug):
            raise ArticleNotFound(slug)
        if faults := form.faults():
            return self._page_again(slug, form, 422, faults=faults)
        try:
            if form.parent and not is_path(form.parent):
                raise ParentNotFound(form.parent)
            return self._sent(*self._add(slug, form), form)
        except (CommentsClosed, ParentNotFound) as error:
            return self._page_again(slug, form, problems.status_of(error), refusal=_REFUSALS[type(error)])

    def _add(self, slug: str, form: CommentForm) -> tuple[Comment, Place]:
        """The comment as stored, and its article's place, two requests later."""
        now = self._app.clock()
        known = self._writer.circumstances(slug, form.parent, form.email)
        submission = Submission(
            slug=slug,
            name=form.author,
            email=form.email,
            url=form.url,
            text=form.comment,
            trap=form.trap,
            opened_at=form.opened_at(),
        )
        verdict = judge(submission, Known(approved_before=known.approved_before), self._app.settings, now)
        comment = Comment(
            slug=slug,
            path=reply_path(form.parent, make_id(now, secrets.randbits(30))),
            name=form.author,
            email=form.email,
            url=form.url,
            text=form.comment,
            state=verdict.state,
            reasons=verdict.reasons,
        )
        return self._writer.add(comment, form.digest(slug), now), known.article.place

    def _page_again(
        self, slug: str, form: CommentForm, status: int, faults: tuple[Fault, ...] = (), refusal: str = ""
    ) -> Response:
        """The article with every word kept, and what is wrong beside its field."""
        focus = form.parent if is_path(form.parent) else ""
        again = ReplyForm(words=form, faults=faults, refusal=refusal)
        page = view(self._table, slug, again, self._app, focus=focus)
        return self._app.page(page, status=status, cache=answers.PRIVATE)

    def _sent(self, comment: Comment, place: Place, form: CommentForm) -> Response:
        """To the comment, or to the notice that it waits. Spam is told the same as what waits."""
        shown = "comment" if comment.state is CommentState.APPROVED else "awaiting"
        path = url_path(path_of(place, self._app.settings.permalinks))
        location = f"{path}?{shown}={comment.path}#comment-{comment.id}"
        return answers.redirect(303, location, cache=answers.PRIVATE, cookies=cookies(form))
