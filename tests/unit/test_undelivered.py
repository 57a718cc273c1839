"""The messages of the queue, as AWS's documentation shows them, and as the local cloud leaves them."""

import json
from typing import Any

import pytest

from lamppost.local_cloud.given_up import left_of_a_stream, left_of_an_event
from lamppost.undelivered import Called, Changes, GivenUp, read

FUNCTION = "arn:aws:lambda:us-east-2:123456789012:function:myfunction"
STREAM = "arn:aws:dynamodb:us-east-2:123456789012:table/mytable/stream/2019-11-14T00:04:06.388"
# https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
OF_A_STREAM = {
    "requestContext": {
        "requestId": "316aa6d0-8154-xmpl-9af7-85d5f4a6bc81",
        "functionArn": FUNCTION,
        "condition": "RetryAttemptsExhausted",
        "approximateInvokeCount": 1,
    },
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    "version": "1.0",
    "timestamp": "2019-11-14T00:13:49.717Z",
    "DDBStreamBatchInfo": {
        "shardId": "shardId-00000001573689847184-864758bb",
        "startSequenceNumber": "800000000003126276362",
        "endSequenceNumber": "800000000003126276363",
        "approximateArrivalOfFirstRecord": "2019-11-14T00:13:19Z",
        "approximateArrivalOfLastRecord": "2019-11-14T00:13:19Z",
        "batchSize": 2,
        "streamArn": STREAM,
    },
}
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
OF_AN_EVENT = {
    "version": "1.0",
    "timestamp": "2019-11-14T18:16:05.568Z",
    "requestContext": {
        "requestId": "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
        "functionArn": f"{FUNCTION}:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 3,
    },
    "requestPayload": {"slug": "hello"},
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    "responsePayload": {"errorMessage": "RequestId: e4b46cbf Process exited before completing request"},
}
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
OF_A_SCHEDULE = {
    "ERROR_CODE": "ResourceNotFoundException",
    "ERROR_MESSAGE": "Function not found",
    "EXECUTION_TIME": "2026-11-22T12:00:00Z",
    "RETRY_ATTEMPTS": "0",
    "TARGET_ARN": FUNCTION,
}


def message(said: Any, **attributes: str) -> dict[str, Any]:
    about = {name: {"DataType": "String", "StringValue": text} for name, text in attributes.items()}
    body = said if isinstance(said, str) else json.dumps(said)
    return {"Body": body, "ReceiptHandle": "handle"} | ({"MessageAttributes": about} if about else {})


def test_records_of_a_stream_are_known_by_where_they_are():
    shard, first, last = "shardId-00000001573689847184-864758bb", "800000000003126276362", "800000000003126276363"
    what = Changes(FUNCTION, STREAM, shard, first, last, 2)
    assert read(message(OF_A_STREAM)) == GivenUp("handle", what, "2019-11-14T00:13:49.717Z", 1, "Unhandled")


def test_an_event_is_in_its_message():
    what = Called(f"{FUNCTION}:$LATEST", {"slug": "hello"})
    why = "RequestId: e4b46cbf Process exited before completing request"
    assert read(message(OF_AN_EVENT)) == GivenUp("handle", what, "2019-11-14T18:16:05.568Z", 3, why)


def test_a_schedule_says_in_attributes_why_it_could_not_call():
    why = "ResourceNotFoundException: Function not found"
    what = Called(FUNCTION, {"slug": "hello"})
    assert read(message({"slug": "hello"}, **OF_A_SCHEDULE)) == GivenUp("handle", what, "2026-11-22T12:00:00Z", 1, why)


def test_a_record_that_grew_too_old_says_so():
    about = OF_A_STREAM["requestContext"] | {"condition": "RecordAgeExceeded"}
    said = {name: each for name, each in OF_A_STREAM.items() if name != "responseContext"}
    found = read(message(said | {"requestContext": about}))
    assert found.why == "RecordAgeExceeded"


@pytest.mark.parametrize("body", ["hello?", "[]", "null", "{}", json.dumps({"requestContext": {}}), '"text"'])
def test_what_nobody_can_read_is_kept_as_it_is(body):
    assert read(message(body)) == GivenUp("handle", None, "", 0, body)


def test_the_local_cloud_leaves_what_lambda_leaves():
    records = [
        {"dynamodb": {"SequenceNumber": number}, "eventSourceARN": STREAM}
        for number in ("100000000001", "100000000002")
    ]
    left = left_of_a_stream("FollowChanges", "shardId-0", records, 9, "timed out after 120 s")
    arrivals = {"approximateArrivalOfFirstRecord", "approximateArrivalOfLastRecord"}
    assert left.keys() == OF_A_STREAM.keys()
    assert left["DDBStreamBatchInfo"].keys() == OF_A_STREAM["DDBStreamBatchInfo"].keys() - arrivals
    found = read(message(left))
    assert found.what == Changes(
        "arn:aws:lambda:us-east-1:123456789012:function:FollowChanges",
        STREAM,
        "shardId-0",
        "100000000001",
        "100000000002",
        2,
    )
    assert (found.tries, found.why) == (9, "timed out after 120 s")
    event = left_of_an_event("KeepTime", {"slug": "hello"}, 3, "KeyError: 'x'")
    assert event.keys() == OF_AN_EVENT.keys()
    assert read(message(event)).why == "KeyError: 'x'"
