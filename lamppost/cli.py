"""`lamppost`: the root command, and the one place where refusals become a line on stderr."""

from typing import Any

import click
from botocore.exceptions import BotoCoreError, ClientError

from blog.errors import BlogError
from lamppost.commands.articles import articles, delete, preview, publish, rename
from lamppost.commands.backup import backup, restore
from lamppost.commands.comments import comments
from lamppost.commands.doctor import doctor
from lamppost.commands.fault import fault
from lamppost.commands.imports import import_
from lamppost.commands.invoke import invoke
from lamppost.commands.lists import describe
from lamppost.commands.media import media
from lamppost.commands.moderation import moderation
from lamppost.commands.people import people
from lamppost.commands.redrive import redrive
from lamppost.commands.search import search
from lamppost.commands.serve import serve
from lamppost.commands.settings import settings
from lamppost.commands.touches import touches, why
from lamppost.errors import LamppostError
from lamppost.output import harmless
from lamppost.target import Target

_REFUSALS = (LamppostError, BlogError, BotoCoreError, ClientError)


class _Root(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _REFUSALS as refusal:
            for line in str(refusal).splitlines() or [type(refusal).__name__]:
                click.echo(f"lamppost: {harmless(line)}", err=True)
            ctx.exit(1)


@click.group(cls=_Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--local", is_flag=True, help="The blog that `lamppost serve` is running.")
@click.option("--stack", metavar="NAME", default="", help="A deployed blog, by the name of its stack.")
@click.option("--database", metavar="URL", default="", help="A blog at any other DynamoDB endpoint.")
@click.pass_context
def main(ctx: click.Context, local: bool, stack: str, database: str) -> None:
    """Runs and keeps a Lamppost blog."""
    ctx.obj = Target(local=local, stack=stack, database=database)


for command in (
    serve,
    invoke,
    settings,
    publish,
    articles,
    preview,
    rename,
    delete,
    describe,
    comments,
    moderation,
    people,
    search,
    media,
    backup,
    restore,
    doctor,
    fault,
    touches,
    why,
    redrive,
    import_,
):
    main.add_command(command)
