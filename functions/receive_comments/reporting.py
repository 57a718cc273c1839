"""A reader reports a comment: counted once a visitor, and enough of them hold it until the owner has looked."""

from contextlib import suppress

from aws_lambda_powertools.event_handler import Response

from blog.comment import is_path
from blog.comment_form import CommentForm
from blog.errors import CommentNotFound
from blog.visitors import period_of, source_of
from receive_comments.parts import Parts
from web import answers


class Reporting:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def report(self, slug: str, form: CommentForm) -> Response:
        """303 with thanks, also for what is no longer there. Raises `ArticleNotFound`, `TooBusy`."""
        parts, now = self._parts, self._parts.now
        article = parts.table.summary(slug)
        period = period_of(now)
        if parts.settings.reports_to_hold and is_path(form.target) and not parts.request.is_cross_site:
            who = source_of(parts.key(period, b"", now), parts.request.source[0])
            with suppress(CommentNotFound):
                parts.writer.report(slug, form.target, who, now, hold_at=parts.settings.reports_to_hold)
        shown = f"comment={form.target}&" if is_path(form.target) else ""
        return answers.redirect(303, f"{parts.path(article)}?{shown}reported=yes#comments", cache=answers.PRIVATE)
