"""`lamppost redrive`: what was given up after all tries, and doing it again."""

import json
from collections.abc import Iterable

import click
from botocore.exceptions import BotoCoreError, ClientError

from blog.errors import BlogError
from lamppost.errors import LamppostError
from lamppost.output import counted, print_json, print_table, shortened
from lamppost.redriving import NotDone, do_again
from lamppost.target import Target
from lamppost.undelivered import Called, Changes, GivenUp, Undelivered

_COLUMNS = ("When", "What", "Tries", "Why", "Now")


class SomeLeft(LamppostError):
    def __init__(self, count: int) -> None:
        stay = "message stays" if count == 1 else "messages stay"
        super().__init__(f"{count} {stay} in the queue; the logs of the functions say more")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show what was given up, and why.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_obj
def redrive(target: Target, dry_run: bool, as_json: bool) -> None:
    """Do again what was given up: changes that nothing followed, times of articles that were not kept.

    What succeeds leaves the queue; what fails again stays in it, for at most two weeks after it was given up. Changes
    are followed as the table is now, so that nothing newer is undone.
    """
    queue = Undelivered(*target.undelivered)
    # All of it first: what fails and is put back would else be found again.
    found = list(queue.take())
    rows = [_row(each, "" if dry_run else _done(target, queue, each)) for each in found]
    if dry_run:
        for each in found:
            queue.put_back(each)
    _print(rows, as_json=as_json)
    if left := sum(row["now"].startswith(_FAILED) for row in rows):
        raise SomeLeft(left)


_FAILED = "failed: "


def _done(target: Target, queue: Undelivered, given_up: GivenUp) -> str:
    try:
        if given_up.what is None:
            raise NotDone("no message of Lambda's or of a schedule's")
        done = do_again(target, given_up.what)
    except (LamppostError, BlogError, BotoCoreError, ClientError) as error:
        queue.put_back(given_up)
        return f"{_FAILED}{error}"
    queue.settle(given_up)
    return done


def _row(given_up: GivenUp, now: str) -> dict[str, str]:
    tries = str(given_up.tries or "")
    return {"when": given_up.when, "what": _what(given_up.what), "tries": tries, "why": given_up.why, "now": now}


def _what(what: Changes | Called | None) -> str:
    match what:
        case Changes(function=function, count=count, first=first):
            return f"{function.rpartition(':')[2]}: {counted(count, 'change')} from {first} on"
        case Called(function=function, event=event):
            return f"{function.rpartition(':')[2]}: {json.dumps(event, ensure_ascii=False)}"
    return "?"


def _print(rows: Iterable[dict[str, str]], *, as_json: bool) -> None:
    rows = list(rows)
    if as_json:
        print_json(rows)
        return
    print_table(_COLUMNS, ((*list(row.values())[:3], shortened(row["why"], 100), row["now"]) for row in rows))
    click.echo(f"{counted(len(rows), 'message')}." if rows else "Nothing was given up.", err=True)
