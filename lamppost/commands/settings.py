"""`lamppost settings`: what the owner chooses for the whole blog."""

from collections.abc import Mapping

import click

from blog.settings import Settings, explain, is_secret, masked
from lamppost.commands.comments.group import WHO, WHY, tell_undo
from lamppost.office import Office
from lamppost.output import print_json, print_table
from lamppost.target import Target
from storage.settings_acts import SettingsActs

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


@click.group()
def settings() -> None:
    """Site, reading, discussion and moderation: what you choose for the whole blog.

    What WordPress has under Settings, Discussion:

    \b
    Allow people to submit comments on new posts     comments
    Must fill out name and email                     require_name_email
    Users must be registered and logged in           never: guests may write
    Close comments on posts older than … days        close_comments_after=14
    Show comments cookies opt-in checkbox            always shown
    Threaded (nested) comments … levels deep         thread_depth
    Break comments into pages with … comments        comments_per_page; the first page comes first
    Older or newer comments at the top               comment_order=oldest|newest
    Comment must be manually approved                hold_comments=all
    Must have a previously approved comment          hold_comments=first-time
    Hold a comment with … or more links              hold_links
    Comment Moderation (words that hold)             held_words
    Disallowed Comment Keys                          forbidden_words, blocked
    Show Avatars                                     gravatars
    Maximum Rating, Default Avatar                   G; initials where there is none
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
    texts = Office(target).settings.texts()
    if name and name not in GROUPS:
        click.echo(_known(name, texts))
        return
    safe, groups = all_masked(texts), [name] if name else list(GROUPS)
    if as_json:
        print_json({each: safe[each] for group in groups for each in GROUPS[group]})
        return
    for group in groups:
        rows = [(each, safe[each], explain(each)) for each in GROUPS[group]]
        print_table(("Setting", "Value", "May be"), rows, heading=group.title())


@settings.command("set")
@click.argument("assignments", metavar="NAME=VALUE...", nargs=-1, required=True)
@WHY
@WHO
@click.pass_obj
def set_(target: Target, assignments: tuple[str, ...], why: str, who: str) -> None:
    """Change settings: all that are named, or none when one of them cannot be so.

    `lamppost comments history` shows what was changed, and `undo` takes it back; a key is in no history.

    \b
    lamppost --local settings set title="Night Light" time_zone=Europe/Vienna
    lamppost --local settings set menu="About = /about; Code = https://example.org" permalinks=/{year}/{month}/{slug}
    """
    chosen = dict(pair(each) for each in assignments)
    office = Office(target)
    texts = office.settings.changed(chosen).texts()
    _change(office, {name: texts[name] for name in chosen}, why, who)
    print_table(("Setting", "Value"), all_masked({name: texts[name] for name in chosen}).items())


@settings.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@WHY
@WHO
@click.pass_obj
def unset(target: Target, names: tuple[str, ...], why: str, who: str) -> None:
    """Give settings their defaults back. That can be taken back, as `set` can."""
    defaults = Settings().texts()
    for name in names:
        _known(name, defaults)
    _change(Office(target), dict.fromkeys(names), why, who)
    print_table(("Setting", "Value"), [(name, defaults[name]) for name in names])


def pair(assignment: str) -> tuple[str, str]:
    """The name and the text in NAME=VALUE. Raises `click.UsageError`."""
    name, equals, value = assignment.partition("=")
    if not equals:
        raise click.UsageError(f"'{assignment}' is no assignment: write NAME=VALUE")
    return name.strip(), value


def all_masked(texts: Mapping[str, str]) -> dict[str, str]:
    """Settings as they may stand on a screen."""
    return {name: masked(name, text) or "" for name, text in texts.items()}


def _change(office: Office, texts: Mapping[str, str | None], why: str, who: str) -> None:
    """As an act that can be undone. Raises `SettingsOutdated`, `TooBusy`."""
    batch, found = office.batch(who), {name: office.stored_settings.get(name) for name in texts}
    SettingsActs(office.target.client, office.target.table_name).change(texts, batch, found=found, why=why)
    if batch.made and not all(map(is_secret, texts)):
        tell_undo(batch)


def _known(name: str, texts: dict[str, str]) -> str:
    if name not in texts:
        raise click.UsageError(
            f"there is no setting '{name}'; there are {', '.join(texts)}, and the groups {', '.join(GROUPS)}"
        )
    return texts[name]
