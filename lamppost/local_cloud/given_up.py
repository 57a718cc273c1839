"""What Lambda leaves in a queue when it gives up, word for word as it does.

Of a stream's records: where in the stream they are, and nothing of what they say
(https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html). Of an event that nobody waits for: the event
(https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from lamppost.local_cloud.template import ACCOUNT, REGION

type Leave = Callable[[str, Mapping[str, Any]], None]


def left_to_nobody(queue: str, message: Mapping[str, Any]) -> None:
    """Where there is no queue, there is the log."""


def left_of_a_stream(
    function: str, shard: str, records: Sequence[Mapping[str, Any]], tries: int, problem: str
) -> dict[str, Any]:
    """`shard` is '' for records that no stream has."""
    first, last = records[0]["dynamodb"], records[-1]["dynamodb"]
    return _said(function, tries, "RetryAttemptsExhausted") | {
        "responseContext": _response(problem),
        "DDBStreamBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": first["SequenceNumber"],
            "endSequenceNumber": last["SequenceNumber"],
            "batchSize": len(records),
            "streamArn": records[0]["eventSourceARN"],
        },
    }


def left_of_an_event(function: str, event: Mapping[str, Any], tries: int, problem: str) -> dict[str, Any]:
    return _said(function, tries, "RetriesExhausted") | {
        "requestPayload": event,
        "responseContext": _response(problem),
        "responsePayload": {"errorMessage": problem},
    }


def _said(function: str, tries: int, condition: str) -> dict[str, Any]:
    return {
        "version": "1.0",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": str(uuid4()),
            "functionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}",
            "condition": condition,
            "approximateInvokeCount": tries,
        },
    }


def _response(problem: str) -> dict[str, Any]:
    return {"statusCode": 200, "executedVersion": "$LATEST", "functionError": problem}
