"""`lamppost import`: other people's formats in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from exchange.wordpress import Survey, survey
from lamppost.output import in_one_line, print_table
from lamppost.target import Target
from lamppost.wordpress_import import Report, Shelf, run_import
from storage.article_writer import ArticleWriter
from storage.comment_desk import CommentDesk
from storage.settings_item import SettingsItem


@click.group("import")
def import_() -> None:
    """Bring a blog in from elsewhere."""


@import_.command()
@click.argument("file", metavar="FILE.xml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and report, write nothing.")
@click.pass_obj
def wordpress(target: Target, file: Path, dry_run: bool) -> None:
    """Import a WordPress export (Tools → Export → All content; WXR 1.0 to 1.2). Again adds nothing twice."""
    surveyed = survey_wordpress_file(file)
    import_wordpress_file(file, surveyed, None if dry_run else shelf_on(target.client, target.table_name))


def survey_wordpress_file(path: Path) -> Survey:
    """The first pass over an export. Raises `exchange.errors.NotAnExport`, before anything is written."""
    with _progress("Reading", path) as progress:
        return survey(path, progress)


def shelf_on(client: Any, table_name: str) -> Shelf:
    return Shelf(ArticleWriter(client, table_name), CommentDesk(client, table_name), SettingsItem(client, table_name))


def import_wordpress_file(path: Path, surveyed: Survey, shelf: Shelf | None) -> None:
    """Puts the surveyed export on the shelf and prints the report; without a shelf, only the report."""
    with _progress("Importing", path) as progress:
        report = run_import(path, surveyed, shelf, progress)
    _print(report, dry_run=shelf is None)


@contextmanager
def _progress(task: str, path: Path) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal's stderr, to be advanced by bytes; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(task, total=path.stat().st_size)
        yield lambda done: progress.advance(bar, done)


def _print(report: Report, *, dry_run: bool) -> None:
    rows = [
        (f"{kind}s", str(number), "would come in" if dry_run else saved)
        for (kind, saved), number in sorted(report.saved.items())
    ]
    rows += [(kind, str(number), "in the file") for kind, number in sorted(report.comments.items())]
    if not dry_run:
        rows.append(("comments", str(report.new_comments), "added"))
    rows.append(("old addresses", str(report.addresses), "that the slug alone would not find"))
    rows += [(kind, str(number), f"skipped: {reason}") for (kind, reason), number in sorted(report.skipped.items())]
    print_table(("What", "How many", "What became of it"), rows)
    for text, examples in sorted(report.notes.items()):
        more = report.noted[text] - len(examples)
        click.echo(in_one_line(f"note: {text}: {', '.join(examples)}{f' and {more} more' if more else ''}"))
