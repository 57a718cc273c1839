"""`lamppost search`: look for something as readers do, or build what they search anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from blog.hits import Hit, Piece
from blog.permalinks import path_of, url_path
from blog.settings import Settings
from lamppost.errors import LamppostError
from lamppost.output import print_json, print_table, shortened
from lamppost.search_rebuild import rebuild as rebuild_index
from lamppost.target import Target
from search.bucket import IndexBucket, NoIndex
from search.index import MOST_PAGES, Results, SearchIndex
from search.queries import read_query
from search.tables import WrongFormat


class NothingToSearch(LamppostError):
    def __init__(self) -> None:
        super().__init__("there is no search index that this version can read: make one with `lamppost search rebuild`")


class _Search(click.Group):
    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """What is no command's name are words to look for."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["find", *args])


# A word after a minus sign is one that must not be there, and no option.
_WORDS = {"ignore_unknown_options": True}


@click.group(cls=_Search, context_settings=_WORDS)
def search() -> None:
    """Search the blog: `lamppost --local search lamp -oil`, or build its search index anew."""


@search.command(context_settings=_WORDS)
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@click.option("--page", type=click.IntRange(1, MOST_PAGES), default=1, help="Of ten results each.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_obj
def find(target: Target, words: tuple[str, ...], page: int, as_json: bool) -> None:
    """What readers find for some words, best first."""
    with _index(target) as index:
        found, settings = index.search(read_query(" ".join(words)), page), index.settings
    rows = [_row(hit, settings) for hit in found.hits]
    if as_json:
        print_json({"total": found.total, "meant": found.meant, "hits": rows})
    else:
        print_table(("Address", "Written", "By", "Title", "Text"), (_cells(row) for row in rows))
        click.echo(_summary(found), err=True)


@search.command()
@click.pass_obj
def rebuild(target: Target) -> None:
    """Build the search index anew from all that the table holds."""
    count = rebuild_index(target.client, target.table_name, target.s3_client, target.search_bucket)
    click.echo(f"{count} articles and comments can be found.")


@contextmanager
def _index(target: Target) -> Iterator[SearchIndex]:
    """The blog's index, fetched for this one search. Raises `NothingToSearch`."""
    with TemporaryDirectory(prefix="lamppost-search-") as folder:
        path = Path(folder) / "index.sqlite3"
        try:
            IndexBucket(target.s3_client, target.search_bucket).fetch(path)
            index = SearchIndex(path)
        except (NoIndex, WrongFormat) as error:
            raise NothingToSearch from error
        try:
            yield index
        finally:
            index.close()


def _row(hit: Hit, settings: Settings) -> dict[str, str]:
    address = url_path(path_of(hit.place, settings.permalinks))
    return {
        "address": f"{address}?comment={hit.path}#{hit.anchor}" if hit.path else address,
        "written_at": hit.written_at.isoformat(),
        "commenter": hit.commenter,
        "title": _text(hit.title),
        "text": _text(hit.text),
    }


def _cells(row: dict[str, str]) -> tuple[str, ...]:
    return row["address"], row["written_at"][:10], row["commenter"], row["title"], shortened(row["text"], 80)


def _text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def _summary(found: Results) -> str:
    if found.meant:
        return f"Nothing was found. Did you mean: {found.meant}"
    return (
        f"{found.total} found; this is page {found.page} of {found.last_page}." if found.total else "Nothing was found."
    )
