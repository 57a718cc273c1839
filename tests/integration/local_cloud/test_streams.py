"""From the table's stream to the function that follows it: batches, tries, and what is given up."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest

from lamppost.local_cloud import cloud as cloud_module
from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.following import Following
from lamppost.local_cloud.streams import NoStream, Stream
from tests.support.waiting import until


@dataclass
class Followed:
    """The tiny stack's table and its follower, which keeps every event that it is called with in its bucket."""

    cloud: Cloud
    following: Following
    ended: Event
    log: list[str] = field(default_factory=list)

    def write(self, *names: str, **attributes: Any) -> None:
        for name in names:
            item = {"id": {"S": name}, "part": {"N": "1"}} | attributes
            self.cloud.database.client.put_item(TableName=self.cloud.table_name, Item=item)

    def events(self) -> list[dict[str, Any]]:
        return events(self.cloud)

    def calls(self) -> list[list[str]]:
        """The items that each call was about, without what their names have in common."""
        return [
            [record["dynamodb"]["Keys"]["id"]["S"].removeprefix("followed-") for record in event["Records"]]
            for event in self.events()
        ]


def events(cloud: Cloud) -> list[dict[str, Any]]:
    s3, bucket = cloud.services.s3, cloud.stack.search_bucket
    kept = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [json.load(s3.get_object(Bucket=bucket, Key=each["Key"])["Body"]) for each in kept]


@pytest.fixture
def empty_cloud(cloud: Cloud) -> Cloud:
    """With nothing in the table, nor in the bucket."""
    client, table, bucket = cloud.database.client, cloud.table_name, cloud.stack.search_bucket
    for item in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={name: item[name] for name in ("id", "part")})
    for each in cloud.services.s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        cloud.services.s3.delete_object(Bucket=bucket, Key=each["Key"])
    return cloud


@pytest.fixture
def followed(empty_cloud: Cloud) -> Followed:
    (source,) = empty_cloud.stack.sources
    database, ended, log = empty_cloud.database, Event(), []
    stream = Stream(database.client, database.streams, source.table_name)
    function = empty_cloud.function(source.function)
    following = Following(source, stream, function, ended, log.append, pause=lambda attempt: 0)
    return Followed(empty_cloud, following, ended, log)


def test_what_is_written_reaches_the_function_in_order_and_in_batches(followed: Followed):
    followed.write(*(f"followed-{number}" for number in range(6)))
    followed.following.catch_up()
    assert followed.calls() == [["0", "1", "2", "3"], ["4", "5"]]
    followed.following.catch_up()
    assert len(followed.calls()) == 2


def test_only_what_passes_the_filter_calls(followed: Followed):
    followed.write("other", "followed-a", "exact", "exactly")
    followed.following.catch_up()
    assert followed.calls() == [["a", "exact"]]
    followed.write("other")
    followed.following.catch_up()
    assert followed.calls() == [["a", "exact"]]


def test_a_record_looks_as_lambda_gives_it(followed: Followed):
    followed.write("followed-a", data={"B": b"\x00\xff"}, words={"L": [{"S": "é"}]})
    followed.write("followed-a")
    followed.cloud.database.client.delete_item(
        TableName=followed.cloud.table_name, Key={"id": {"S": "followed-a"}, "part": {"N": "1"}}
    )
    followed.following.catch_up()
    ((inserted, modified, removed),) = [event["Records"] for event in followed.events()]
    assert [each["eventName"] for each in (inserted, modified, removed)] == ["INSERT", "MODIFY", "REMOVE"]
    keys = {"id": {"S": "followed-a"}, "part": {"N": "1"}}
    change = inserted["dynamodb"]
    assert (change["Keys"], change["StreamViewType"]) == (keys, "NEW_AND_OLD_IMAGES")
    assert change["NewImage"] == keys | {"data": {"B": "AP8="}, "words": {"L": [{"S": "é"}]}}
    assert isinstance(change["ApproximateCreationDateTime"], float)
    assert inserted["eventSourceARN"].startswith("arn:aws:dynamodb:us-east-1:123456789012:table/TinyTable/stream/")
    assert (modified["dynamodb"]["OldImage"], modified["dynamodb"]["NewImage"]) == (change["NewImage"], keys)
    assert "NewImage" not in removed["dynamodb"]


