"""`lamppost people`: everything about a person, handed out or erased."""

import json
import os
from pathlib import Path
from typing import Any

import click

from lamppost.asking import ask
from lamppost.commands.comments.group import WHO, YES
from lamppost.commands.comments.told import act_to_json, to_json
from lamppost.office import Office
from lamppost.output import counted, harmless
from lamppost.target import Target
from moderation.bayes import lessons
from storage.people import People, Person, Receipt


def _can_be_written(_: click.Context, __: click.Parameter, file: Path | None) -> Path | None:
    """Asked before anything is done: a receipt cannot be had a second time. Raises `click.BadParameter`."""
    if file and not os.access(file.parent, os.W_OK):
        raise click.BadParameter(f"'{file}' cannot be written: there is no such folder, or it is not yours")
    return file


_TO = click.option(
    "--to",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=_can_be_written,
    help="Into a file.",
)
# What no command reaches; whoever answers a person's request must know.
_NOT_HERE = (
    "Backups: what was erased can be restored from point-in-time recovery of the table for up to 35 days.",
    "Hashes that name nobody, of what was sent, liked or reported: they go by themselves within a month or two.",
    "Single words in the file that readers search: `lamppost search rebuild` makes it anew without them.",
    "Mail that this person sent you, or you sent.",
    "What other people have quoted of this person's words, or said of them.",
    "Pages that readers, search engines and archives have kept.",
)


@click.group()
def people() -> None:
    """Hand out, or erase, everything about whoever uses an e-mail address."""


@people.command()
@click.argument("address")
@_TO
@click.pass_obj
def export(target: Target, address: str, file: Path | None) -> None:
    """Everything that the blog knows of the person with this e-mail ADDRESS, as JSON.

    Comments in every state with the reasons for it, what was done to them with the words that were replaced, how many
    approved comments the address has earned, and the settings that name it. No address of a computer is kept.
    """
    office = Office(target)
    _put(_person_to_json(_people(office).of(_address(address)), office), file)


@people.command()
@click.argument("address")
@click.option(
    "--keep-places", "keep_places", flag_value=True, default=None, help='Leave "deleted by its author" behind.'
)
@click.option("--remove", "keep_places", flag_value=False, help="Remove comments altogether; gaps stay above answers.")
@_TO
@WHO
@YES
@click.pass_obj
def erase(target: Target, address: str, keep_places: bool | None, file: Path | None, who: str, yes: bool) -> None:
    """Erase everything about the person with this e-mail ADDRESS, and print a receipt. That cannot be undone.

    Stopped halfway, the same command again does the rest.
    """
    if keep_places is None:
        raise click.UsageError("say what becomes of the comments: --keep-places or --remove")
    office, address = Office(target), _address(address)
    person = _people(office).of(address)
    ask(f"Erase {counted(len(person.comments), 'comment')} of {harmless(address)}? That cannot be undone.", yes=yes)
    receipt = _people(office).erase(address, office.batch(who), keep_places=keep_places)
    _put(_receipt_to_json(receipt), file)
    for name in receipt.settings:
        click.echo(f"The setting '{name}' names the address: `lamppost settings show {name}`", err=True)


def _person_to_json(person: Person, office: Office) -> dict[str, Any]:
    """The shape of an export; names stay, new ones may come."""
    return {
        "email": person.email,
        "exported_at": office.now.isoformat(timespec="seconds"),
        "comments": [to_json(comment) for comment in person.comments],
        "history": [act_to_json(act) for act in person.acts],
        "approved_comments": person.approved,
        "settings": list(person.settings),
        "not_here": _NOT_HERE,
    }


def _receipt_to_json(receipt: Receipt) -> dict[str, Any]:
    """The shape of a receipt, which does not say whom it is about."""
    return {
        "batch": receipt.batch,
        "erased_at": receipt.at.isoformat(timespec="seconds"),
        "comments": list(receipt.ids),
        "erased": len(receipt.ids),
        "places_kept": receipt.places_kept,
        "settings_that_name_the_address": list(receipt.settings),
        "not_erased_because_not_here": _NOT_HERE,
    }


def _put(value: dict[str, Any], file: Path | None) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    if file:
        file.write_text(text, encoding="utf-8")
        click.echo(f"Written to {file}", err=True)
    else:
        click.echo(text, nl=False)


def _address(typed: str) -> str:
    address = typed.strip()
    if "@" not in address.strip("@"):
        raise click.UsageError(f"'{typed}' is no e-mail address")
    return address


def _people(office: Office) -> People:
    return People(office.target.client, office.target.table_name, lessons)
