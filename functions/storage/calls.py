"""One request to DynamoDB, its refusals turned into the blog's words where they happen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, HTTPClientError

from blog.errors import TooBusy
from storage.values import Item

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
_BATCH, _BATCH_WRITE = 100, 25
_BUSY = frozenset({"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})


def call(operation: Callable[..., dict[str, Any]], **parameters: Any) -> dict[str, Any]:
    """The answer of a client's method.

    Raises `TooBusy` for throttling, and when the table did not answer in time after every retry; any other
    `ClientError` rises untouched.
    """
    try:
        return operation(**parameters)
    except (ConnectTimeoutError, HTTPClientError) as error:
        raise TooBusy from error
    except ClientError as error:
        if error.response["Error"]["Code"] in _BUSY:
            raise TooBusy from error
        raise


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
    for _ in range(4):
        answer = call(client.batch_get_item, RequestItems={table: asked})
        found |= {(item["pk"]["S"], item["sk"]["S"]): item for item in answer["Responses"].get(table, [])}
        if table not in answer.get("UnprocessedKeys", {}):
            return found
        asked = answer["UnprocessedKeys"][table]
    raise TooBusy


def call_batch_write(client: Any, table: str, requests: Iterable[dict[str, Any]]) -> None:
    """One BatchWriteItem for every 25 requests, and again for what DynamoDB says it left undone. Raises `TooBusy`."""
    for some in batched(requests, _BATCH_WRITE, strict=False):
        left: Sequence[dict[str, Any]] = some
        while left:
            answer = call(client.batch_write_item, RequestItems={table: list(left)})
            left = answer.get("UnprocessedItems", {}).get(table, [])
