"""What commands print: tables on a terminal, lines with tabs for other programs, JSON where it was asked for."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from blog.comment_form import CONTROLS

# What strangers wrote must not steer the owner's terminal.
_CONTROLS = re.compile(f"[{CONTROLS}]")


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], heading: str = "", *, err: bool = False) -> None:
    """A table with a header on a terminal, under its heading; elsewhere a line for each row, its cells between tabs."""
    console = Console(stderr=err)
    if not console.is_terminal:
        for row in rows:
            click.echo("\t".join(in_one_line(cell) for cell in row), err=err)
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold", title=heading or None, title_justify="left")
    # What is copied into the next command.
    table.columns[0].no_wrap = True
    for row in rows:
        table.add_row(*(Text(in_one_line(cell)) for cell in row))
    console.print(table)


def print_fields(fields: Iterable[tuple[str, str]]) -> None:
    """One field a line, empty ones left out."""
    shown = [(name, value) for name, value in fields if value]
    width = max(len(name) for name, _ in shown)
    for name, value in shown:
        click.echo(f"{name:<{width}}  {harmless(value).replace('\n', '\n' + ' ' * (width + 2))}")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Takes how far something has come, and shows it in one line that goes again, where somebody looks."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("") as status:
        yield status.update


def in_one_line(text: str) -> str:
    return " ".join(harmless(text).split())


def harmless(text: str) -> str:
    """The text without the characters that a terminal would obey."""
    return _CONTROLS.sub("�", text)


def counted(count: int, noun: str) -> str:
    """`1 comment`, `2 comments`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def shortened(text: str, length: int) -> str:
    line = in_one_line(text)
    return line if len(line) <= length else f"{line[: length - 1]}…"
