"""`lamppost touches` and `lamppost why`: which addresses a change reaches, and which changes reach an address."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from blog.article import ArticleSummary
from blog.errors import ArticleGone, ArticleMoved, ArticleNotFound, ListMoved, ListNotFound
from blog.feeds import COMMENTS, FORMATS
from blog.lists import HOME, ListKind, ListRef, list_at
from blog.slugs import is_slug, slug_in
from follow_changes.cdn_paths import cdn_paths, is_worth_it
from lamppost.errors import LamppostError
from lamppost.office import Office
from lamppost.output import counted, print_json, print_table
from lamppost.target import Target
from lamppost.touching import SETTINGS, Kind, describing, kinds_of_change
from storage import items, keys
from storage.calls import call_batch_get

# Home says the tagline, a setting, and an author's list what articles say of the author.
_TOLD_ELSEWHERE = (ListKind.HOME, ListKind.AUTHOR)


class NothingDepends(LamppostError):
    def __init__(self, address: str) -> None:
        super().__init__(
            f"nothing that is written changes {address}: give the path of an article, a list, a feed or a sitemap. "
            "(A search follows its index, and no copy of its answers is kept.)"
        )


@click.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_obj
def touches(target: Target, slug: str, as_json: bool) -> None:
    """Which addresses show something else, by what happens to the article SLUG or its comments."""
    office = Office(target)
    article = _article(office, slug)
    kinds = [*kinds_of_change(article), SETTINGS]
    told = {kind.name: kind.touches(office.settings.permalinks, {slug: article}) for kind in kinds}
    if as_json:
        print_json([_told(kind, told[kind.name]) for kind in kinds])
        return
    rows = ((name, address) for name, addresses in told.items() for address in _shown(addresses))
    print_table(("Change", "Address"), rows, article.title)
    most = max(told.values(), key=len)
    paths = counted(len(cdn_paths(most)), "path")
    click.echo(f"At most {len(most)} addresses, which CloudFront is told as {paths}.", err=True)


@click.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_obj
def why(target: Target, address: str, as_json: bool) -> None:
    """What the page or feed at ADDRESS depends on: the changes after which the edge forgets it."""
    office, path = Office(target), _path_in(address)
    rows = [{"change": kind.name, "of": subject} for kind, subject in _reasons(office, path)]
    if not rows:
        raise NothingDepends(address)
    rows.append({"change": SETTINGS.name, "of": "the blog"})
    if as_json:
        print_json(rows)
    else:
        print_table(("Change", "Of"), (tuple(row.values()) for row in rows), path)


@dataclass(frozen=True, slots=True)
class _Subject:
    """An article that may be shown at an address, and what it is called there."""

    article: ArticleSummary
    name: str


def _reasons(office: Office, path: str) -> Iterator[tuple[Kind, str]]:
    seen = set()
    with suppress(ArticleMoved, ArticleGone, ListMoved):
        office.articles.follow_address(path)
        seen.add("")
    if not seen:
        yield Kind("where it leads", ()), "an old address"
    ref = _list_in(path)
    if ref and ref.kind not in _TOLD_ELSEWHERE and path in describing(ref).touches("", {}):
        yield describing(ref), "the list"
    for subject in _subjects(office, path):
        slug = subject.article.slug
        for kind in kinds_of_change(subject.article):
            if kind.name not in seen and path in kind.touches(office.settings.permalinks, {slug: subject.article}):
                seen.add(kind.name)
                yield kind, subject.name


def _subjects(office: Office, path: str) -> Iterator[_Subject]:
    """The article itself, or one that stands for all that are shown there."""
    table = office.articles
    slug = slug_in(path.removeprefix(COMMENTS).rpartition("/")[0] if path.endswith(FORMATS) else path)
    if is_slug(slug):
        with suppress(ArticleNotFound):
            yield _Subject(table.summary(slug), slug)
    for ref in filter(None, (_list_in(path), HOME)):
        with suppress(ListNotFound):
            found = table.listed(ref, limit=1)
            yield from (_Subject(each, "any article") for each in (found.articles or found.sticky)[:1])
    yield from (_Subject(each, "any static page") for each in table.pages(limit=1).articles)


def _list_in(path: str) -> ListRef | None:
    """The list at an address, or that a feed follows, or a part of the sitemap."""
    if path.startswith("/sitemap-20"):
        return ListRef(ListKind.MONTH, path.removeprefix("/sitemap-")[:7])
    return list_at(path.rpartition("/")[0] if path.endswith(FORMATS) else path)


def _article(office: Office, slug: str) -> ArticleSummary:
    """Any article, whether readers see it or not. Raises `ArticleNotFound`."""
    found = call_batch_get(office.target.client, office.target.table_name, keys.heads(slug))
    if not found:
        raise ArticleNotFound(slug)
    return items.read_summary(found.popitem()[1])


def _shown(addresses: tuple[str, ...]) -> Iterator[str]:
    """The three feeds of a thing in one line."""
    for address in addresses:
        of, _, name = address.rpartition("/")
        if name not in FORMATS:
            yield address
        elif name == FORMATS[0]:
            yield f"{of}/{', '.join(FORMATS)}"


def _told(kind: Kind, addresses: tuple[str, ...]) -> dict[str, Any]:
    paths = cdn_paths(addresses) if any(map(is_worth_it, kind.changes)) else ()
    return {"change": kind.name, "addresses": list(addresses), "paths": list(paths)}


def _path_in(address: str) -> str:
    """The path in what was copied from a browser, decoded, without query; old ones may have one that names them."""
    parts = urlsplit(address)
    path = unquote(parts.path) or "/"
    return f"{path}?{parts.query}" if path == "/" and parts.query.startswith("p") else path
