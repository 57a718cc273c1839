"""The stack's tables: in moto, inside this process and open on loopback, or at any other DynamoDB endpoint."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from lamppost.errors import LamppostError
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import Stack, Table

# On loopback an answer is there at once or not at all.
QUICK = Config(connect_timeout=2, read_timeout=30, retries={"total_max_attempts": 2})


class NotAnEndpoint(LamppostError):
    def __init__(self, url: str) -> None:
        super().__init__(f"'{url}' is not the address of a DynamoDB endpoint: give one such as http://127.0.0.1:8001")


class AnotherTable(LamppostError):
    def __init__(self, name: str, endpoint: str, difference: str) -> None:
        super().__init__(f"the table {name} at {endpoint} is not the template's: it has other {difference}")


@dataclass(frozen=True, slots=True)
class Database:
    """`endpoint` is where other processes reach the same data; `client` is this process's own way."""

    endpoint: str
    client: Any
    session: boto3.Session


@contextmanager
def open_database(stack: Stack, url: str = "") -> Iterator[Database]:
    """A database that holds the stack's tables: a new one in moto, or the one at `url`, where what is there is kept.

    While it is open, boto3's default session leads to it. Raises `NotAnEndpoint`, `AnotherTable`.
    """
    with _at(url) if url else _in_moto() as database:
        for table in stack.tables.values():
            make_table(database, table)
        yield database


@contextmanager
def _at(url: str) -> Iterator[Database]:
    check_endpoint(url)
    with local_account(url) as session:
        yield Database(url, session.client("dynamodb", config=QUICK), session)


@contextmanager
def _in_moto() -> Iterator[Database]:
    # moto and Flask take a second to import, which only this needs.
    from moto import mock_aws

    from lamppost.local_cloud.moto_repairs import one_request_at_a_time, transactions_at_their_price

    with (
        mock_aws(),
        one_request_at_a_time(),
        transactions_at_their_price(),
        local_account() as session,
        _moto_server() as endpoint,
    ):
        yield Database(endpoint, session.client("dynamodb"), session)


@contextmanager
def _moto_server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    # It would write a line for each request of each command.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def check_endpoint(url: str) -> None:
    """Raises `NotAnEndpoint` for what cannot be one."""
    try:
        parts = urlsplit(url)
        complete = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise NotAnEndpoint(url)


def make_table(database: Database, table: Table) -> None:
    """Makes the table if it is missing. Raises `AnotherTable` when one of that name has other keys or indexes."""
    client = database.client
    try:
        found = client.describe_table(TableName=table.name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        client.create_table(TableName=table.name, **table.create_table)
        client.get_waiter("table_exists").wait(TableName=table.name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        _expire_items(client, table)
        return
    _compare(table, found, database.endpoint)


def _expire_items(client: Any, table: Table) -> None:
    if not table.ttl_attribute:
        return
    wanted = {"AttributeName": table.ttl_attribute, "Enabled": True}
    try:
        client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=wanted)
    except ClientError as error:
        # Expired items then stay, which the code must bear anyway: DynamoDB too deletes them days later.
        if error.response["Error"]["Code"] != "UnknownOperationException":
            raise


def _compare(table: Table, found: dict[str, Any], endpoint: str) -> None:
    if _sorted(found["KeySchema"]) != _sorted(table.create_table["KeySchema"]):
        raise AnotherTable(table.name, endpoint, "keys")
    wanted = {each["IndexName"]: _sorted(each["KeySchema"]) for each in table.create_table.get(_INDEXES, ())}
    if {each["IndexName"]: _sorted(each["KeySchema"]) for each in found.get(_INDEXES, ())} != wanted:
        raise AnotherTable(table.name, endpoint, "indexes")


_INDEXES = "GlobalSecondaryIndexes"


def _sorted(key_schema: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((each["KeyType"], each["AttributeName"]) for each in key_schema)
