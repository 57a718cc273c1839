"""What all that a reader can send has in common: the parts that answer it, and the page with every word kept."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response

from blog.article import ArticleSummary
from blog.claims import Claim, make_claim
from blog.comment import Comment, CommentState, is_path
from blog.comment_form import CommentForm, Fault, FormAct
from blog.permalinks import path_of, url_path
from blog.settings import Settings
from blog.visitors import period_of
from moderation.akismet import Akismet
from moderation.submission import Submission
from rendering.pages import ReplyForm
from storage.blog_table import BlogTable
from storage.comment_desk import CommentDesk
from storage.comment_writer import CommentWriter
from web import answers, written_cookie
from web.app import App
from web.article_pages import view
from web.requests import Request

# What waits and what was taken for spam are told the same.
_SHOWN = {CommentState.APPROVED: "comment"}


@dataclass
class Parts:
    app: App
    table: BlogTable
    writer: CommentWriter
    desk: CommentDesk
    akismet: Akismet = field(default_factory=Akismet)
    _key: tuple[str, bytes] = field(default=("", b""), init=False)

    @property
    def settings(self) -> Settings:
        return self.app.settings

    @property
    def request(self) -> Request:
        return self.app.request

    @property
    def now(self) -> datetime:
        return self.app.clock()

    def submission(self, article: ArticleSummary, **said: Any) -> Submission:
        """What was said about an article, and how it came."""
        address, browser = self.request.source
        page = f"{self.settings.address or self.request.origin}{self.path(article)}"
        came = {"address": address, "user_agent": browser, "referrer": self.request.referrer}
        return Submission(slug=article.slug, page=page, **came, **said)

    def known_key(self, period: str) -> bytes:
        """This month's key, if this function has met it: b"" if not."""
        return self._key[1] if self._key[0] == period else b""

    def key(self, period: str, found: bytes, now: datetime) -> bytes:
        """The key as it was `found` in the table, or made there: once a month, by whoever comes first."""
        key = self.known_key(period) or found or self.writer.key(period, now)
        self._key = period, key
        return key

    def rejected_until(self, now: datetime) -> datetime | None:
        """When a comment is deleted that is spam or in the trash from now on."""
        days = self.settings.keep_rejected_days
        return now + timedelta(days=days) if days else None

    def path(self, article: ArticleSummary) -> str:
        return url_path(path_of(article.place, self.settings.permalinks))

    def page_again(
        self, slug: str, form: CommentForm, status: int, faults: tuple[Fault, ...] = (), refusal: str = ""
    ) -> Response:
        """The article with every word kept, and what is wrong beside its field."""
        return self._page(slug, replace(_form(form), faults=faults, refusal=refusal), status)

    def preview(self, slug: str, form: CommentForm) -> Response:
        """The article with the words as they would stand there; nothing is kept."""
        return self._page(slug, replace(_form(form), preview=True), 200)

    def _page(self, slug: str, form: ReplyForm, status: int) -> Response:
        page = view(self.table, slug, form, self.app, focus=form.focus)
        return self.app.page(page, status=status, cache=answers.PRIVATE)

    def sent_to(self, comment: Comment, article: ArticleSummary, cookies: list, said: str = "") -> Response:
        """303 to the comment, or to the notice that it waits. `said` is a status that the page shows."""
        shown = _SHOWN.get(comment.state, "awaiting")
        more = f"&{said}=yes" if said else ""
        location = f"{self.path(article)}?{shown}={comment.path}{more}#comment-{comment.id}"
        return answers.redirect(303, location, cache=answers.PRIVATE, cookies=cookies)

    def claims(self, now: datetime, *, new: Claim | None = None, without: str = "") -> list:
        """The cookie of what this browser has written, one claim more or less."""
        kept = [claim for claim in written_cookie.claims(self.request, now) if claim.path != without]
        lifetime = timedelta(minutes=self.settings.edit_minutes)
        return [written_cookie.cookie([new, *kept] if new else kept, lifetime)]

    def claim_to(self, comment: Comment, key: bytes, now: datetime) -> Claim:
        return make_claim(comment.path, now + timedelta(minutes=self.settings.edit_minutes), period_of(now), key)


def _form(words: CommentForm) -> ReplyForm:
    """The form that the words came from; a path that is none is not looked for."""
    words = words if is_path(words.parent) else replace(words, parent="")
    act = "report" if words.act is FormAct.REPORT else "edit" if words.target else "post"
    return ReplyForm(act=act, words=words, target=words.target if is_path(words.target) else "")


type Act = Callable[[str, CommentForm], Response]
