"""Before something is done to many comments, or for good: a question, or `--yes`."""

import click

from lamppost.errors import LamppostError


class NotAgreed(LamppostError):
    def __init__(self) -> None:
        super().__init__("nothing was done: answer yes, or add --yes")


def ask(question: str, *, yes: bool) -> None:
    """Goes on when the owner has agreed. Raises `NotAgreed`."""
    if yes:
        return
    try:
        agreed = click.confirm(question, err=True)
    except click.Abort as error:  # nobody is there to answer
        click.echo(err=True)
        raise NotAgreed from error
    if not agreed:
        raise NotAgreed
