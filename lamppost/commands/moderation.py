"""`lamppost moderation`: what rules would do, before they do it, and what the filter has learned."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

import click

from blog.acts import Batch
from blog.article import ArticleState
from blog.comment import Comment, CommentState
from blog.errors import CommentNotFound
from blog.undoing import KIND
from blog.word_counts import WordCounts
from lamppost.asking import ask
from lamppost.commands.comments.group import AS_JSON, WHO, WHY, YES, tell_undo
from lamppost.commands.comments.told import reason_told, reasons_to_json, to_json
from lamppost.commands.settings import all_masked, pair
from lamppost.moments import moment, shown
from lamppost.office import Office
from lamppost.output import counted, print_json, print_table, shortened
from lamppost.relearning import counted_anew
from lamppost.retrial import Changed, Court, Retrial
from lamppost.target import Target
from moderation.bayes import top_words
from moderation.verdict import HOLD_FROM, SPAM_FROM
from storage.article_writer import ArticleWriter
from storage.settings_acts import SettingsActs

_NEWER = click.option("--newer", metavar="WHEN", default="", help="Only comments since then: 30d, 2026-11-01.")
_COLUMNS = ("ID", "Written", "Article", "Name", "Is", "Would be", "Why", "Comment")


@click.group(epilog=f"Reasons add up: from {HOLD_FROM} points on a comment waits, from {SPAM_FROM} on it is spam.")
def moderation() -> None:
    """Try changed settings on past comments, put them in force, and see what the filter has learned.

    \b
    lamppost --local moderation try hold_links=1               who would be caught, who freed; changes nothing
    lamppost --local moderation apply hold_links=1 --to-past   does it; one undo takes it back
    lamppost --local moderation words                          what your decisions have taught the filter
    """


@moderation.command("try")
@click.argument("assignments", metavar="[NAME=VALUE...]", nargs=-1)
@_NEWER
@AS_JSON
@click.pass_obj
def try_(target: Target, assignments: tuple[str, ...], newer: str, as_json: bool) -> None:
    """Judge past comments anew under changed settings, and show which would go where, and why. Changes nothing.

    Without settings: what today's, and what was learned until now, would do with comments that came before. Comments on
    which you have decided are not judged again, nor those that their authors have deleted; what rules have refused is.
    What nobody can know any more (where a comment was sent from, how fast it was written) is taken from the reasons
    that were kept.
    """
    office = Office(target)
    retrial = _retry(office, _chosen(office, assignments), newer)
    if as_json:
        print_json(_to_json(retrial))
    else:
        _print_changes(office, retrial)


@moderation.command()
@click.argument("assignments", metavar="[NAME=VALUE...]", nargs=-1)
@click.option("--to-past", is_flag=True, help="Move past comments too: those that `try` shows.")
@_NEWER
@WHY
@WHO
@YES
@click.pass_obj
def apply(
    target: Target, assignments: tuple[str, ...], to_past: bool, newer: str, why: str, who: str, yes: bool
) -> None:
    """Put changed settings in force, and with --to-past move the comments that `try` shows.

    It is one batch, settings and all: `lamppost comments undo BATCH` takes it back. Stopped halfway, the same command
    again does the rest. With --to-past alone: what today's settings, and what was learned until now, would do.
    """
    if not (assignments or to_past):
        raise click.UsageError("say what to apply: NAME=VALUE, or --to-past for what today's settings would do")
    if newer and not to_past:
        raise click.UsageError("--newer says which past comments to move: add --to-past")
    office = Office(target)
    texts = _chosen(office, assignments)
    retrial = _retry(office, texts, newer) if to_past else Retrial()
    if retrial.changed and not yes:
        _print_changes(office, retrial, err=True)
        ask(f"Move {counted(len(retrial.changed), 'comment')}?", yes=yes)
    batch, moved = office.batch(who), 0
    reason = why or " ".join(f"{name}={text}" for name, text in all_masked(texts).items())
    try:
        # Settings last: until they are in force, the same command finds what is left to move.
        for each in retrial.changed:
            moved += _move(office, each, batch, reason)
        if texts:
            found = {name: office.stored_settings.get(name) for name in texts}
            SettingsActs(target.client, target.table_name).change(texts, batch, found=found, why=why)
    finally:
        if batch.made:
            tell_undo(batch)
    print_table(("Setting", "Value"), all_masked(texts).items())
    if to_past:
        click.echo(f"{counted(moved, 'comment')} moved")


@moderation.command()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="So many words each way.")
@AS_JSON
@click.pass_obj
def words(target: Target, limit: int, as_json: bool) -> None:
    """The words that speak most for spam and most against it, and from how many decisions that was learned."""
    counts = Office(target).learner.counts()
    top = top_words(counts, limit)._asdict()
    if as_json:
        decisions = {"spam": counts.spam, "ham": counts.ham}
        print_json({"decisions": decisions, "words": {side: [each._asdict() for each in top[side]] for side in top}})
        return
    rows = [(each.word, side, str(each.spam), str(each.ham)) for side in top for each in top[side]]
    print_table(("Word", "Speaks for", "In spam", "In ham"), rows)
    click.echo(_learned(counts), err=True)


@moderation.command()
@click.option("--anew", is_flag=True, help="Forget all, and count every comment on which you have decided.")
@click.pass_obj
def learn(target: Target, anew: bool) -> None:
    """Count what recent decisions have taught, which every decision's command does by itself."""
    office = Office(target)
    if anew:
        office.learner.replace(counted_anew(_all(office)))
    else:
        office.learner.learn()
    click.echo(_learned(office.learner.counts()))


