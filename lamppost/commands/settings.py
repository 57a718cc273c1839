"""`lamppost settings`: what the owner chooses for the whole blog."""

from collections.abc import Mapping

import click

from blog.settings import Settings, explain
from lamppost.output import print_json, print_table
from lamppost.target import Target
from storage.settings_item import SettingsItem

GROUPS = {
    "site": (
        "title", "tagline", "language", "time_zone", "address", "permalinks",
        "menu", "social", "accent", "accent_dark", "icon",
    ),
    "reading": ("articles_per_page", "articles_in_feeds", "share", "likes"),
    "discussion": (
        "comments", "require_name_email", "close_comments_after", "thread_depth", "comments_per_page",
        "comment_order", "comment_numbers", "gravatars", "edit_minutes", "reports_to_hold",
    ),
    "moderation": (
        "hold_comments", "hold_links", "held_words", "forbidden_words", "blocked",
        "flood_source", "flood_article", "flood_blog", "akismet_key", "keep_rejected_days",
    ),
}  # fmt: skip
_SECRET = frozenset({"akismet_key"})
_MASK = "••••••"


@click.group()
def settings() -> None:
    """Site, reading, discussion and moderation: what you choose for the whole blog.

    What WordPress has under Settings, Discussion:

    \b
    Allow people to submit comments on new posts     comments
    Must fill out name and email                     require_name_email
    Users must be registered and logged in           never: guests may write
    Close comments on posts older than … days        close_comments_after=14
    Threaded (nested) comments … levels deep         thread_depth
    Break comments into pages with … comments        comments_per_page
    Older or newer comments at the top               comment_order=oldest|newest
    Comment must be manually approved                hold_comments=all
    Must have a previously approved comment          hold_comments=first-time
    Hold a comment with … or more links              hold_links
    Comment Moderation (words that hold)             held_words
    Disallowed Comment Keys                          forbidden_words, blocked
    Show Avatars                                     gravatars
    Link notifications, pingbacks and trackbacks     imported ones are shown; none are taken
    E-mail me whenever                               no mail: `lamppost comments list`

    What changed settings would do to past comments: `lamppost moderation try NAME=VALUE`.
    """


@settings.command()
@click.argument("name", default="", metavar="[NAME]")
@click.option("--json", "as_json", is_flag=True, help="All settings as JSON.")
@click.pass_obj
def show(target: Target, name: str, as_json: bool) -> None:
    """Show all settings with what they may be, those of a group, or the value of NAME alone.

    Groups are site, reading, discussion and moderation. A key is only shown when it is asked for by its name.
    """
    texts = _read(target).texts()
    if name and name not in GROUPS:
        click.echo(_known(name, texts))
        return
    safe, groups = masked(texts), [name] if name else list(GROUPS)
    if as_json:
        print_json({each: safe[each] for group in groups for each in GROUPS[group]})
        return
    for group in groups:
        rows = [(each, safe[each], explain(each)) for each in GROUPS[group]]
        print_table(("Setting", "Value", "May be"), rows, heading=group.title())


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
    texts = before.changed(chosen).texts()
    _item(target).save({name: texts[name] for name in chosen})
    print_table(("Setting", "Value"), masked({name: texts[name] for name in chosen}).items())


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
    """The name and the text in NAME=VALUE. Raises `click.UsageError`."""
    name, equals, value = assignment.partition("=")
    if not equals:
        raise click.UsageError(f"'{assignment}' is no assignment: write NAME=VALUE")
    return name.strip(), value


def masked(texts: Mapping[str, str]) -> dict[str, str]:
    """Settings as they may stand on a screen: of a secret, only that there is one."""
    return {name: _MASK if text and name in _SECRET else text for name, text in texts.items()}


def _known(name: str, texts: dict[str, str]) -> str:
    if name not in texts:
        raise click.UsageError(
            f"there is no setting '{name}'; there are {', '.join(texts)}, and the groups {', '.join(GROUPS)}"
        )
    return texts[name]


def _read(target: Target) -> Settings:
    return Settings.read(_item(target).read())


def _item(target: Target) -> SettingsItem:
    return SettingsItem(target.client, target.table_name)
