"""`lamppost publish`, `articles`, `rename`, `preview` and `delete`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from blog.article import Article, ArticleKind, ArticleState, ArticleSummary, Author, state_at
from blog.errors import ArticleNotFound
from blog.permalinks import path_of, url_path
from blog.previews import sign
from blog.settings import Settings
from blog.slugs import slugify
from lamppost import menu
from lamppost.errors import LamppostError
from lamppost.output import print_json, print_table
from lamppost.target import Target
from storage.article_writer import ArticleWriter, Saved
from storage.settings_item import SettingsItem

# Stands for "the file names none", and is never written.
_NOBODY = Author(slug="", name="")


class NoAuthor(LamppostError):
    def __init__(self, articles: Sequence[Article]) -> None:
        slugs = ", ".join(article.slug for article in articles)
        super().__init__(f"no author is named for: {slugs}; name one in the files, or with --author NAME")


class NoDraft(LamppostError):
    def __init__(self, slug: str) -> None:
        super().__init__(f"there is no draft '{slug}': what readers can see needs no preview")


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--author", metavar="NAME", default="", help="Who wrote the files that name nobody.")
@click.option("--replace", is_flag=True, help="Also replace articles that came from elsewhere.")
@click.pass_obj
def publish(target: Target, paths: tuple[Path, ...], author: str, replace: bool) -> None:
    """Publish Markdown files, and all in folders. When any of them has a fault, nothing is written.

    An article dated in the future appears at its minute. A new page joins the menu.
    """
    from exchange.markdown import read_all

    settings = SettingsItem(target.client, target.table_name)
    current = Settings.read(settings.read())
    default = Author(slug=slugify(author), name=author) if author else _NOBODY
    articles = read_all(paths, default_author=default, comments_open=current.comments)
    if orphans := [article for article in articles if article.author == _NOBODY]:
        raise NoAuthor(orphans)
    now = datetime.now(UTC)
    writer = ArticleWriter(target.client, target.table_name)
    # All are asked about before the first is written: a batch is published whole or not at all.
    for article in articles:
        writer.check(article, replace_origin=replace)
    saved = [(article, writer.save(article, now=now, replace_origin=replace)) for article in articles]
    writer.link_articles()
    new = [each for each, outcome in saved if outcome is Saved.CREATED and each.kind is ArticleKind.PAGE]
    for article, _ in saved:
        if article.kind is ArticleKind.PAGE and state_at(article, now) is not ArticleState.PUBLISHED:
            menu.leave(settings, article.slug)
    menu.join(settings, [page for page in new if state_at(page, now) is ArticleState.PUBLISHED])
    print_table(("Article", "Result"), [(each.slug, _told(each, outcome, now)) for each, outcome in saved])


def _told(article: ArticleSummary, outcome: Saved, now: datetime) -> str:
    """What became of it, and when readers will see it, unless that is now."""
    match state_at(article, now):
        case ArticleState.PUBLISHED:
            return outcome.value
        case ArticleState.SCHEDULED:
            return f"{outcome}, scheduled for {article.published_at:%Y-%m-%d %H:%M %z}"
        case state:
            return f"{outcome}, {state}"


@click.command()
@click.option(
    "--state",
    type=click.Choice([each.value for each in ArticleState]),
    default=ArticleState.PUBLISHED.value,
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def articles(target: Target, state: str, as_json: bool) -> None:
    """List articles and pages in a state, newest first."""
    found = ArticleWriter(target.client, target.table_name).articles(ArticleState(state))
    rows = [(each.slug, each.kind.value, f"{each.published_at:%Y-%m-%d %H:%M %z}", each.title) for each in found]
    columns = ("Article", "Kind", "Date", "Title")
    if as_json:
        print_json([dict(zip(map(str.lower, columns), row, strict=True)) for row in rows])
    else:
        print_table(columns, rows)


@click.command()
@click.argument("old")
@click.argument("new")
@click.pass_obj
def rename(target: Target, old: str, new: str) -> None:
    """Give an article or page the slug NEW. Every old address leads there; comments and likes move along.

    Stopped halfway, the same command again finishes it.
    """
    if old == new:
        raise click.UsageError(f"'{old}' is its name already")
    writer = ArticleWriter(target.client, target.table_name)
    writer.rename(old, new)
    writer.link_articles()
    menu.rename(SettingsItem(target.client, target.table_name), old, new)
    click.echo(f"{old}\tis now {new}")


@click.command()
@click.argument("slug")
@click.option("--days", type=click.IntRange(1, 365), default=7, show_default=True, help="How long the link is good.")
@click.pass_obj
def preview(target: Target, slug: str, days: int) -> None:
    """Print a link that shows a draft to whoever holds it, until it expires."""
    writer = ArticleWriter(target.client, target.table_name)
    try:
        article, key = writer.preview_key(slug)
    except ArticleNotFound as error:
        raise NoDraft(slug) from error
    current = Settings.read(SettingsItem(target.client, target.table_name).read())
    token = sign(key, slug, datetime.now(UTC) + timedelta(days=days))
    path = url_path(path_of(article.place, current.permalinks))
    click.echo(f"{current.address or target.address}{path}?preview={token}")


@click.command()
@click.argument("slug")
@click.pass_obj
def delete(target: Target, slug: str) -> None:
    """Delete an article and its comments. Its address answers "gone" from then on."""
    writer = ArticleWriter(target.client, target.table_name)
    writer.delete(slug)
    writer.link_articles()
    menu.leave(SettingsItem(target.client, target.table_name), slug)
    click.echo(f"{slug}\tdeleted")
