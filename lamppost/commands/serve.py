"""`lamppost serve`: the blog on this machine."""

from pathlib import Path

import click

from exchange.wordpress import Survey
from lamppost.commands.imports import import_wordpress_file, shelf_on, survey_wordpress_file
from lamppost.errors import LamppostError
from lamppost.local_cloud.cloud import Cloud, Plan
from lamppost.target import Target


class BadSetting(LamppostError):
    def __init__(self, setting: str) -> None:
        super().__init__(f"'{setting}' is no setting: write Parameter=Value")


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
@click.option("--set", "settings", metavar="Parameter=Value", multiple=True, help="A parameter of infra/template.yaml.")
@click.pass_obj
def serve(target: Target, port: int, export: Path | None, database: str, settings: tuple[str, ...]) -> None:
    """Serve the blog on this machine, without network or account, until Ctrl-C."""
    # What it needs takes a second to import, which the other commands shall not wait for.
    from lamppost.local_cloud.serving import serve as serve_until_stopped

    chosen = read_settings(settings)
    survey = survey_wordpress_file(export) if export else None
    if survey:
        chosen = name_of(survey) | chosen
    plan = Plan(parameters=chosen, database_url=database or target.database)
    serve_until_stopped(port, plan, lambda cloud: fill(cloud, export, survey))


def name_of(survey: Survey) -> dict[str, str]:
    """An imported blog keeps its name, as far as the template's parameters have room for it."""
    return {"BlogTitle": survey.site_title[:120] or "Lamppost", "BlogTagline": survey.site_description[:200]}


def fill(cloud: Cloud, export: Path | None, survey: Survey | None) -> None:
    """What a reader finds: the imported blog, what the table holds already, or the demo."""
    client, table = cloud.database.client, cloud.table_name
    if export and survey:
        import_wordpress_file(export, survey, shelf_on(client, table))
    elif is_empty(cloud):
        from lamppost.demo import plant

        plant(client, table)


def is_empty(cloud: Cloud) -> bool:
    from storage.blog_table import BlogTable

    return not BlogTable(cloud.database.client, cloud.table_name).posts().articles


def read_settings(settings: tuple[str, ...]) -> dict[str, str]:
    """`Parameter=Value` each. Raises `BadSetting`."""
    pairs = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not (name and equals):
            raise BadSetting(setting)
        pairs[name] = value
    return pairs
