"""The local cloud on Amazon's own DynamoDB Local: no moto in this process, and data that outlives it."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from lamppost.cli import main
from lamppost.local_cloud.cloud import Plan, local_cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE, recorded
from tests.support.dynamodb_local import running
from tests.support.tiny_stack import TEMPLATE

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


@pytest.mark.parametrize("way", ["--local", "--database"])
def test_commands_find_it(endpoint: str, way: str, tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with local_cloud(Plan(database_url=endpoint)) as cloud, recorded(endpoint, cloud.table_name):
        chosen = [way] if way == "--local" else [way, endpoint]
        listed = CliRunner().invoke(main, [*chosen, "comments", "list", "--json"])
    assert (listed.exit_code, listed.stdout) == (0, "[]\n")
