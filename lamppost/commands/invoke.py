"""`lamppost invoke`: one function, once."""

import json
from pathlib import Path
from typing import Any

import click

from lamppost.commands.serve import fill
from lamppost.errors import LamppostError
from lamppost.local_cloud.cloud import QUIET, Plan, local_cloud
from lamppost.local_cloud.lambda_functions import Answered, Failed, Outcome, TimedOut
from lamppost.output import print_json
from lamppost.target import Target


class NotAnEvent(LamppostError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class FunctionFailed(LamppostError):
    def __init__(self, function: str, problem: str) -> None:
        super().__init__(f"{function} {problem}")


@click.command()
@click.argument("function")
@click.argument("event", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--database", metavar="URL", default="", help="Use what is at another DynamoDB endpoint, not the demo.")
@click.pass_obj
def invoke(target: Target, function: str, event: Path, database: str) -> None:
    """Call FUNCTION of infra/template.yaml once with the event in a file, and print its answer as JSON.

    Unless a database is given, it works on a table of its own, which holds the demo.
    """
    asked = read_event(event)
    plan = Plan(parameters=QUIET, database_url=database or target.database)
    with local_cloud(plan) as cloud:
        called = cloud.function(function)
        if not plan.database_url:
            fill(cloud)
            cloud.catch_up()
        print_json(_answer(function, called.invoke(asked)))


def read_event(path: Path) -> dict[str, Any]:
    """Raises `NotAnEvent`."""
    try:
        event = json.loads(path.read_bytes())
    except ValueError as error:
        raise NotAnEvent(path, f"is no JSON: {error}") from error
    if not isinstance(event, dict):
        raise NotAnEvent(path, "is no event: it is not an object")
    return event


def _answer(function: str, outcome: Outcome) -> Any:
    match outcome:
        case Answered(payload):
            return payload
        case Failed(error):
            raise FunctionFailed(function, f"failed: {error}")
        case TimedOut(seconds):
            raise FunctionFailed(function, f"timed out after {seconds:g} s")
