"""`lamppost`, called in this process."""

from collections.abc import Callable

from click.testing import CliRunner, Result

from lamppost.cli import main

type Run = Callable[..., Result]


def lamppost(*arguments: str, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(main, arguments, input=typed)
