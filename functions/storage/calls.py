"""One request to DynamoDB, its refusals turned into the blog's words where they happen."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from blog.errors import TooBusy
from storage.values import Item

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
_BATCH, _BATCH_WRITE = 100, 25
_THROTTLED = frozenset({"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})
_BROKEN = frozenset({"InternalServerError", "InternalFailure", "ServiceUnavailable"})
# A transaction holds the item that a single write wants.
_CONFLICT = frozenset({"TransactionConflictException"})
_BUSY = _THROTTLED | _BROKEN | _CONFLICT
# What DynamoDB says to a function whose clock is wrong; a key that is wrong has the same code.
_SIGNED_AT_ANOTHER_TIME = ("Signature expired", "Signature not yet current")
# What is left undone is asked for again after a pause of up to so many seconds, twice as many each time.
_FIRST_PAUSE, _TRIES = 0.05, 7


def call(operation: Callable[..., dict[str, Any]], **parameters: Any) -> dict[str, Any]:
    """The answer of a client's method.

    Raises `TooBusy` for whatever passes by itself: when the table throttles, cannot be reached, does not answer in time
    or not whole, after every retry; any other `ClientError` rises untouched.
    """
    try:
        answer = operation(**parameters)
    except (ConnectionError, HTTPClientError) as error:
        raise TooBusy(str(error)) from error
    except ClientError as error:
        if _passes(error.response["Error"]):
            raise TooBusy from error
        raise
    if not _is_whole(answer):
        raise TooBusy
    return answer


def _passes(said: dict[str, Any]) -> bool:
    """Whether the same request may succeed a little later. Where words were lost, the HTTP status is all the code."""
    code = said["Code"]
    return code in _BUSY or code.isdecimal() or said.get("Message", "").startswith(_SIGNED_AT_ANOTHER_TIME)


def _is_whole(answer: dict[str, Any]) -> bool:
    """botocore tries again when a connection broke in the middle of an answer; the last such answer it takes for one
    without anything in it, which would be an item that is not there."""
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return len(answer) != 1 or int(headers.get("content-length", 0)) <= len("{}")


def every_item(operation: Callable[..., dict[str, Any]], **parameters: Any) -> Iterator[Item]:
    """All items of a Query or Scan, page after page, as `LastEvaluatedKey` leads."""
    while True:
        answer = call(operation, **parameters)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def sort_keys(client: Any, table: str, pk: str) -> Iterator[str]:
    """The `sk` of every item of a collection, as it is now."""
    found = every_item(
        client.query,
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ProjectionExpression="sk",
        ConsistentRead=True,
    )
    return (item["sk"]["S"] for item in found)


def call_batch_get(
    client: Any,
    table: str,
    wanted: Sequence[tuple[str, str]],
    *,
    projection: dict[str, Any] | None = None,
    extra: tuple[str, ...] = (),
    consistent: bool = True,
) -> dict[tuple[str, str], Item]:
    """One BatchGetItem for every 100 (pk, sk), by key; what is missing is left out.

    A second request is made only for keys that DynamoDB says it left unprocessed. Raises `TooBusy`.
    """
    more: dict[str, Any] = {"ConsistentRead": consistent}
    if projection:
        names = projection["ExpressionAttributeNames"] | {f"#{name}": name for name in extra}
        more |= {"ProjectionExpression": ",".join(names), "ExpressionAttributeNames": names}
    found: dict[tuple[str, str], Item] = {}
    for some in batched(wanted, _BATCH, strict=False):
        found |= _batch_get(client, table, {"Keys": [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in some]} | more)
    return found


def _batch_get(client: Any, table: str, asked: dict[str, Any]) -> dict[tuple[str, str], Item]:
    found: dict[tuple[str, str], Item] = {}
    for attempt in range(_TRIES):
        _pause_before(attempt)
        answer = call(client.batch_get_item, RequestItems={table: asked})
        found |= {(item["pk"]["S"], item["sk"]["S"]): item for item in answer["Responses"].get(table, [])}
        if table not in answer.get("UnprocessedKeys", {}):
            return found
        asked = answer["UnprocessedKeys"][table]
    raise TooBusy


def call_batch_write(client: Any, table: str, requests: Iterable[dict[str, Any]]) -> None:
    """One BatchWriteItem for every 25 requests, and again for what DynamoDB says it left undone. Raises `TooBusy`."""
    for some in batched(requests, _BATCH_WRITE, strict=False):
        _batch_write(client, table, some)


def _batch_write(client: Any, table: str, left: Sequence[dict[str, Any]]) -> None:
    for attempt in range(_TRIES):
        _pause_before(attempt)
        answer = call(client.batch_write_item, RequestItems={table: list(left)})
        left = answer.get("UnprocessedItems", {}).get(table, [])
        if not left:
            return
    raise TooBusy


def _pause_before(attempt: int) -> None:
    """As AWS asks for (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html)."""
    if attempt:
        time.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt))
