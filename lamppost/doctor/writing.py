"""The one check that writes: a comment is sent, found waiting, and removed for good."""

import secrets

from blog.acts import Batch
from blog.article import ArticleSummary
from blog.comment import Comment, CommentState
from blog.ids import make_id
from lamppost.doctor.blog import Blog, articles, readers
from lamppost.doctor.checks import check
from lamppost.doctor.findings import Finding, ok, wrong
from lamppost.doctor.reading import fetch
from storage.comment_desk import CommentDesk

_WHO = "lamppost doctor"


def may_write(blog: Blog) -> str:
    return "" if blog.may_write else "nothing is written unless you add --write"


@check("a comment", may_write, readers, articles)
def a_comment(blog: Blog) -> Finding:
    """It does not say when its form was opened, so it is held whatever it says, and no reader ever sees it."""
    open_ones = [each for each in blog.published if blog.settings.comments and each.comments_open]
    if not open_ones:
        return ok("no article takes comments, as their owner has chosen")
    sent = f"lamppost doctor looks whether comments arrive: {secrets.token_hex(8)}"
    status = _send(blog, open_ones[0], sent)
    desk = CommentDesk(blog.target.client, blog.target.table_name)
    states = (CommentState.PENDING, CommentState.SPAM, CommentState.TRASH, CommentState.APPROVED)
    arrived = next((each for state in states for each in desk.comments(state) if each.text == sent), None)
    if arrived is None:
        remedy = "the log group of receive_comments says why; the article may be closed by its age"
        return wrong(f"it was sent, answered by {status}, and is not in the table", remedy)
    _remove(desk, arrived, blog)
    if arrived.state is CommentState.APPROVED:
        return wrong("it was published at once, though nobody said when its form was opened", "see `moderation try`")
    return ok(f"it was answered by {status}, found {arrived.state}, and removed")


def _send(blog: Blog, article: ArticleSummary, text: str) -> int:
    form = {"author": _WHO, "email": "doctor@lamppost.invalid", "url": "", "comment": text, "act": "post"}
    return fetch(f"{blog.address}/comments/{article.slug}", "POST", form).status


def _remove(desk: CommentDesk, comment: Comment, blog: Blog) -> None:
    batch = Batch(make_id(blog.now, secrets.randbits(30)), _WHO, blog.now)
    gone = comment if comment.state is CommentState.TRASH else desk.decide(comment, CommentState.TRASH, batch)
    desk.purge(gone, batch)
