"""The tables in moto and at other endpoints: the template's own, open to others, and safe for threads."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import Mock

import boto3
import botocore.session
import pytest
from botocore.config import Config
from moto.dynamodb.models import dynamodb_backends

from lamppost.local_cloud.cloud import Cloud, Plan, local_cloud
from lamppost.local_cloud.database import AnotherTable, NotAnEndpoint
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack
from lamppost.local_cloud.template import ACCOUNT, REGION
from lamppost.target import Target
from tests.support.tiny_stack import TEMPLATE


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads change places at every chance, as they do on a busy machine."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def through_the_endpoint(cloud: Cloud) -> Any:
    config = Config(max_pool_connections=32)
    return cloud.database.session.client("dynamodb", endpoint_url=cloud.database.endpoint, config=config)


def item(name: str, part: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": {"S": name}, "part": {"N": str(part)}, **more}


@pytest.mark.parametrize("template", [TEMPLATE, None], ids=["tiny", "blog"])
def test_the_table_is_the_templates(template):
    plan = Plan(template=template) if template else Plan()
    with local_cloud(plan) as cloud:
        wanted = cloud.stack.tables[cloud.table_name]
        client = cloud.database.client
        made = client.describe_table(TableName=cloud.table_name)["Table"]
        ttl = client.describe_time_to_live(TableName=cloud.table_name)["TimeToLiveDescription"]
    arguments = wanted.create_table
    assert made["KeySchema"] == arguments["KeySchema"]
    assert made["AttributeDefinitions"] == arguments["AttributeDefinitions"]
    assert made["StreamSpecification"] == arguments["StreamSpecification"]
    assert made["BillingModeSummary"]["BillingMode"] == arguments["BillingMode"]
    shown = ("IndexName", "KeySchema", "Projection")
    indexes = [{name: index[name] for name in shown} for index in made["GlobalSecondaryIndexes"]]
    assert indexes == arguments["GlobalSecondaryIndexes"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": wanted.ttl_attribute}


def test_the_same_data_is_at_the_endpoint_and_in_this_process(cloud: Cloud):
    cloud.database.client.put_item(TableName=cloud.table_name, Item=item("here"))
    through_the_endpoint(cloud).put_item(TableName=cloud.table_name, Item=item("there"))
    found = cloud.database.client.scan(TableName=cloud.table_name)["Items"]
    assert {each["id"]["S"] for each in found} >= {"here", "there"}


def test_of_many_conditional_puts_of_a_key_one_succeeds(cloud: Cloud, hasty_threads: None):
    clients = [cloud.database.client, through_the_endpoint(cloud)]
    condition = {"TableName": cloud.table_name, "ConditionExpression": "attribute_not_exists(id)"}

    def put(number: int) -> int:
        client = clients[number % 2]
        try:
            client.put_item(Item=item(f"contested-{number // 16}"), **condition)
        except client.exceptions.ConditionalCheckFailedException:
            return 0
        return 1

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(put, range(25 * 16))) == 25


def test_a_counter_loses_no_change_to_threads(cloud: Cloud, hasty_threads: None):
    clients = [cloud.database.client, through_the_endpoint(cloud)]

    def add(number: int) -> None:
        clients[number % 2].update_item(
            TableName=cloud.table_name,
            Key=item("counter"),
            UpdateExpression="ADD hits :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(add, range(200)))
    stored = cloud.database.client.get_item(TableName=cloud.table_name, Key=item("counter"))["Item"]
    assert stored["hits"] == {"N": "200"}


def transact(client: Any, table: str, *, condition: str) -> None:
    on_table = {"TableName": table}
    client.transact_write_items(
        TransactItems=[
            {"Put": on_table | {"Item": item("t", 1, colour={"S": "new"})}},
            {"Put": on_table | {"Item": item("t", 2)}},
            {"Delete": on_table | {"Key": item("t", 3)}},
            {
                "Update": on_table
                | {
                    "Key": item("t", 4),
                    "UpdateExpression": "SET colour = :new",
                    "ExpressionAttributeValues": {":new": {"S": "new"}},
                }
            },
            {"ConditionCheck": on_table | {"Key": item("t", 5), "ConditionExpression": condition}},
        ]
    )


def snapshot(client: Any, table: str) -> dict[str, dict]:
    found = client.query(
        TableName=table, KeyConditionExpression="id = :t", ExpressionAttributeValues={":t": {"S": "t"}}
    )["Items"]
    return {each["part"]["N"]: each for each in found}


def test_a_failed_transaction_leaves_everything_as_it_was(cloud: Cloud):
    client, table = cloud.database.client, cloud.table_name
    for part in (1, 3, 4):
        client.put_item(TableName=table, Item=item("t", part, colour={"S": "old"}))
    before, stream = snapshot(client, table), stream_length(cloud)
    with pytest.raises(client.exceptions.TransactionCanceledException):
        transact(client, table, condition="attribute_exists(id)")
    assert (snapshot(client, table), stream_length(cloud)) == (before, stream)
    transact(client, table, condition="attribute_not_exists(id)")
    after = {part: each.get("colour", {}).get("S") for part, each in snapshot(client, table).items()}
    assert after == {"1": "new", "2": None, "4": "new"}
    assert stream_length(cloud) == stream + 4


def test_an_update_that_makes_an_item_is_one_record_of_it(cloud: Cloud):
    client, before = cloud.database.client, stream_length(cloud)
    update = {
        "TableName": cloud.table_name,
        "Key": item("made"),
        "UpdateExpression": "SET colour = :new",
        "ExpressionAttributeValues": {":new": {"S": "new"}},
    }
    client.update_item(**update)
    client.transact_write_items(TransactItems=[{"Update": update | {"Key": item("made", 2)}}])
    records = [each.record["dynamodb"] for each in stream(cloud)[before:]]
    assert [record["NewImage"] for record in records] == [item("made", part, colour={"S": "new"}) for part in (1, 2)]
    numbers = [int(record["SequenceNumber"]) for record in records]
    assert numbers[1] == numbers[0] + 1


def stream_length(cloud: Cloud) -> int:
    return len(stream(cloud))


def stream(cloud: Cloud) -> list[Any]:
    return dynamodb_backends[ACCOUNT][REGION].tables[cloud.table_name].stream_shard.items


@pytest.fixture
def elsewhere(cloud: Cloud) -> str:
    """Another DynamoDB endpoint: that of a database which knows nothing of the next one's stack."""
    return cloud.database.endpoint


