"""`lamppost serve`: the blog on this machine."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from blog.settings import Settings
from exchange.wordpress import Survey
from lamppost.commands.imports import import_wordpress_file, shelf_on, survey_wordpress_file
from lamppost.commands.settings import pair
from lamppost.local_cloud.cloud import Cloud, Plan
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
@click.option("--database", metavar="URL", default="", help="Keep it at another DynamoDB endpoint, not in memory.")
@click.option("--set", "assignments", metavar="NAME=VALUE", multiple=True, help="As `lamppost settings set` takes it.")
@click.option("--edge", "has_cache", is_flag=True, help="Keep pages as CloudFront does; X-Cache says whether.")
@click.pass_obj
def serve(
    target: Target, port: int, export: Path | None, database: str, assignments: tuple[str, ...], has_cache: bool
) -> None:
    """Serve the blog on this machine, without network or account, until Ctrl-C."""
    # What it needs takes a second to import, which the other commands shall not wait for.
    from lamppost.local_cloud.serving import serve as serve_until_stopped

    settings = read_settings(assignments)
    survey = survey_wordpress_file(export) if export else None
    plan = Plan(database_url=database or target.database, has_cache=has_cache)
    serve_until_stopped(port, plan, lambda cloud: fill(cloud, settings, export, survey))


def read_settings(assignments: Iterable[str]) -> dict[str, str]:
    """The chosen settings' texts, by name. Raises `blog.settings.BadSetting`."""
    chosen = dict(map(pair, assignments))
    texts = Settings().changed(chosen).texts()
    return {name: texts[name] for name in chosen}


def fill(
    cloud: Cloud, settings: Mapping[str, str] | None = None, export: Path | None = None, survey: Survey | None = None
) -> None:
    """What a reader finds: the imported blog, what the table holds already, or the demo."""
    client, table = cloud.database.client, cloud.table_name
    if export and survey:
        import_wordpress_file(export, survey, shelf_on(client, table))
    elif not client.scan(TableName=table, Limit=1)["Items"]:
        from lamppost.demo import plant

        plant(client, table)
    if settings:
        SettingsItem(client, table).save(settings)
