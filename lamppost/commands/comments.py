"""`lamppost comments`: look through comments and decide about them."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import click

from blog.comment import Comment, CommentState, Reason
from blog.errors import CommentNotFound
from lamppost.output import print_fields, print_json, print_table, shortened
from lamppost.target import Target
from storage.comment_desk import CommentDesk

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="For other programs.")
_IDS = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@click.group()
def comments() -> None:
    """Look through comments, approve them, or not."""


@comments.command("list")
@click.option(
    "--state", type=click.Choice([state.value for state in CommentState]), default="pending", show_default=True
)
@click.option("--limit", type=click.IntRange(1), help="No more than this many.")
@_AS_JSON
@click.pass_obj
def list_comments(target: Target, state: str, limit: int | None, as_json: bool) -> None:
    """The comments in one state, newest first."""
    found = islice(_desk(target).comments(CommentState(state)), limit)
    if as_json:
        print_json([to_json(comment) for comment in found])
    else:
        rows = ((each.id, _time(each), each.slug, each.name, shortened(each.text, 80)) for each in found)
        print_table(("ID", "Written", "Article", "Name", "Comment"), rows)


@comments.command()
@_IDS
@_AS_JSON
@click.pass_context
def show(ctx: click.Context, ids: tuple[str, ...], as_json: bool) -> None:
    """All that is known about comments, and why they stand where they stand."""
    desk = _desk(ctx.obj)
    found, missing = _found(desk.find, ids)
    if as_json:
        print_json([to_json(comment) for comment in found])
    else:
        for number, comment in enumerate(found):
            click.echo("\n" if number else "", nl=False)
            print_fields(_fields(comment))
    _end(ctx, missing)


def _add_act(name: str, state: CommentState, help_: str) -> None:
    @comments.command(name, help=help_)
    @_IDS
    @_AS_JSON
    @click.pass_context
    def act(ctx: click.Context, ids: tuple[str, ...], as_json: bool) -> None:
        desk = _desk(ctx.obj)
        done, missing = _found(lambda each: _moved(desk, each, state, name), ids)
        if as_json:
            lost = [{"id": each, "result": "not found"} for each in missing]
            print_json([{"id": comment_id, "result": result} for comment_id, result in done] + lost)
        else:
            print_table(("ID", "Result"), done)
        _end(ctx, missing)


_add_act("approve", CommentState.APPROVED, "Let everybody read comments.")
_add_act("hold", CommentState.PENDING, "Take comments back, to decide later.")
_add_act("spam", CommentState.SPAM, "Mark comments as spam.")
_add_act("delete", CommentState.TRASH, "Move comments to the trash; those that are in it are removed for good.")


def _moved(desk: CommentDesk, comment_id: str, state: CommentState, act: str) -> tuple[str, str]:
    """The id and what was done."""
    comment = desk.find(comment_id)
    if comment.state is CommentState.TRASH and state is CommentState.TRASH:
        desk.delete_forever(comment)
        return comment_id, "deleted for good"
    if comment.state is state:
        return comment_id, f"already {state}"
    desk.move(comment, state, Reason("owner", act))
    return comment_id, state.value


def _found[Result](work: Callable[[str], Result], ids: Iterable[str]) -> tuple[list[Result], list[str]]:
    """What `work` gave for each id, once, and the ids that it did not find."""
    results, missing = [], []
    for comment_id in dict.fromkeys(ids):
        try:
            results.append(work(comment_id))
        except CommentNotFound:
            missing.append(comment_id)
    return results, missing


def _end(ctx: click.Context, missing: list[str]) -> None:
    for comment_id in missing:
        click.echo(f"lamppost: {CommentNotFound(comment_id)}", err=True)
    ctx.exit(1 if missing else 0)


def to_json(comment: Comment) -> dict[str, Any]:
    """The shape of `--json`; names stay, new ones may come."""
    return {
        "id": comment.id,
        "path": comment.path,
        "article": comment.slug,
        "state": comment.state.value,
        "kind": comment.kind.value,
        "written_at": comment.written_at.isoformat(),
        "name": comment.name,
        "email": comment.email,
        "url": comment.url,
        "text": comment.text,
        "is_html": comment.is_html,
        "reasons": [{"rule": reason.rule, "evidence": reason.evidence} for reason in comment.reasons],
    }


def _fields(comment: Comment) -> list[tuple[str, str]]:
    reasons = "\n".join(f"{each.rule}: {each.evidence}" if each.evidence else each.rule for each in comment.reasons)
    return [
        ("ID", comment.id),
        ("Article", comment.slug),
        ("Answers", comment.parent.rpartition("/")[2]),
        ("State", comment.state.value),
        ("Why", reasons),
        ("Written", _time(comment)),
        ("Name", comment.name),
        ("E-mail", comment.email),
        ("Website", comment.url),
        ("Comment", comment.text),
    ]


def _time(comment: Comment) -> str:
    return comment.written_at.strftime("%Y-%m-%d %H:%M UTC")


def _desk(target: Target) -> CommentDesk:
    return CommentDesk(target.client, target.table_name)
