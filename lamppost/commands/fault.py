"""`lamppost fault`: what goes wrong with AWS in the blog that `lamppost serve` is running."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import click

from lamppost.errors import LamppostError
from lamppost.local_cloud.faults.endpoint import SWITCHES
from lamppost.local_cloud.running import find_running
from lamppost.target import Target


class NoFaults(LamppostError):
    def __init__(self) -> None:
        super().__init__(
            "nothing can go wrong with the blog that is running: start it with at least one fault, "
            "such as `lamppost serve --fault none`"
        )


class BadFaults(LamppostError):
    """What the running blog says of them."""


@click.command()
@click.argument("faults", metavar="[FAULT]...", nargs=-1)
@click.pass_obj
def fault(target: Target, faults: tuple[str, ...]) -> None:
    """Have AWS go wrong in the blog that is running: these FAULTs and no others. Without one, tell which are on.

    \b
    throttle[=SHARE][:WHERE]     DynamoDB takes no more requests
    conflict[=SHARE][:WHERE]     somebody else is always writing the same items
    slow=TIME[,SHARE][:WHERE]    DynamoDB answers late, such as slow=2s:Query
    cut[=SHARE][:WHERE]          connections break: before, after and in the middle of an answer
    expired[=SHARE][:WHERE]      DynamoDB does not accept the clock of whoever asks
    s3[=SHARE][:WHERE]           S3 refuses; so do cloudfront, scheduler, sqs and any other
    kill=FUNCTION[,SHARE]        the function is killed at one of its requests
    timeout=FUNCTION[,SHARE]     it does not answer before its time is over
    skew=TIME                    the functions' clocks are wrong, such as skew=-20m
    poison[=SHARE]               a record in the table's stream that nobody can read
    none                         all is well

    SHARE is how many requests meet it, from 0 to 1. WHERE is a function such as ServePages, or an operation such as
    Query or TransactWriteItems (GET or PUT where a service has no names for them).
    """
    if not target.is_local:
        raise click.UsageError("Only a local blog can be told to go wrong: say --local before the command.")
    on = _switched(find_running().faults, faults)
    click.echo(", ".join(on) or "none")


def _switched(endpoint: str, faults: tuple[str, ...]) -> list[str]:
    """The faults that are on now. Raises `NoFaults`, `BadFaults`."""
    if not endpoint:
        raise NoFaults
    connection = HTTPConnection(urlsplit(endpoint).netloc, timeout=10)
    try:
        connection.request("PUT" if faults else "GET", SWITCHES, json.dumps(faults) if faults else None)
        answer = connection.getresponse()
        said = json.loads(answer.read())
    finally:
        connection.close()
    if answer.status != 200:
        raise BadFaults(said)
    return said
