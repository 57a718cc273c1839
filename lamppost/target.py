"""What a command works on: table and bucket of the running local blog, of a deployed stack, or at any endpoint."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
import click
from botocore.config import Config
from botocore.exceptions import ClientError

from lamppost.calling import call_deployed, call_here
from lamppost.errors import LamppostError
from lamppost.local_cloud.database import QUICK, WITHOUT_ACCOUNT, check_endpoint
from lamppost.local_cloud.lambda_functions import Outcome
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.running import NotRunning, Running, find_running
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


class NoBucket(LamppostError):
    def __init__(self, place: str) -> None:
        super().__init__(f"{place} has no bucket: start `lamppost serve` on it, and use --local")


class NoQueue(LamppostError):
    def __init__(self, place: str) -> None:
        super().__init__(f"{place} keeps nothing that was given up: there is no queue beside it")


@dataclass(frozen=True, slots=True)
class _Held:
    """A table or a bucket, and the client that leads to it."""

    client: Any
    name: str


class Target:
    """What stands before the command. Table and bucket are looked for when they are first used.

    Raises, then: `NoTableChosen`, `NotRunning`, `NotAnEndpoint`, `StackWithoutTable`; for the bucket `NoBucket` too.
    """

    def __init__(self, *, local: bool = False, stack: str = "", database: str = "") -> None:
        if local + bool(stack) + bool(database) > 1:
            raise click.UsageError("--local, --stack and --database exclude each other: choose one.")
        self._local, self._stack, self.database = local, stack, database

    @property
    def is_local(self) -> bool:
        return self._local

    @property
    def client(self) -> Any:
        return self._table.client

    @property
    def table_name(self) -> str:
        return self._table.name

    @cached_property
    def streams_client(self) -> Any:
        """Of DynamoDB Streams, for the table's own."""
        if self._stack:
            return boto3.client("dynamodbstreams")
        return _client_at("dynamodbstreams", self.client.meta.endpoint_url, WITHOUT_ACCOUNT)

    @property
    def is_deployed(self) -> bool:
        return bool(self._stack)

    @property
    def stack(self) -> str:
        """The name of the deployed stack, or ''."""
        return self._stack

    def service(self, name: str) -> Any:
        """A boto3 client of another AWS service, where the blog's own things are."""
        if self._stack:
            return boto3.client(name)
        return _client_at(name, self._running().s3_endpoint)

    @property
    def running_queue(self) -> str:
        """The URL of the local blog's queue of what was given up, or ''."""
        try:
            return self._running().undelivered
        except (NotRunning, NoBucket):
            return ""

    @property
    def s3_client(self) -> Any:
        return self._bucket.client

    @property
    def search_bucket(self) -> str:
        return self._bucket.name

    @cached_property
    def undelivered(self) -> tuple[Any, str]:
        """An SQS client, and the URL of the queue of what was given up. Raises `NoQueue`."""
        if self._stack:
            return boto3.client("sqs"), _output(self._stack, "UndeliveredUrl")
        running = self._running()
        if not running.undelivered:
            raise NoQueue("the local blog")
        return _client_at("sqs", running.s3_endpoint), running.undelivered

    def call(self, function: str, event: dict[str, Any]) -> Outcome:
        """Calls a function of the blog, by its ARN, and waits for what it says; locally in this process."""
        if self._stack:
            return call_deployed(function, event)
        running = self._running()
        return call_here(function.rpartition(":")[2], event, running.endpoint, running.s3_endpoint)

    @property
    def media_client(self) -> Any:
        return self._media.client

    @property
    def media_bucket(self) -> str:
        """Where pictures and other files of articles are."""
        return self._media.name

    @property
    def address(self) -> str:
        """Where readers find the blog, as far as that is known: `https://…` without a slash at its end, or ''."""
        if self._stack:
            return _output(self._stack, "BlogUrl").rstrip("/")
        return find_running().address.rstrip("/") if self._local else ""

    @cached_property
    def _table(self) -> _Held:
        if self._local:
            running = find_running()
            return _Held(_client_at("dynamodb", running.endpoint), running.table_name)
        if self._stack:
            return _Held(boto3.client("dynamodb"), _output(self._stack, "TableName"))
        if self.database:
            check_endpoint(self.database)
            return _Held(_client_at("dynamodb", self.database), read_stack().table_name)
        raise NoTableChosen

    @cached_property
    def _bucket(self) -> _Held:
        if self._stack:
            return _Held(boto3.client("s3"), _output(self._stack, "SearchBucketName"))
        running = self._running()
        return _Held(_client_at("s3", running.s3_endpoint), running.search_bucket)

    @cached_property
    def _media(self) -> _Held:
        if self._stack:
            return _Held(boto3.client("s3"), _output(self._stack, "MediaBucketName"))
        running = self._running()
        return _Held(_client_at("s3", running.s3_endpoint), running.media_bucket)

    def _running(self) -> Running:
        """The local blog.

        Raises `NoTableChosen`, `NotRunning`, and `NoBucket` when it is not the one that keeps this database.
        """
        if self._local:
            return find_running()
        if not self.database:
            raise NoTableChosen
        check_endpoint(self.database)
        try:
            running = find_running()
        except NotRunning as error:
            raise NoBucket(self.database) from error
        if running.endpoint.rstrip("/") != self.database.rstrip("/"):
            raise NoBucket(self.database)
        return running


def _client_at(service: str, endpoint: str, config: Config = QUICK) -> Any:
    # A client keeps the credentials that it was made with.
    with local_account() as session:
        return session.client(service, endpoint_url=endpoint, config=config)


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
