"""What was given up is done again: by the function that could not, on what the table says now.

A record that is handed on late may be older than what has been followed since. So each is told anew: what the item was
before the record, and what it is now.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from lamppost.errors import LamppostError
from lamppost.local_cloud.following import batches
from lamppost.local_cloud.lambda_functions import Answered, Failed, Outcome, TimedOut
from lamppost.local_cloud.streams import Record, as_lambda_gives_it
from lamppost.output import counted
from lamppost.search_rebuild import rebuild
from lamppost.target import Target
from lamppost.undelivered import Called, Changes
from storage import items, keys
from storage.calls import call, call_batch_get, every_item
from storage.values import Item

_AT_ONCE = 1_000
# An answer of a stream may be empty on the way to what is there; this many are more than a batch is apart.
_ANSWERS = 100
# What a stream says of records that it does not have any more, or never had.
_GONE = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException", "ValidationException"})


class NotDone(LamppostError):
    def __init__(self, problem: str) -> None:
        super().__init__(problem)


def do_again(target: Target, what: Changes | Called) -> str:
    """Does it, and says in a line what was done. May be done again at any point. Raises `NotDone`."""
    if isinstance(what, Called):
        _checked(target.call(what.function, what.event))
        return "called again"
    if records := list(_now(target, _in_stream(target.streams_client, what))):
        _hand_on(target, what.function, records)
        return f"followed {counted(len(records), 'record')} as {'it is' if len(records) == 1 else 'they are'} now"
    found = rebuild(target.client, target.table_name, target.s3_client, target.search_bucket)
    _hand_on(target, what.function, _whole_blog(target, what.stream))
    return f"not in the stream any more: index of {found} made anew, all times set, all pages forgotten"


def _in_stream(client: Any, what: Changes) -> list[Record]:
    """The records, while the stream has all of them, which is for a day."""
    if not what.shard:
        return []
    found: list[Record] = []
    try:
        iterator = client.get_shard_iterator(
            StreamArn=what.stream,
            ShardId=what.shard,
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=what.first,
        )["ShardIterator"]
        for _ in range(_ANSWERS):
            answer = client.get_records(ShardIterator=iterator)
            found += answer["Records"]
            if found and _number(found[-1]) >= int(what.last):
                return [record for record in found if _number(record) <= int(what.last)]
            if not (iterator := answer.get("NextShardIterator", "")):
                break
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise
    return []


def _number(record: Record) -> int:
    return int(record["dynamodb"]["SequenceNumber"])


def _now(target: Target, found: list[Record]) -> Iterator[Record]:
    """Each with its item as it is now in the place of what it was then; with none, where it has gone since."""
    places = [(said["Keys"]["pk"]["S"], said["Keys"]["sk"]["S"]) for said in (each["dynamodb"] for each in found)]
    known = call_batch_get(target.client, target.table_name, list(dict.fromkeys(places))) if places else {}
    for record, place in zip(found, places, strict=True):
        said = {name: value for name, value in record["dynamodb"].items() if name != "NewImage"}
        now = {"NewImage": known[place]} if place in known else {}
        yield as_lambda_gives_it(record | {"dynamodb": said | now}, record.get("eventSourceARN", ""))


def _whole_blog(target: Target, stream: str) -> Iterator[Record]:
    """Every article's head, as if it had just been written, and the settings, as if the blog had just got its title.

    So every page is told to have changed, those of what has gone included.
    """
    settings = call(target.client.get_item, TableName=target.table_name, Key=_SETTINGS, ConsistentRead=True)
    heads = every_item(
        target.client.scan,
        TableName=target.table_name,
        FilterExpression="sk IN (:public, :hidden)",
        ExpressionAttributeValues={":public": {"S": keys.PUBLIC_HEAD}, ":hidden": {"S": keys.HIDDEN_HEAD}},
        ConsistentRead=True,
    )
    yield _record(settings.get("Item", _SETTINGS), 0, stream, OldImage=_SETTINGS | {"title": {"S": ""}})
    for number, head in enumerate(heads, 1):
        yield _record(head, number, stream)


def _record(item: Item, number: int, stream: str, **more: Item) -> Record:
    key = {name: item[name] for name in ("pk", "sk")}
    change = {"Keys": key, "NewImage": item, "SequenceNumber": f"{number:021}"} | more
    record = {"eventName": "MODIFY" if more else "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change}
    return as_lambda_gives_it(record, stream)


def _hand_on(target: Target, function: str, records: Iterable[Record]) -> None:
    for batch in batches(records, _AT_ONCE):
        answer = _checked(target.call(function, {"Records": batch})) or {}
        if failed := answer.get("batchItemFailures"):
            raise NotDone(f"{function.rpartition(':')[2]} could not follow {len(failed)} of {len(batch)} records")


def _checked(outcome: Outcome) -> Any:
    match outcome:
        case Answered(payload):
            return payload
        case Failed(error):
            raise NotDone(f"it failed again: {error}")
        case TimedOut(seconds):
            raise NotDone(f"it took more than {seconds:g} s again")


_SETTINGS = items.key(keys.SETTINGS, keys.SETTINGS)
