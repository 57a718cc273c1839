"""A writer changes a comment, or takes it back, while the claim in the browser's cookie is good."""

import secrets
from dataclasses import replace
from datetime import datetime

from aws_lambda_powertools.event_handler import Response

from blog.acts import ActKind, Batch
from blog.comment import AUTHOR, OWNER, Comment, CommentState, Reason
from blog.comment_form import WORDS_ONLY, CommentForm, version_of
from blog.discussion import is_open
from blog.errors import CommentChanged, CommentsClosed, NotYours, TooLate
from blog.ids import make_id
from moderation.bayes import lessons
from moderation.judging import REMEMBERED, judge
from moderation.repeated import text_digest
from moderation.verdict import Verdict
from receive_comments.parts import Parts
from receive_comments.posting import known_of
from storage.comment_writer import Circumstances
from web import answers, written_cookie

# An edit is not counted by the buckets for floods, so it is counted by itself.
MOST_EDITS = 10


class Editing:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def edit(self, slug: str, form: CommentForm) -> Response:
        """Raises `NotYours`, `TooLate`, `CommentsClosed`, `CommentChanged`, `CommentNotFound`, `TooBusy`."""
        if faults := form.faults(WORDS_ONLY):
            return self._parts.page_again(slug, form, 422, faults)
        now = self._parts.now
        before, known = self._own(slug, form.target, text_digest(form.comment))
        if form.comment == before.text:
            # It is so already: perhaps an answer was lost on its way, and the same edit is sent again.
            return self._parts.sent_to(before, known.article, self._parts.claims(now), said="edited")
        if not is_open(known.article, self._parts.settings.close_comments_after, now):
            raise CommentsClosed(slug)
        if before.edits >= MOST_EDITS:
            raise TooLate(form.target)
        if form.version != version_of(before):
            raise CommentChanged(before.path, version_of(before))
        after = self._edited(before, form.comment, known, now)
        self._change(before, after, ActKind.EDIT, now)
        return self._parts.sent_to(after, known.article, self._parts.claims(now), said="edited")

    def delete(self, slug: str, form: CommentForm) -> Response:
        """Raises `NotYours`, `TooLate`, `CommentNotFound`, `TooBusy`."""
        now = self._parts.now
        before, known = self._own(slug, form.target)
        reasons = (*before.reasons, Reason(AUTHOR, "deleted by its author"))
        after = replace(before, state=CommentState.TRASH, reasons=reasons, pinned=False)
        self._change(before, after, ActKind.DELETE, now)
        location = f"{self._parts.path(known.article)}?deleted=yes#comments"
        cookies = self._parts.claims(now, without=before.path)
        return answers.redirect(303, location, cache=answers.PRIVATE, cookies=cookies)

    def _own(self, slug: str, path: str, digest: str = "") -> tuple[Comment, Circumstances]:
        """The comment, once the browser has shown that it is this writer's, and that there is still time."""
        now = self._parts.now
        if not self._parts.settings.edit_minutes:
            raise TooLate(path)
        claim = written_cookie.claim_of(self._parts.request, path, now)
        if claim is None:
            raise TooLate(path)
        comment, known = self._parts.writer.own(slug, path, period=claim.period, text_digest=digest, now=now)
        # What the owner calls spam is taken out of its writer's hands, or they could take back what it teaches.
        is_spam = comment.is_decided and comment.state is CommentState.SPAM
        if not claim.is_genuine(known.key, now) or is_spam:
            raise NotYours(path)
        return comment, known

    def _edited(self, before: Comment, text: str, known: Circumstances, now: datetime) -> Comment:
        submission = self._parts.submission(
            known.article, name=before.name, email=before.email, url=before.url, text=text, is_edit=True
        )
        verdict = judge(submission, known_of(known), self._parts.settings, now, self._parts.akismet.ask)
        # An edit may make it worse, and never better.
        state = max(before.state, verdict.state, key=lambda state: state.severity)
        reasons = (*_lasting(before, verdict), *verdict.reasons)
        edited = replace(before, text=text, edited_at=now, edits=before.edits + 1)
        return replace(edited, state=state, reasons=reasons, pinned=before.pinned and state is CommentState.APPROVED)

    def _change(self, before: Comment, after: Comment, kind: ActKind, now: datetime) -> None:
        """Where the owner had decided on it, what that has taught is taken back."""
        self._parts.desk.act(
            before,
            after,
            kind,
            Batch(make_id(now, secrets.randbits(30)), AUTHOR, now),
            lessons=lessons(before, after),
            expires_at=self._parts.rejected_until(now),
        )


def _lasting(before: Comment, verdict: Verdict) -> tuple[Reason, ...]:
    """The reasons that an edit leaves: what only the moment knew, and that the owner holds it.

    What was found in other words is in the history; that the owner has approved them says nothing of these.
    """
    found = {reason.rule for reason in verdict.reasons}
    lasting = REMEMBERED if before.state is CommentState.APPROVED else REMEMBERED | {OWNER}
    return tuple(reason for reason in before.reasons if reason.rule in lasting - found)
