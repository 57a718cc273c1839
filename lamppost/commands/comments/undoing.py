"""`lamppost comments undo`: acts and batches taken back, as acts that can be taken back themselves."""

from typing import Any

import click

from lamppost.commands.comments.group import AS_JSON, WHO, WHY, comments, tell_undo
from lamppost.commands.comments.told import act_to_json, acted_on
from lamppost.office import Office
from lamppost.output import print_json, print_table
from moderation.bayes import lessons
from storage.undoing import Undoing, Undone


@comments.command()
@click.argument("ids", metavar="ACT|BATCH...", nargs=-1, required=True)
@WHY
@WHO
@AS_JSON
@click.pass_context
def undo(ctx: click.Context, ids: tuple[str, ...], why: str, who: str, as_json: bool) -> None:
    """Take back acts or whole batches, the newest first; what was changed since is left as it is, and said.

    An undo is an act too, and can be undone. What was purged or erased does not come back, and a key stays
    as it is. Stopped halfway, the same command again does the rest.
    """
    office = Office(ctx.obj)
    batch = office.batch(who)
    undoing = Undoing(office.target.client, office.target.table_name, lessons)
    undone: list[Undone] = []
    try:
        for each in sorted(set(ids), reverse=True):
            undone += undoing.undo(each, batch, why=why, expires_at=office.rejected_until)
        office.learner.learn()
    finally:
        if as_json:
            print_json([act_to_json(each.act) | _said(each) for each in undone])
        else:
            rows = [(each.act.id, acted_on(each.act), _result(each)) for each in undone]
            print_table(("Act", "On", "Result"), rows)
        if batch.made:
            tell_undo(batch)
    ctx.exit(1 if any(each.left or each.stays for each in undone) else 0)


def _result(undone: Undone) -> str:
    if undone.left:
        return f"left: {undone.left}"
    return f"{undone.act.kind} undone" + (f", but {undone.stays}" if undone.stays else "")


def _said(undone: Undone) -> dict[str, Any]:
    return {"undone": not undone.left, "left": undone.left, "stays": undone.stays}
