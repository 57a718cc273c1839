"""The queue of what was given up after all tries, and what its messages say, by whom they were left."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# Longer than a function may run, so that nobody else takes up what is being done.
_HELD_SECONDS = 960
_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Changes:
    """Records of a table's stream, from one sequence number to another; `shard` is '' where no stream has them."""

    function: str
    stream: str
    shard: str
    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Called:
    """An event that a function was called with."""

    function: str
    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """`what` is None for a message that nobody here can read; `when` is ISO 8601, `why` one line."""

    receipt: str = field(repr=False)
    what: Changes | Called | None
    when: str
    tries: int
    why: str


class Undelivered:
    """The queue at `url`, through a boto3 SQS client."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def take(self) -> Iterator[GivenUp]:
        """All that is in the queue. Whoever takes it has sixteen minutes, and must `settle` or `put_back` each."""
        while True:
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=_AT_ONCE,
                VisibilityTimeout=_HELD_SECONDS,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["SentTimestamp"],
            )
            if not (found := answer.get("Messages")):
                return
            yield from map(read, found)

    def settle(self, given_up: GivenUp) -> None:
        """It was done after all: nobody finds it again."""
        self._client.delete_message(QueueUrl=self._url, ReceiptHandle=given_up.receipt)

    def put_back(self, given_up: GivenUp) -> None:
        """Others find it at once."""
        self._client.change_message_visibility(QueueUrl=self._url, ReceiptHandle=given_up.receipt, VisibilityTimeout=0)


def read(message: Mapping[str, Any]) -> GivenUp:
    """What one message says; see `lamppost/local_cloud/given_up.py`, and, of a schedule that could not call,
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html."""
    try:
        said = json.loads(message["Body"])
        if "TARGET_ARN" in message.get("MessageAttributes", ()):
            return _of_schedule(message, said)
        return _of_lambda(message, said)
    except (LookupError, TypeError, ValueError, AttributeError):
        return GivenUp(message["ReceiptHandle"], None, "", 0, message["Body"])


def _of_lambda(message: Mapping[str, Any], said: Mapping[str, Any]) -> GivenUp:
    about = said["requestContext"]
    if batch := said.get("DDBStreamBatchInfo"):
        first, last = batch["startSequenceNumber"], batch["endSequenceNumber"]
        what: Changes | Called = Changes(
            about["functionArn"], batch["streamArn"], batch["shardId"], first, last, batch["batchSize"]
        )
    else:
        what = Called(about["functionArn"], said["requestPayload"])
    response = said.get("responsePayload") or {}
    why = response.get("errorMessage") or said.get("responseContext", {}).get("functionError") or about["condition"]
    return GivenUp(message["ReceiptHandle"], what, said["timestamp"], about["approximateInvokeCount"], why)


def _of_schedule(message: Mapping[str, Any], event: dict[str, Any]) -> GivenUp:
    about = {name: each.get("StringValue", "") for name, each in message["MessageAttributes"].items()}
    why = ": ".join(filter(None, (about.get("ERROR_CODE"), about.get("ERROR_MESSAGE"))))
    tries = int(about.get("RETRY_ATTEMPTS") or 0) + 1
    return GivenUp(
        message["ReceiptHandle"], Called(about["TARGET_ARN"], event), about.get("EXECUTION_TIME", ""), tries, why
    )
