"""`lamppost comments pin | unpin | lock | unlock | answer`: the owner's own hand in a discussion."""

import secrets
import sys

import click

from blog.acts import Batch
from blog.article import ArticleSummary
from blog.comment import Comment, CommentState, reply_path
from blog.comment_form import LIMITS, CommentForm
from blog.ids import make_id
from lamppost.commands.comments.group import WHO, WHY, comments, tell_undo
from lamppost.errors import LamppostError
from lamppost.office import Office
from lamppost.target import Target


class NotApproved(LamppostError):
    def __init__(self, comment: Comment) -> None:
        super().__init__(f"readers do not see the comment {comment.id}, which is {comment.state}: approve it first")


class NotWanted(LamppostError):
    def __init__(self, slug: str) -> None:
        super().__init__(
            f"the article '{slug}' takes no comments: publish it with 'comments: true' in its front matter first"
        )


@comments.command()
@click.argument("comment_id", metavar="ID")
@WHY
@WHO
@click.pass_obj
def pin(target: Target, comment_id: str, why: str, who: str) -> None:
    """Put a comment above all others of its article, in place of one that is pinned there."""
    office = Office(target)
    comment, batch = _approved(office, comment_id), office.batch(who)
    office.desk.pin(comment, batch, why=why)
    _tell(comment_id, "pinned" if batch.made else "already pinned", batch)


@comments.command()
@click.argument("comment_id", metavar="ID")
@WHY
@WHO
@click.pass_obj
def unpin(target: Target, comment_id: str, why: str, who: str) -> None:
    """Put a pinned comment back to its place."""
    office = Office(target)
    batch = office.batch(who)
    office.desk.unpin(office.desk.find(comment_id), batch, why=why)
    _tell(comment_id, "unpinned" if batch.made else "not pinned", batch)


@comments.command()
@click.argument("slug")
@WHY
@WHO
@click.pass_obj
def lock(target: Target, slug: str, why: str, who: str) -> None:
    """Take no more comments on an article; those that are there stay."""
    office = Office(target)
    batch = office.batch(who)
    _tell(slug, "locked" if office.desk.lock(slug, batch, why=why) else "already locked", batch)


@comments.command()
@click.argument("slug")
@WHY
@WHO
@click.pass_obj
def unlock(target: Target, slug: str, why: str, who: str) -> None:
    """Take comments on a locked article again."""
    office = Office(target)
    batch = office.batch(who)
    _tell(slug, "unlocked" if office.desk.unlock(slug, batch, why=why) else "not locked", batch)


@comments.command()
@click.argument("words", metavar="ID [TEXT]", nargs=-1)
@click.option("--article", "slug", metavar="SLUG", default="", help="Comment on the article itself: then no ID.")
@WHY
@WHO
@click.pass_obj
def answer(target: Target, words: tuple[str, ...], slug: str, why: str, who: str) -> None:
    """Answer a comment, or comment on an article, as the article's author; readers see it marked, and at once.

    TEXT is Markdown; without it, it is read from what is typed or piped in.

    \b
    lamppost --local comments answer 01m82gdrg4j6c3jc "Thank you!"
    lamppost --local comments answer --article hello < answer.md
    """
    office = Office(target)
    answered = None if slug else _answered(office, words)
    given = words if slug else words[1:]
    if len(given) > 1:
        raise click.UsageError("put the answer into quotes: it is one argument")
    article = office.articles.article(answered.slug if answered else slug, comments=1).article
    if not (answered or article.comments_open):
        raise NotWanted(slug)
    text = _text(given[0] if given else _read_in())
    comment, batch = _comment(office, article, answered, text), office.batch(who)
    office.desk.answer(comment, batch, why=why)
    _tell(comment.id, f"answered as {comment.name}", batch)


def _tell(what: str, result: str, batch: Batch) -> None:
    click.echo(f"{what}\t{result}")
    if not result.startswith(("already", "not")):
        tell_undo(batch)


def _answered(office: Office, words: tuple[str, ...]) -> Comment:
    if not words:
        raise click.UsageError("say what you answer: the ID of a comment, or --article SLUG")
    return _approved(office, words[0])


def _approved(office: Office, comment_id: str) -> Comment:
    """Raises `CommentNotFound`, `NotApproved`."""
    comment = office.desk.find(comment_id)
    if comment.state is not CommentState.APPROVED:
        raise NotApproved(comment)
    return comment


def _read_in() -> str:
    """Raises `click.UsageError`."""
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise click.UsageError("what was piped in is no text in UTF-8") from error


def _text(typed: str) -> str:
    """As readers' comments are cleaned and limited. Raises `click.UsageError`."""
    text = CommentForm.read({"comment": typed}).comment
    if not text:
        raise click.UsageError("the answer has no words")
    if len(text) > LIMITS["comment"]:
        raise click.UsageError(f"the answer has {len(text):,} characters; there is room for {LIMITS['comment']:,}")
    return text


def _comment(office: Office, article: ArticleSummary, answered: Comment | None, text: str) -> Comment:
    above = answered.path if answered else ""
    path = reply_path(above, make_id(office.now, secrets.randbits(30)), office.settings.thread_depth)
    return Comment(
        slug=article.slug,
        path=path,
        name=article.author.name,
        url=article.author.url,
        text=text,
        state=CommentState.APPROVED,
        answers="" if path.rpartition("/")[0] == above else above,
        by_author=True,
    )
