"""The table that a command works on: of the running local blog, of a deployed stack, or at any endpoint."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
import click
from botocore.exceptions import ClientError

from lamppost.errors import LamppostError
from lamppost.local_cloud.database import QUICK, check_endpoint
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.running import find_running
from lamppost.local_cloud.stack import read_stack


class NoTableChosen(click.UsageError):
    def __init__(self) -> None:
        super().__init__(
            "Say which blog, before the command: --local (the one that `lamppost serve` is running), "
            "--stack NAME (one that is deployed) or --database URL (one at any DynamoDB endpoint)."
        )


class StackWithoutTable(LamppostError):
    def __init__(self, stack: str, problem: str) -> None:
        super().__init__(f"stack {stack}: {problem}")


@dataclass(frozen=True, slots=True)
class _Table:
    client: Any
    name: str


class Target:
    """What stands before the command. The table is looked for when it is first used.

    Raises, then: `NoTableChosen`, `NotRunning`, `NotAnEndpoint`, `StackWithoutTable`.
    """

    def __init__(self, *, local: bool = False, stack: str = "", database: str = "") -> None:
        if local + bool(stack) + bool(database) > 1:
            raise click.UsageError("--local, --stack and --database exclude each other: choose one.")
        self._local, self._stack, self.database = local, stack, database

    @property
    def client(self) -> Any:
        return self._table.client

    @property
    def table_name(self) -> str:
        return self._table.name

    @cached_property
    def _table(self) -> _Table:
        if self._local:
            running = find_running()
            return _Table(_client_at(running.endpoint), running.table_name)
        if self._stack:
            return _Table(boto3.client("dynamodb"), _output(self._stack, "TableName"))
        if self.database:
            check_endpoint(self.database)
            return _Table(_client_at(self.database), read_stack().table_name)
        raise NoTableChosen


def _client_at(endpoint: str) -> Any:
    # A client keeps the credentials that it was made with.
    with local_account(endpoint) as session:
        return session.client("dynamodb", config=QUICK)


def _output(stack: str, name: str) -> str:
    """An output of a deployed stack. Raises `StackWithoutTable`."""
    try:
        found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        raise StackWithoutTable(stack, error.response["Error"]["Message"]) from error
    outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())}
    if name not in outputs:
        raise StackWithoutTable(stack, f"it has no output {name}; its state is {found['StackStatus']}")
    return outputs[name]
