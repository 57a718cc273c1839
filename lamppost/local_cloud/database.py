"""The stack's tables: in moto, or at any other DynamoDB endpoint."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from lamppost.errors import LamppostError
from lamppost.local_cloud.stack import Stack, Table

# On loopback an answer is there at once or not at all.
QUICK = Config(connect_timeout=2, read_timeout=30, retries={"total_max_attempts": 2})
# moto knows a stream by the old addresses only, in which no account's number stands.
WITHOUT_ACCOUNT = QUICK.merge(Config(account_id_endpoint_mode="disabled"))


class NotAnEndpoint(LamppostError):
    def __init__(self, url: str) -> None:
        super().__init__(f"'{url}' is not the address of a DynamoDB endpoint: give one such as http://127.0.0.1:8001")


class AnotherTable(LamppostError):
    def __init__(self, name: str, endpoint: str, difference: str) -> None:
        super().__init__(f"the table {name} at {endpoint} is not the template's: it has other {difference}")


@dataclass(frozen=True, slots=True)
class Database:
    """`endpoint` is where other processes reach the same data; `client` and `streams` are this process's own way."""

    endpoint: str
    client: Any
    streams: Any
    session: boto3.Session


def open_database(stack: Stack, session: boto3.Session, endpoint: str) -> Database:
    """The database that `session` leads to, with the stack's tables; what is in them already is kept.

    Raises `AnotherTable`.
    """
    client = session.client("dynamodb", config=QUICK)
    database = Database(endpoint, client, session.client("dynamodbstreams", config=WITHOUT_ACCOUNT), session)
    for table in stack.tables.values():
        make_table(database, table)
    return database


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
    if other := difference(table, found):
        raise AnotherTable(table.name, database.endpoint, other)


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


def difference(table: Table, found: dict[str, Any]) -> str:
    """What a table, as DescribeTable gives it, has other than the template's: `keys`, `indexes` or ''."""
    if _sorted(found["KeySchema"]) != _sorted(table.create_table["KeySchema"]):
        return "keys"
    wanted = {each["IndexName"]: _sorted(each["KeySchema"]) for each in table.create_table.get(_INDEXES, ())}
    there = {each["IndexName"]: _sorted(each["KeySchema"]) for each in found.get(_INDEXES, ())}
    return "" if there == wanted else "indexes"


_INDEXES = "GlobalSecondaryIndexes"


def _sorted(key_schema: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((each["KeyType"], each["AttributeName"]) for each in key_schema)
