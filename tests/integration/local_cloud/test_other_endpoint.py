"""The local cloud on Amazon's own DynamoDB Local: data that outlives it, and a stream that is not moto's."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from lamppost.cli import main
from lamppost.local_cloud.cloud import Cloud, Plan, local_cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE, recorded
from tests.support.dynamodb_local import running
from tests.support.tiny_stack import TEMPLATE
from tests.support.waiting import until

pytestmark = pytest.mark.dynamodb_local


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with running() as endpoint:
        yield endpoint


def test_tables_are_made_as_the_template_says(endpoint: str):
    with local_cloud(Plan(database_url=endpoint)) as cloud:
        client = cloud.database.client
        made = client.describe_table(TableName=cloud.table_name)["Table"]
        ttl = client.describe_time_to_live(TableName=cloud.table_name)["TimeToLiveDescription"]
        wanted = cloud.stack.tables[cloud.table_name]
    assert made["KeySchema"] == wanted.create_table["KeySchema"]
    assert made["StreamSpecification"] == wanted.create_table["StreamSpecification"]
    assert [index["IndexName"] for index in made["GlobalSecondaryIndexes"]] == ["lists"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": wanted.ttl_attribute}


def test_data_is_kept_between_starts_and_functions_find_it(endpoint: str):
    plan = Plan(template=TEMPLATE, database_url=endpoint)
    item = {"id": {"S": "kept"}, "part": {"N": "1"}}
    with local_cloud(plan) as cloud:
        cloud.database.client.put_item(TableName=cloud.table_name, Item=item)
    with local_cloud(plan) as cloud:
        answer = Client(cloud.gateway()).get("/reads/2")
        found = cloud.database.client.scan(TableName=cloud.table_name)["Items"]
    assert (answer.status_code, answer.get_json(), found) == (200, {"read": 2}, [item])


def test_functions_follow_what_is_written_there_and_what_was_there_before(endpoint: str):
    plan = Plan(template=TEMPLATE, database_url=endpoint)
    with local_cloud(plan) as cloud:
        for name in ("followed-before", "other"):
            put(cloud, name, data={"B": b"\x00\xff"})
        with cloud.at_work():
            assert followed(cloud) == [("INSERT", "followed-before", "AP8=")]
            put(cloud, "followed-now", data={"B": b"\x01"})
            until(lambda: len(followed(cloud)) == 2)
        assert followed(cloud)[1] == ("INSERT", "followed-now", "AQ==")


def put(cloud: Cloud, name: str, **attributes: Any) -> None:
    item = {"id": {"S": name}, "part": {"N": "1"}} | attributes
    cloud.database.client.put_item(TableName=cloud.table_name, Item=item)


def followed(cloud: Cloud) -> list[tuple[str, str, str]]:
    """What the follower has kept of the records that it was called with."""
    s3, bucket = cloud.services.s3, cloud.stack.search_bucket
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    events = [json.load(s3.get_object(Bucket=bucket, Key=key)["Body"]) for key in keys]
    records = [record for event in events for record in event["Records"]]
    changes = [(record["eventName"], record["dynamodb"]["NewImage"]) for record in records]
    return [(name, image["id"]["S"], image["data"]["B"]) for name, image in changes]


@pytest.mark.parametrize("way", ["--local", "--database"])
def test_commands_find_it(endpoint: str, way: str, tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with local_cloud(Plan(database_url=endpoint)) as cloud, recorded(endpoint, cloud.table_name):
        chosen = [way] if way == "--local" else [way, endpoint]
        listed = CliRunner().invoke(main, [*chosen, "comments", "list", "--json"])
    assert (listed.exit_code, listed.stdout) == (0, "[]\n")