def test_tables_are_made_at_another_endpoint_once_and_kept_there(elsewhere: str):
    plan = Plan(database_url=elsewhere)
    with local_cloud(plan) as first:
        assert first.database.endpoint == elsewhere == os.environ["AWS_ENDPOINT_URL_DYNAMODB"]
        key = {"pk": {"S": "kept"}, "sk": {"S": "kept"}}
        first.database.client.put_item(TableName=first.table_name, Item=key)
    with local_cloud(plan) as second:
        kept = boto3.client("dynamodb").get_item(TableName=second.table_name, Key=key)
    assert kept["Item"] == key
    target = Target(database=elsewhere)
    assert target.client.get_item(TableName=target.table_name, Key=key)["Item"] == key


def test_a_table_of_that_name_with_other_keys_is_refused(cloud: Cloud, elsewhere: str):
    wanted = {"AttributeName": "part", "KeyType": "HASH"}
    keys = {"KeySchema": [wanted], "AttributeDefinitions": [{"AttributeName": "part", "AttributeType": "N"}]}
    table = read_stack().table_name
    client = cloud.database.client
    if table in client.list_tables()["TableNames"]:
        client.update_table(TableName=table, DeletionProtectionEnabled=False)
        client.delete_table(TableName=table)
    client.create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **keys)
    with (
        pytest.raises(AnotherTable, match="is not the template's: it has other keys"),
        local_cloud(Plan(database_url=elsewhere)),
    ):
        raise AssertionError("it was opened")


@pytest.mark.parametrize("url", ["localhost:8001", "ftp://127.0.0.1", "http://", "http://127.0.0.1:x", "8001"])
def test_what_is_no_endpoint_is_refused(url: str):
    with (
        pytest.raises(NotAnEndpoint, match="is not the address of a DynamoDB endpoint"),
        local_cloud(Plan(template=TEMPLATE, database_url=url)),
    ):
        raise AssertionError("it was opened")


def test_no_account_of_the_user_is_used_and_it_is_there_again_afterwards(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_PROFILE", "precious")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "precious")
    before = boto3.DEFAULT_SESSION, dict(os.environ)
    with local_cloud(Plan(template=TEMPLATE)):
        assert boto3.DEFAULT_SESSION.get_credentials().access_key == "lamppost"
        assert "AWS_PROFILE" not in os.environ
        assert "TinyTable" in boto3.client("dynamodb").list_tables()["TableNames"]
    assert (boto3.DEFAULT_SESSION, dict(os.environ)) == before


def test_a_handler_that_starts_without_boto3_is_watched_like_any_other():
    seen, before = [], (botocore.session.Session, botocore.session.get_session)
    with local_account() as session:
        session.events.register("provide-client-params.dynamodb", lambda model, **_: seen.append(model.name))
        session.events.register("before-call.dynamodb", lambda **_: (Mock(status_code=200), {}))
        botocore.session.Session().create_client("dynamodb").list_tables()
        assert boto3.Session().events is not session.events
    assert seen == ["ListTables"]
    assert (botocore.session.Session, botocore.session.get_session) == before
