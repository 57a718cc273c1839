"""`lamppost backup` and `lamppost restore`: the blog in files, and back."""

from typing import Any

import click

from lamppost.backup import manifest
from lamppost.backup.catching_up import Waiting
from lamppost.backup.checking import check
from lamppost.backup.errors import Damaged
from lamppost.backup.making import Source, make
from lamppost.backup.media import MediaBucket
from lamppost.backup.places import place_of
from lamppost.backup.restoring import Destination
from lamppost.backup.restoring import restore as restore_backup
from lamppost.local_cloud.database import check_endpoint, open_database
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack
from lamppost.output import counted, print_fields, progress
from lamppost.search_rebuild import ChangedMeanwhile, rebuild
from lamppost.target import NoBucket, StackWithoutTable, Target

# Seconds in which nothing comes from the stream before all has come: from AWS's, and from one in a process here.
_QUIET_DEPLOYED, _QUIET_LOCAL = 10.0, 0.5


class _Backup(click.Group):
    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """What is no command's name is a place."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["make", *args])


@click.group(cls=_Backup, subcommand_metavar="TARGET | verify TARGET")
def backup() -> None:
    """Keep the blog in a folder, or in a bucket: `backup blog-of-today`, `backup s3://bucket/prefix`.

    The whole table as it was at one moment, settings included, and all media; the search index is made anew from
    them. Readers and writers are not stopped. When it is killed, the same command goes on where it was.

    It holds e-mail addresses and Akismet's key too: a folder is readable for you alone, and objects are
    encrypted, but whoever may read the bucket may read them.
    """


@backup.command("make", hidden=True)
@click.argument("place", metavar="TARGET")
@click.pass_obj
def make_(target: Target, place: str) -> None:
    """Make a backup, or go on with one that was stopped."""
    waiting = Waiting(_QUIET_DEPLOYED if target.is_deployed else _QUIET_LOCAL)
    source = Source(target.client, target.streams_client, target.table_name, _media(target), waiting)
    with progress() as tell:
        made = make(source, place_of(place), tell)
    print_fields(manifest.summary(made))


@backup.command()
@click.argument("place", metavar="TARGET")
def verify(place: str) -> None:
    """Read a backup whole, and say whether it is what was written."""
    found = place_of(place)
    made = manifest.read(found)
    if faults := check(made, found):
        raise Damaged(found, faults)
    print_fields(manifest.summary(made))
    click.echo("Every file is as it was written.")


@click.command()
@click.argument("place", metavar="SOURCE")
@click.option("--without-media", is_flag=True, help="The table alone.")
@click.pass_obj
def restore(target: Target, place: str, without_media: bool) -> None:
    """Bring a backup back, into a blog that is empty: a new stack, `lamppost serve --empty`, or another --database.

    The backup is checked whole before anything is written, and what was written is read back and compared. When it is
    killed, the same command writes what is missing.
    """
    if target.database:
        _make_table(target.database)
    to = Destination(target.client, target.table_name, _media(target))
    with progress() as tell:
        made = restore_backup(place_of(place), to, with_media=not without_media, tell=tell)
    click.echo(f"{counted(made.items.count, 'item')} of {made.state_of}: read back, and all as in the backup.")
    try:
        found = rebuild(target.client, target.table_name, target.s3_client, target.search_bucket)
    except NoBucket:
        click.echo("The search index is made by `lamppost serve` when it starts on this database.")
    except ChangedMeanwhile:
        click.echo("The blog itself is at the search index; in some minutes, `lamppost search rebuild` makes it whole.")
    else:
        click.echo(f"{found} articles and comments can be found.")


def _media(target: Target) -> MediaBucket | None:
    """None for a blog that has no bucket for them: an older stack, or a database that nobody serves."""
    try:
        return MediaBucket(target.media_client, target.media_bucket)
    except (NoBucket, StackWithoutTable):
        return None


def _make_table(endpoint: str) -> None:
    """As `lamppost serve --database` would. Raises `NotAnEndpoint`, `AnotherTable`."""
    check_endpoint(endpoint)
    with local_account(endpoint) as session:
        open_database(read_stack(), session, endpoint)
