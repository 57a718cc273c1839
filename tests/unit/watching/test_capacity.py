"""What requests consume, counted at a client whose answers are given."""

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from lamppost.local_cloud.local_account import local_account
from watching.capacity import CapacityMeter

KEY = {"pk": {"S": "a"}}


@pytest.fixture
def client():
    with local_account():
        yield boto3.client("dynamodb")


@pytest.fixture
def meter(client) -> CapacityMeter:
    meter = CapacityMeter()
    meter.watch(client)
    return meter


def capacity(units: float) -> dict:
    return {"TableName": "t", "CapacityUnits": units}


def test_reads_and_writes_are_asked_for_what_they_consume_and_counted_apart(client, meter):
    with Stubber(client) as stub:
        asked = {"TableName": "t", "ReturnConsumedCapacity": "TOTAL"}
        stub.add_response("get_item", {"ConsumedCapacity": capacity(0.5)}, asked | {"Key": KEY})
        stub.add_response("put_item", {"ConsumedCapacity": capacity(2)}, asked | {"Item": KEY})
        client.get_item(TableName="t", Key=KEY)
        client.put_item(TableName="t", Item=KEY)
    assert meter.taken() == (0.5, 2, 2)
    assert meter.taken() == (0, 0, 0)


def test_a_request_on_several_tables_or_items_consumes_the_sum(client, meter):
    with Stubber(client) as stub:
        stub.add_response("transact_write_items", {"ConsumedCapacity": [capacity(4), capacity(6)]})
        client.transact_write_items(TransactItems=[{"Delete": {"TableName": "t", "Key": KEY}}])
    assert meter.taken() == (0, 10, 1)


def test_what_consumes_nothing_is_not_asked_and_counts_as_a_round_trip(client, meter):
    with Stubber(client) as stub:
        stub.add_response("list_tables", {"TableNames": []}, {})
        client.list_tables()
    assert meter.taken() == (0, 0, 1)


def test_every_try_of_a_request_is_a_round_trip(client, meter):
    with Stubber(client) as stub:
        stub.add_response("get_item", {"ConsumedCapacity": capacity(1), "ResponseMetadata": {"RetryAttempts": 2}})
        client.get_item(TableName="t", Key=KEY)
    assert meter.taken() == (1, 0, 3)


def test_a_request_that_nobody_answered_is_one_too(client, meter):
    def cut(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="https://example.org")

    client.meta.events.register("before-send.dynamodb.GetItem", cut)
    with pytest.raises(ConnectTimeoutError):
        client.get_item(TableName="t", Key=KEY)
    assert meter.taken()[2] == 1