def test_a_batch_that_fails_is_split_until_the_record_is_alone_which_is_tried_thrice_and_given_up(
    followed: Followed, capfd: pytest.CaptureFixture[str]
):
    followed.write("followed-a", "followed-b")
    followed.write("followed-c", wish={"S": "raise"})
    followed.write("followed-d")
    followed.following.catch_up()
    assert followed.calls() == [["a", "b", "c", "d"], ["a", "b"], ["c", "d"], ["c"], ["c"], ["c"], ["d"]]
    (line,) = followed.log
    assert line.startswith("Follower gave up a record from ")
    assert line.endswith(" on, after 3 tries: LookupError: as was wished for")
    capfd.readouterr()


def test_from_a_reported_record_on_a_batch_comes_again_until_it_is_given_up(followed: Followed):
    followed.write("followed-a", "followed-b")
    followed.write("followed-c", wish={"S": "report"})
    followed.write("followed-d")
    followed.following.catch_up()
    assert followed.calls() == [["a", "b", "c", "d"], *[["c", "d"]] * 3]
    (line,) = followed.log
    assert line.startswith("Follower gave up 2 records from ")
    assert line.endswith(" on, after 3 tries: the function reported it as failed")


def test_after_what_was_given_up_the_stream_goes_on(followed: Followed):
    followed.write("followed-a", wish={"S": "report"})
    followed.following.catch_up()
    followed.write("followed-b")
    followed.following.catch_up()
    assert followed.calls() == [*[["a"]] * 3, ["b"]]


def test_nothing_is_called_any_more_once_the_cloud_has_ended(followed: Followed):
    followed.write("followed-a")
    followed.ended.set()
    followed.following.catch_up()
    assert followed.calls() == []


def test_what_was_there_before_is_handed_on_as_if_it_were_written_now(empty_cloud: Cloud, followed: Followed):
    followed.write("followed-a", "other", "followed-b", data={"B": b"\xff"})
    followed.following.begin()
    (records,) = [event["Records"] for event in followed.events()]
    assert sorted(record["dynamodb"]["Keys"]["id"]["S"] for record in records) == ["followed-a", "followed-b"]
    assert {record["eventName"] for record in records} == {"INSERT"}
    assert {record["dynamodb"]["NewImage"]["data"]["B"] for record in records} == {"/w=="}
    assert len({record["dynamodb"]["SequenceNumber"] for record in records}) == 2


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloud_module, "_POLL_SECONDS", 0.01)


@pytest.fixture
def working_cloud(empty_cloud: Cloud, quick: None) -> Iterator[Cloud]:
    with empty_cloud.at_work():
        yield empty_cloud


def test_while_the_cloud_is_at_work_functions_follow_by_themselves(working_cloud: Cloud):
    item = {"id": {"S": "followed-a"}, "part": {"N": "1"}}
    working_cloud.database.client.put_item(TableName=working_cloud.table_name, Item=item)
    until(lambda: len(events(working_cloud)) == 1)


def test_after_a_long_sleep_the_stream_is_read_again(followed: Followed):
    events, expired = followed.cloud.database.streams.meta.events, followed.cloud.database.streams.exceptions
    error = {"Error": {"Code": "ExpiredIteratorException", "Message": "fifteen minutes have passed"}}

    def expire(**_: Any) -> None:
        raise expired.ExpiredIteratorException(error, "GetRecords")

    followed.write("followed-a")
    events.register("before-call.dynamodb-streams.GetRecords", expire)
    followed.following.catch_up()
    events.unregister("before-call.dynamodb-streams.GetRecords", expire)
    assert followed.calls() == []
    followed.following.catch_up()
    assert followed.calls()[-1][-1] == "a"


def test_a_table_without_a_stream_is_named(cloud: Cloud):
    client = cloud.database.client
    key = {"KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}]}
    attributes = {"AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}]}
    client.create_table(TableName="Still", BillingMode="PAY_PER_REQUEST", **key, **attributes)
    with pytest.raises(NoStream, match="the table Still has no stream"):
        Stream(client, cloud.database.streams, "Still")


def test_moto_keeps_no_iterator_that_was_used(followed: Followed):
    from moto.dynamodbstreams.models import dynamodbstreams_backends

    from lamppost.local_cloud.template import ACCOUNT, REGION

    kept = dynamodbstreams_backends[ACCOUNT][REGION].shard_iterators
    followed.following.catch_up()
    before = len(kept)
    followed.following.catch_up()
    assert len(kept) == before
