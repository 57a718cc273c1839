"""The group `lamppost comments`, and what its commands share."""

import click

from blog.acts import Batch
from blog.comment import Comment
from blog.errors import CommentNotFound
from lamppost.office import Office

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For other programs.")
IDS = click.argument("ids", metavar="ID...", nargs=-1, required=True)
WHY = click.option("--why", default="", help="Kept in the history.")
WHO = click.option("--as", "who", metavar="NAME", default="", help="Who does it.  [default: your name on this system]")
YES = click.option("--yes", is_flag=True, help="Without asking.")


@click.group()
def comments() -> None:
    """Look through comments, decide about them, and take decisions back.

    \b
    lamppost --local comments list                              what waits for you
    lamppost --local comments approve 01m82gdrg4j6c3jc          or hold, spam, delete
    lamppost --local comments spam --text casino --older 2d     all that `list` shows with these options
    lamppost --local comments history                           what was done, by batches
    lamppost --local comments undo 01m84gx5y2fqk1zb             an act, or a batch
    """


def find(office: Office, ids: tuple[str, ...]) -> tuple[list[Comment], list[str]]:
    """The comments with these ids, each once, and the ids that none has."""
    comments, missing = [], []
    for comment_id in dict.fromkeys(ids):
        try:
            comments.append(office.desk.find(comment_id))
        except CommentNotFound:
            missing.append(comment_id)
    return comments, missing


def tell_undo(batch: Batch) -> None:
    """How to take back what was done."""
    click.echo(f"To take it back: comments undo {batch.id}", err=True)


def end(ctx: click.Context, missing: list[str]) -> None:
    """The command's end: an error where comments that were named are not there."""
    for comment_id in missing:
        click.echo(f"lamppost: {CommentNotFound(comment_id)}", err=True)
    ctx.exit(1 if missing else 0)
