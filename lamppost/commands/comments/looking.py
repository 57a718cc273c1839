"""`lamppost comments list | show | history | thread`: looking changes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import groupby, islice
from typing import Any

import click

from blog.acts import Act
from blog.thread_history import thread_at
from lamppost.commands.comments import told
from lamppost.commands.comments.choosing import Asked, choosing
from lamppost.commands.comments.group import AS_JSON, IDS, comments, end, find
from lamppost.moments import moment, shown
from lamppost.office import Office
from lamppost.output import print_fields, print_json, print_table
from lamppost.target import Target


@comments.command("list")
@choosing
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="No more than this many.")
@click.option("--after", metavar="ID", default="", help="Those that follow this one: the next page.")
@AS_JSON
@click.pass_obj
def list_comments(target: Target, asked: Asked, limit: int, after: str, as_json: bool) -> None:
    """The comments that wait, or those in another state (or in all), newest first."""
    office = Office(target)
    page, is_more = asked.page(office, after, limit)
    if as_json:
        print_json([told.to_json(comment) for comment in page])
    else:
        print_table(told.COLUMNS, told.rows(page, office.zone))
    if is_more:
        click.echo(f"There are more: --after {page[-1].id}", err=True)


@comments.command()
@IDS
@AS_JSON
@click.pass_context
def show(ctx: click.Context, ids: tuple[str, ...], as_json: bool) -> None:
    """All that is known about comments, why they stand where they stand, and what was done to them."""
    office = Office(ctx.obj)
    found, missing = find(office, ids)
    known = [(comment, office.history.of_comment(comment.slug, comment.path)) for comment in found]
    if as_json:
        print_json([told.to_json(comment) | {"history": [*map(told.act_to_json, acts)]} for comment, acts in known])
    else:
        for number, (comment, acts) in enumerate(known):
            click.echo("\n" if number else "", nl=False)
            print_fields(told.fields(comment, acts, office.zone))
    end(ctx, missing)


@comments.command()
@click.argument("comment_id", metavar="[ID]", default="")
@click.option("--batch", metavar="BATCH", default="", help="The acts of this batch, or this one act.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="No more batches than this.")
@AS_JSON
@click.pass_obj
def history(target: Target, comment_id: str, batch: str, limit: int, as_json: bool) -> None:
    """What was done, newest first by batches; to the comment with this ID; or in one batch, act by act."""
    office = Office(target)
    if not (comment_id or batch):
        _show_batches(office, limit, as_json)
        return
    if comment_id and batch:
        raise click.UsageError("give the ID of a comment or --batch, not both")
    acts = office.history.batch(batch) if batch else _of_comment(office, comment_id)
    if as_json:
        print_json([told.act_to_json(act) for act in acts])
    else:
        rows = [(act.id, shown(act.at, office.zone), told.acted_on(act), told.act_told(act)) for act in acts]
        print_table(("Act", "When", "On", "What"), rows)


@comments.command()
@click.argument("slug")
@click.option("--at", metavar="WHEN", default="", help='As it was: "2026-11-20 12:00", 2026-11-20 or 7d ago.')
@AS_JSON
@click.pass_obj
def thread(target: Target, slug: str, at: str, as_json: bool) -> None:
    """An article's comments as readers see them, or saw them at some time, in the blog's time zone."""
    office = Office(target)
    when = moment(at, office.now, office.zone) if at else office.now
    found = office.desk.of_article(slug)
    if not found:
        office.articles.article(slug)  # raises what says that there is none
    seen = thread_at(found, office.history.of_article(slug), when)
    if as_json:
        print_json([told.to_json(comment) for comment in seen])
    else:
        click.echo("\n\n".join("\n".join(told.in_thread(comment, office.zone)) for comment in seen))


def _of_comment(office: Office, comment_id: str) -> Sequence[Act]:
    comment = office.desk.find(comment_id)
    return office.history.of_comment(comment.slug, comment.path)


def _show_batches(office: Office, limit: int, as_json: bool) -> None:
    batches = [list(acts) for _, acts in islice(groupby(_newest(office), key=lambda act: act.batch), limit)]
    if as_json:
        print_json([_batch_to_json(acts) for acts in batches])
    else:
        print_table(("Batch", "When", "Who", "What", "Why"), (_batch_row(acts, office.zone) for acts in batches))


def _batch_row(acts: Sequence[Act], zone: tzinfo) -> tuple[str, ...]:
    first = acts[-1]
    kinds = Counter(f"{act.kind} (undoing)" if act.undoes else act.kind.value for act in acts)
    what = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return first.batch, shown(first.at, zone), first.who, what, first.why


def _newest(office: Office) -> Iterator[Act]:
    """All acts, newest first, read as they are consumed."""
    listed = office.history.acts()
    yield from listed.acts
    while listed.more:
        listed = office.history.acts(after=listed.more)
        yield from listed.acts


def _batch_to_json(acts: Sequence[Act]) -> dict[str, Any]:
    """The shape of a batch."""
    first = acts[-1]
    return {
        "batch": first.batch,
        "at": first.at.isoformat(),
        "who": first.who,
        "why": first.why,
        "acts": Counter(act.kind.value for act in acts),
        "undoes": sorted({act.undoes for act in acts if act.undoes}),
    }