def _chosen(office: Office, assignments: Iterable[str]) -> dict[str, str]:
    """The texts of the settings to be changed, as they are stored. Raises `BadSetting`, `click.UsageError`."""
    chosen = dict(map(pair, assignments))
    texts = office.settings.changed(chosen).texts()
    return {name: texts[name] for name in chosen}


def _retry(office: Office, texts: Mapping[str, str], newer: str) -> Retrial:
    since = moment(newer, office.now, office.zone) if newer else None
    comments = sorted(_all(office), key=lambda comment: comment.id)
    court = Court(authors=_authors(office), word_counts=office.learner.counts(), now=office.now)
    return court.retry(comments, office.settings, office.settings.changed(texts) if texts else None, since)


def _all(office: Office) -> Iterator[Comment]:
    return chain.from_iterable(office.desk.comments(state) for state in CommentState)


def _authors(office: Office) -> dict[str, str]:
    """The name of each article's author, by slug."""
    writer = ArticleWriter(office.target.client, office.target.table_name)
    return {each.slug: each.author.name for state in ArticleState for each in writer.articles(state)}


def _move(office: Office, changed: Changed, batch: Batch, why: str) -> bool:
    """Whether it was still there to be moved; it stays a decision of rules, that they may change again."""
    comment, verdict = changed.comment, changed.verdict
    after = replace(comment, state=verdict.state, reasons=verdict.reasons)
    try:
        office.desk.act(comment, after, KIND[after.state], batch, why=why, expires_at=office.rejected_until)
    except CommentNotFound:
        return False
    return True


def _learned(counts: WordCounts) -> str:
    return f"Learned from {counted(counts.spam, 'comment')} that you called spam and {counts.ham} that you approved."


def _to_json(retrial: Retrial) -> dict[str, Any]:
    """The shape of `try --json`: each comment with where it `would_be` and for which `would_be_reasons`."""
    return {
        "judged": retrial.judged,
        "decided": retrial.decided,
        "changed": [
            to_json(each.comment)
            | {"would_be": each.verdict.state.value, "would_be_reasons": reasons_to_json(each.verdict.reasons)}
            for each in retrial.changed
        ],
    }


def _print_changes(office: Office, retrial: Retrial, *, err: bool = False) -> None:
    caught = [each for each in retrial.changed if each.is_caught]
    freed = [each for each in retrial.changed if not each.is_caught]
    for heading, some in (("Newly caught", caught), ("Newly freed", freed)):
        if some:
            print_table(_COLUMNS, (_row(office, each) for each in some), heading, err=err)
    click.echo(
        f"Judged anew: {retrial.judged}. Caught: {len(caught)}. Freed: {len(freed)}. "
        f"Decided on, and left alone: {retrial.decided}.",
        err=True,
    )


def _row(office: Office, changed: Changed) -> tuple[str, ...]:
    comment, verdict = changed.comment, changed.verdict
    why = "; ".join(map(reason_told, verdict.reasons)) or "nothing against it"
    written = shown(comment.written_at, office.zone)
    states = (comment.state.value, verdict.state.value)
    return comment.id, written, comment.slug, comment.name, *states, why, shortened(comment.text, 40)
