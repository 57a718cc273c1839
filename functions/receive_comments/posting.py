"""A comment's way: form → faults or verdict with reasons → one transaction → 303, or the page again."""

import secrets
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from aws_lambda_powertools.event_handler import Response

from blog.article import ArticleSummary
from blog.comment import Comment, is_path, reply_path
from blog.comment_form import REQUIRED, WORDS_ONLY, CommentForm
from blog.discussion import is_open
from blog.errors import CommentsClosed, ParentNotFound
from blog.ids import make_id
from blog.settings import Settings
from blog.visitors import period_of, source_of
from moderation.flood import flood_finding
from moderation.judging import judge
from moderation.repeated import text_digest
from moderation.submission import Known, Submission
from moderation.verdict import Outcome, Verdict
from receive_comments.parts import Parts
from storage.buckets import chosen_bucket
from storage.comment_writer import Circumstances, Take
from web.commenter_cookie import cookies

ANONYMOUS = "Anonymous"


class Posting:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def preview(self, slug: str, form: CommentForm) -> Response:
        """The page again with the comment as it would stand there; nothing is kept."""
        if faults := form.faults(WORDS_ONLY):
            return self._parts.page_again(slug, form, 422, faults)
        return self._parts.preview(slug, form)

    def post(self, slug: str, form: CommentForm) -> Response:
        """Raises `ArticleNotFound`, `CommentsClosed`, `ParentNotFound`, `TooBusy`."""
        parts, now = self._parts, self._parts.now
        required = REQUIRED if parts.settings.require_name_email else WORDS_ONLY
        if faults := form.faults(required):
            return parts.page_again(slug, form, 422, faults)
        if form.parent and not is_path(form.parent):
            raise ParentNotFound(form.parent)
        known, key = self._circumstances(slug, form, now)
        wanted = takes(parts.settings, slug, self._source(key))
        # Nobody outside is asked about a flood, which waits in any case.
        is_flood = any(chosen_bucket(take, known.hints.full_at, now) is None for take in wanted)
        ask = None if is_flood else parts.akismet.ask
        verdict = judge(self._submission(known.article, form), known_of(known), parts.settings, now, ask)
        comment = self._comment(slug, form, verdict, now)
        stored = self._add(comment, form, verdict, known, wanted, now)
        if verdict.outcome is Outcome.REFUSE:
            parts.app.verdict = stored.state
            return parts.page_again(slug, form, 403, refusal="blocked")
        # Who sends another's words again is told where they are, and has not written them.
        is_new = stored.path == comment.path
        parts.app.verdict = stored.state if is_new else None
        claims = (
            parts.claims(now, new=parts.claim_to(stored, key, now)) if is_new and parts.settings.edit_minutes else []
        )
        return parts.sent_to(stored, known.article, [*cookies(form), *claims])

    def _circumstances(self, slug: str, form: CommentForm, now: datetime) -> tuple[Circumstances, bytes]:
        parts, period = self._parts, period_of(now)
        known_key = parts.known_key(period)
        known = parts.writer.circumstances(
            slug,
            parent=form.parent,
            email=form.email,
            text_digest=text_digest(form.comment),
            period=period,
            source=self._source(known_key) if known_key else "",
            now=now,
        )
        if not is_open(known.article, parts.settings.close_comments_after, now):
            raise CommentsClosed(slug)
        return known, parts.key(period, known.key, now)

    def _submission(self, article: ArticleSummary, form: CommentForm) -> Submission:
        return self._parts.submission(
            article,
            name=form.author,
            email=form.email,
            url=form.url,
            text=form.comment,
            trap=form.trap,
            opened_at=form.opened_at(),
        )

    def _comment(self, slug: str, form: CommentForm, verdict: Verdict, now: datetime) -> Comment:
        settings = self._parts.settings
        path = reply_path(form.parent, make_id(now, secrets.randbits(30)), settings.thread_depth)
        return Comment(
            slug=slug,
            path=path,
            name=form.author or ANONYMOUS,
            email=form.email,
            url=form.url,
            text=form.comment,
            state=verdict.state,
            reasons=verdict.reasons,
            answers="" if path.rpartition("/")[0] == form.parent else form.parent,
            avatar=avatar_of(form.email) if settings.gravatars else "",
        )

    def _add(
        self,
        comment: Comment,
        form: CommentForm,
        verdict: Verdict,
        known: Circumstances,
        wanted: list[Take],
        now: datetime,
    ) -> Comment:
        def held(bucket: str) -> Comment:
            flooded = verdict.with_finding(flood_finding(bucket))
            return replace(comment, state=flooded.state, reasons=flooded.reasons)

        return self._parts.writer.add(
            comment,
            digest=form.digest(known.article.guid or comment.slug),
            now=now,
            text_digest=text_digest(form.comment),
            takes=wanted,
            hints=known.hints,
            held=held,
            expires_at=self._parts.rejected_until(now),
        )

    def _source(self, key: bytes) -> str:
        return source_of(key, self._parts.request.source[0])


def known_of(known: Circumstances) -> Known:
    return Known(
        approved_before=known.approved_before,
        seen_on=known.seen_on - {known.article.slug},
        author_name=known.article.author.name,
        word_counts=known.word_counts,
    )


def takes(settings: Settings, slug: str, source: str) -> list[Take]:
    """The token buckets that a comment takes from."""
    wanted = (
        ("source", source, settings.flood_source),
        ("article", slug, settings.flood_article),
        ("blog", "", settings.flood_blog),
    )
    return [Take(name, key, rate) for name, key, rate in wanted if rate]


def avatar_of(email: str) -> str:
    """What Gravatar knows an e-mail address by (https://docs.gravatar.com/api/avatars/hash/)."""
    return sha256(email.strip().lower().encode()).hexdigest() if email else ""
