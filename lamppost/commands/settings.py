"""`lamppost settings`: what the owner chooses for the whole blog."""

import click

from blog.settings import Settings, explain
from lamppost.output import print_json, print_table
from lamppost.target import Target
from storage.settings_item import SettingsItem


@click.group()
def settings() -> None:
    """Title, menu, permalinks, page sizes, time zone, colours, discussion."""


@settings.command()
@click.argument("name", default="")
@click.option("--json", "as_json", is_flag=True, help="All settings as JSON.")
@click.pass_obj
def show(target: Target, name: str, as_json: bool) -> None:
    """Show every setting with what it may be, or the value of NAME alone."""
    texts = _read(target).texts()
    if name:
        click.echo(_known(name, texts))
    elif as_json:
        print_json(texts)
    else:
        print_table(("Setting", "Value", "May be"), [(each, text, explain(each)) for each, text in texts.items()])


@settings.command("set")
@click.argument("assignments", metavar="NAME=VALUE...", nargs=-1, required=True)
@click.pass_obj
def set_(target: Target, assignments: tuple[str, ...]) -> None:
    """Change settings: all that are named, or none when one of them cannot be so.

    \b
    lamppost --local settings set title="Night Light" time_zone=Europe/Vienna
    lamppost --local settings set menu="About = /about; Code = https://example.org" permalinks=/{year}/{month}/{slug}
    """
    chosen = dict(pair(each) for each in assignments)
    before = _read(target)
    after = before.changed(chosen)
    texts = after.texts()
    _item(target).save({name: texts[name] for name in chosen})
    print_table(("Setting", "Value"), [(name, texts[name]) for name in chosen])


@settings.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.pass_obj
def unset(target: Target, names: tuple[str, ...]) -> None:
    """Give settings their defaults back."""
    defaults = Settings().texts()
    for name in names:
        _known(name, defaults)
    _item(target).forget(names)
    print_table(("Setting", "Value"), [(name, defaults[name]) for name in names])


def pair(assignment: str) -> tuple[str, str]:
    name, equals, value = assignment.partition("=")
    if not equals:
        raise click.UsageError(f"'{assignment}' is no assignment: write NAME=VALUE")
    return name.strip(), value


def _known(name: str, texts: dict[str, str]) -> str:
    if name not in texts:
        raise click.UsageError(f"there is no setting '{name}'; there are {', '.join(texts)}")
    return texts[name]


def _read(target: Target) -> Settings:
    return Settings.read(_item(target).read())


def _item(target: Target) -> SettingsItem:
    return SettingsItem(target.client, target.table_name)
