"""What a reader sends: one address for every article, and the pressed button says what to do."""

from dataclasses import replace

from aws_lambda_powertools.event_handler import Response

from blog.comment_form import CommentForm, FormAct
from blog.errors import (
    ArticleNotFound,
    BlogError,
    CommentChanged,
    CommentNotFound,
    CommentsClosed,
    NotYours,
    ParentNotFound,
    TooLate,
)
from blog.slugs import is_slug
from receive_comments.editing import Editing
from receive_comments.parts import Act, Parts
from receive_comments.posting import Posting
from receive_comments.reporting import Reporting
from web import problems

_REFUSALS: dict[type[BlogError], str] = {
    CommentsClosed: "closed",
    ParentNotFound: "parent_gone",
    CommentNotFound: "gone",
    NotYours: "not_yours",
    TooLate: "too_late",
}


def add_routes(parts: Parts) -> None:
    parts.app.post("/comments/.+")(_Receiver(parts).receive)


class _Receiver:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        posting, editing = Posting(parts), Editing(parts)
        self._acts: dict[FormAct, Act] = {
            FormAct.POST: posting.post,
            FormAct.PREVIEW: posting.preview,
            FormAct.EDIT: editing.edit,
            FormAct.DELETE: editing.delete,
            FormAct.REPORT: Reporting(parts).report,
        }

    def receive(self) -> Response:
        request = self._parts.request
        slug = request.path.removeprefix("/comments/")
        form = CommentForm.read(request.form())
        self._parts.app.typed = form.comment
        return self._answer_where_it_is(slug, form)

    def _answer_where_it_is(self, slug: str, form: CommentForm) -> Response:
        """Also to a page that was opened before its article got another name."""
        try:
            return self._answer(slug, form)
        except ArticleNotFound:
            if moved := self._parts.table.moved_to(f"/{slug}"):
                return self._answer(moved, form)
            raise

    def _answer(self, slug: str, form: CommentForm) -> Response:
        if not is_slug(slug):
            raise ArticleNotFound(slug)
        try:
            return self._acts[form.act](slug, form)
        except CommentChanged as error:
            # Sent again, the words take the place of those that are there now.
            form = replace(form, version=error.version)
            return self._parts.page_again(slug, form, problems.status_of(error), refusal="changed")
        except tuple(_REFUSALS) as error:
            return self._parts.page_again(slug, form, problems.status_of(error), refusal=_REFUSALS[type(error)])
