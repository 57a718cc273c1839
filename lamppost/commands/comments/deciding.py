"""`lamppost comments approve | hold | spam | delete | purge`: those with these ids, or all that are such and such."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import click

from blog.acts import Batch
from blog.comment import Comment, CommentState
from blog.errors import CommentNotFound
from lamppost.asking import ask
from lamppost.commands.comments import told
from lamppost.commands.comments.choosing import Asked, choosing
from lamppost.commands.comments.group import AS_JSON, WHO, WHY, YES, comments, end, find, tell_undo
from lamppost.office import Office
from lamppost.output import counted, print_json, print_table
from moderation.bayes import lessons
from storage.comment_desk import decided

_FOR_GOOD = "deleted for good"


@dataclass(frozen=True, slots=True)
class Decision:
    """What shall become of comments. `state` None: what is in the trash goes for good."""

    state: CommentState | None
    question: str

    def result(self, comment: Comment) -> str:
        """What becomes of this one, in the words that tell it."""
        if comment.state is CommentState.TRASH and self.state in (CommentState.TRASH, None):
            return _FOR_GOOD
        if self.state is None:
            return "not in the trash"
        return f"already {self.state}" if comment.state is self.state else self.state.value

    def changes(self, comment: Comment) -> bool:
        return self.result(comment) in (_FOR_GOOD, self.state)


@dataclass(frozen=True, slots=True)
class Options:
    """How it is done, as the owner has chosen."""

    limit: int | None
    why: str
    who: str
    dry_run: bool
    yes: bool
    as_json: bool


def _add(name: str, decision: Decision, help_: str) -> None:
    @comments.command(name, help=f"{help_}\n\nGive IDs, or the options of `list`: all that it shows are meant.")
    @click.argument("ids", metavar="[ID...]", nargs=-1)
    @choosing
    @click.option("--limit", type=click.IntRange(1), help="No more than this many, the newest.")
    @WHY
    @WHO
    @click.option("--dry-run", is_flag=True, help="Only show what would be done.")
    @YES
    @AS_JSON
    @click.pass_context
    def act(ctx: click.Context, ids: tuple[str, ...], asked: Asked, **options: Any) -> None:
        _run(ctx, decision, ids, asked, Options(**options))


_add("approve", Decision(CommentState.APPROVED, "Approve?"), "Let everybody read comments.")
_add("hold", Decision(CommentState.PENDING, "Hold?"), "Take comments back, to decide later.")
_add("spam", Decision(CommentState.SPAM, "Mark as spam?"), "Mark comments as spam.")
_add(
    "delete",
    Decision(CommentState.TRASH, "Delete?"),
    "Move comments to the trash; those that are in it are deleted for good.",
)
_add("purge", Decision(None, "Delete for good?"), "Delete comments in the trash for good. That cannot be undone.")


def _run(ctx: click.Context, decision: Decision, ids: tuple[str, ...], asked: Asked, options: Options) -> None:
    office = Office(ctx.obj)
    if ids and asked.anything:
        raise click.UsageError("give IDs, or options that say which comments are meant, not both")
    if ids:
        chosen, missing = find(office, ids)
    elif asked.anything:
        found = (asked if decision.state else _in_trash(asked)).found(office)
        chosen, missing = list(islice(filter(decision.changes, found), options.limit)), []
    else:
        raise click.UsageError("say which comments: their IDs, or options such as --state, --author, --text, --older")
    if options.dry_run:
        _show(office, decision, chosen, as_json=options.as_json)
    else:
        _ask(office, decision, chosen, is_bulk=not ids, yes=options.yes)
        _do(office, decision, chosen, missing, options)
    end(ctx, missing)


def _in_trash(asked: Asked) -> Asked:
    """Raises `click.UsageError` where others are asked for."""
    if asked.state not in (None, CommentState.TRASH):
        raise click.UsageError("only what is in the trash is purged: move it there with `comments delete` first")
    return replace(asked, state=CommentState.TRASH.value)


def _ask(office: Office, decision: Decision, chosen: Sequence[Comment], *, is_bulk: bool, yes: bool) -> None:
    """Before many comments are changed, and before any goes for good. Raises `NotAgreed`."""
    for_good = sum(decision.result(comment) == _FOR_GOOD for comment in chosen)
    if yes or not chosen or not (is_bulk or for_good):
        return
    _show(office, decision, chosen, err=True)
    warning = f" {for_good} will be {_FOR_GOOD}, which cannot be undone." if for_good else ""
    ask(f"{counted(len(chosen), 'comment')}.{warning} {decision.question}", yes=False)


def _show(
    office: Office, decision: Decision, chosen: Sequence[Comment], *, as_json: bool = False, err: bool = False
) -> None:
    results = [decision.result(comment) for comment in chosen]
    if as_json:
        print_json([told.to_json(each) | {"result": result} for each, result in zip(chosen, results, strict=True)])
    else:
        rows = zip(told.rows(chosen, office.zone), results, strict=True)
        print_table((*told.COLUMNS, "Would be"), ((*row, result) for row, result in rows), err=err)


def _do(office: Office, decision: Decision, chosen: Sequence[Comment], missing: list[str], options: Options) -> None:
    """Does it, and tells what was done even where it is stopped halfway; `missing` gets those that have moved since."""
    batch = office.batch(options.who)
    done: list[tuple[Comment, str]] = []
    try:
        for comment in chosen:
            try:
                _decide(office, decision, comment, batch, options.why)
                done.append((comment, decision.result(comment)))
            except CommentNotFound:
                missing.append(comment.id)
        office.learner.learn()
    finally:
        _tell(done, missing, batch, as_json=options.as_json)
        if any(result == decision.state for _, result in done):
            tell_undo(batch)


def _decide(office: Office, decision: Decision, comment: Comment, batch: Batch, why: str) -> None:
    """Raises `CommentNotFound`, `TooBusy`."""
    if decision.result(comment) == _FOR_GOOD:
        office.desk.purge(comment, batch, why=why)
    elif decision.state and decision.changes(comment):
        learned = lessons(comment, decided(comment, decision.state))
        until = office.rejected_until
        office.desk.decide(comment, decision.state, batch, why=why, lessons=learned, expires_at=until)


def _tell(done: Sequence[tuple[Comment, str]], missing: Sequence[str], batch: Batch, *, as_json: bool) -> None:
    """The shape of `--json`: `batch` is the one that `undo` takes."""
    if not as_json:
        print_table(("ID", "Result"), [(comment.id, result) for comment, result in done])
        return
    told_ = [(comment.id, result) for comment, result in done] + [(each, "not found") for each in missing]
    print_json([{"id": comment_id, "result": result, "batch": batch.id} for comment_id, result in told_])
