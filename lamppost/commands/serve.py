"""`lamppost serve`: the blog on this machine."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from blog.settings import Settings
from exchange.wordpress import Survey
from lamppost.commands.imports import import_wordpress_file, shelf_on, survey_wordpress_file
from lamppost.commands.settings import pair
from lamppost.local_cloud.cloud import QUIET, Cloud, Plan
from lamppost.target import Target
from storage.settings_item import SettingsItem


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option(
    "--import",
    "export",
    metavar="FILE.xml",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show the blog in a WordPress export instead of the demo.",
)
@click.option("--empty", is_flag=True, help="Begin with nothing, not with the demo: to restore a backup, for example.")
@click.option("--database", metavar="URL", default="", help="Keep it at another DynamoDB endpoint, not in memory.")
@click.option("--set", "assignments", metavar="NAME=VALUE", multiple=True, help="As `lamppost settings set` takes it.")
@click.option(
    "--runtime",
    type=click.Choice(["process", "lambda"]),
    default="process",
    show_default=True,
    help="Where functions run: here, from their sources, or under Lambda's runtime, from the artifacts that it gets.",
)
@click.option(
    "--environments",
    metavar="N",
    type=click.IntRange(1, 1000),
    default=2,
    show_default=True,
    help="How many of each function Lambda's runtime may run at the same time.",
)
@click.option("--fault", "faults", metavar="FAULT", multiple=True, help="Have AWS go wrong: see `lamppost fault -h`.")
@click.option("--edge", "has_cache", is_flag=True, help="Keep pages as CloudFront does; X-Cache says whether.")
@click.pass_obj
def serve(
    target: Target,
    port: int,
    export: Path | None,
    empty: bool,
    assignments: tuple[str, ...],
    runtime: str,
    environments: int,
    database: str,
    **plan: Any,
) -> None:
    """Serve the blog on this machine, without network or account, until Ctrl-C."""
    # What it needs takes a second to import, which the other commands shall not wait for.
    from lamppost.local_cloud.serving import serve as serve_until_stopped

    if export and empty:
        raise click.UsageError("--import and --empty exclude each other: choose one.")
    settings = read_settings(assignments)
    survey = survey_wordpress_file(export) if export else None
    plan |= {"environments": environments if runtime == "lambda" else 0, "database_url": database or target.database}
    chosen = Plan(parameters=QUIET, **plan)
    serve_until_stopped(port, chosen, lambda cloud: fill(cloud, settings, export, survey, empty=empty))


def read_settings(assignments: Iterable[str]) -> dict[str, str]:
    """The chosen settings' texts, by name. Raises `blog.settings.BadSetting`."""
    chosen = dict(map(pair, assignments))
    texts = Settings().changed(chosen).texts()
    return {name: texts[name] for name in chosen}


def fill(
    cloud: Cloud,
    settings: Mapping[str, str] | None = None,
    export: Path | None = None,
    survey: Survey | None = None,
    *,
    empty: bool = False,
) -> None:
    """What a reader finds: the imported blog, what the table holds already, or the demo unless it is to be `empty`."""
    client, table = cloud.database.client, cloud.table_name
    if export and survey:
        import_wordpress_file(export, survey, shelf_on(client, table))
    elif not empty and not client.scan(TableName=table, Limit=1)["Items"]:
        from lamppost.demo import plant

        plant(client, table)
    if settings:
        SettingsItem(client, table).save(settings)
