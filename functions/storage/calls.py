"""One request to DynamoDB, its refusals turned into the blog's words where they happen."""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from blog.errors import TooBusy
from storage.items import Item

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
_BUSY = frozenset({"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})


def call(operation: Callable[..., dict[str, Any]], **parameters: Any) -> dict[str, Any]:
    """The answer of a client's method. Raises `TooBusy` for throttling; any other `ClientError` rises untouched."""
    try:
        return operation(**parameters)
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
    wanted: list[tuple[str, str]],
    *,
    projection: dict[str, Any] | None = None,
    extra: tuple[str, ...] = (),
) -> dict[tuple[str, str], Item]:
    """One consistent BatchGetItem of up to 100 (pk, sk), by key; what is missing is left out.

    A second request is made only for keys that DynamoDB says it left unprocessed. Raises `TooBusy`.
    """
    asked: dict[str, Any] = {"Keys": [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in wanted], "ConsistentRead": True}
    if projection:
        names = projection["ExpressionAttributeNames"] | {f"#{name}": name for name in extra}
        asked |= {"ProjectionExpression": ",".join(names), "ExpressionAttributeNames": names}
    found: dict[tuple[str, str], Item] = {}
    for _ in range(4):
        answer = call(client.batch_get_item, RequestItems={table: asked})
        found |= {(item["pk"]["S"], item["sk"]["S"]): item for item in answer["Responses"].get(table, [])}
        if table not in answer.get("UnprocessedKeys", {}):
            return found
        asked = answer["UnprocessedKeys"][table]
    raise TooBusy
