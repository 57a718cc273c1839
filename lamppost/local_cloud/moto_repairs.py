"""What moto needs before several threads may use it, and before a real blog fits into it."""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import RLock
from typing import Any
from unittest.mock import patch

from moto.cloudfront.models import Distribution
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler
from moto.dynamodbstreams.models import DynamoDBStreamsBackend
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler
from moto.s3.responses import S3Response
from moto.scheduler.responses import EventBridgeSchedulerResponse

# Calls in this process and calls to moto's server both come through these.
_DOORS = (
    (DynamoHandler, "_dispatch"),
    (DynamoDBStreamsHandler, "_dispatch"),
    (EventBridgeSchedulerResponse, "_dispatch"),
    (S3Response, "bucket_response"),
    (S3Response, "key_response"),
)


@contextmanager
def repaired() -> Iterator[None]:
    with ExitStack() as repairs:
        for each in (
            *(one_request_at_a_time, transactions_at_their_price, iterators_for_one_use, one_record_an_update),
            distributions_by_their_reference,
        ):
            repairs.enter_context(each())
        yield


@contextmanager
def one_request_at_a_time() -> Iterator[None]:
    """moto reads, checks and writes without a lock: two conditional puts of one key could both succeed.

    One lock for all services, so that a stream is not read while a transaction may still be taken back.
    """
    lock = RLock()

    def alone(door: Callable[..., Any]) -> Callable[..., Any]:
        def pass_alone(*args: Any, **kwargs: Any) -> Any:
            with lock:
                return door(*args, **kwargs)

        return pass_alone

    with ExitStack() as patches:
        for handler, name in _DOORS:
            patches.enter_context(patch.object(handler, name, alone(getattr(handler, name))))
        yield


@contextmanager
def distributions_by_their_reference() -> Iterator[None]:
    """moto draws the id of a distribution; a function's environment names it before there is one."""
    init = Distribution.__init__

    def named(self: Distribution, account_id: str, region_name: str, config: dict[str, Any]) -> None:
        init(self, account_id, region_name, config)
        self.arn = self.arn.removesuffix(self.id) + config["CallerReference"]
        self.id = self.distribution_id = config["CallerReference"]

    with patch.object(Distribution, "__init__", named):
        yield


@contextmanager
def iterators_for_one_use() -> Iterator[None]:
    """moto keeps every iterator of a stream, and each answer brings a new one: a megabyte an hour, for nothing."""
    get_records = DynamoDBStreamsBackend.get_records

    def get_once(backend: DynamoDBStreamsBackend, iterator_arn: str, limit: int) -> dict[str, Any]:
        answer = get_records(backend, iterator_arn, limit)
        del backend.shard_iterators[iterator_arn]
        return answer

    with patch.object(DynamoDBStreamsBackend, "get_records", get_once):
        yield


@contextmanager
def one_record_an_update() -> Iterator[None]:
    """An update that makes an item is recorded as that: moto has a record of the item's keys alone before it."""
    update_item = DynamoDBBackend.update_item

    def update_once(backend: DynamoDBBackend, table_name: str, *args: Any, **kwargs: Any) -> Any:
        shard = backend.get_table(table_name).stream_shard
        before = len(shard.items) if shard else 0
        item = update_item(backend, table_name, *args, **kwargs)
        if shard and len(shard.items) == before + 2:
            keys_alone, whole = (each.record["dynamodb"] for each in shard.items[before:])
            # moto numbers records by how many there are.
            whole["SequenceNumber"] = keys_alone["SequenceNumber"]
            del shard.items[before]
        return item

    with patch.object(DynamoDBBackend, "update_item", update_once):
        yield


@contextmanager
def transactions_at_their_price() -> Iterator[None]:
    """A transaction that copies the items it touches, for the case that it fails, and not the whole table.

    moto copies the table with all items and its stream, once for each action: with a thousand
    comments, that makes a transaction of four writes last seconds.
    """
    transact = DynamoDBBackend.transact_write_items

    def transact_touching(backend: DynamoDBBackend, actions: list[dict[str, Any]]) -> None:
        touched = [each for action in actions if (each := _Touched.by(backend, action))]
        with patch.object(Table, "__deepcopy__", lambda table, memo: table, create=True):
            try:
                transact(backend, actions)
            except Exception:
                for each in touched:
                    each.put_back()
                raise

    with patch.object(DynamoDBBackend, "transact_write_items", transact_touching):
        yield


class _Touched:
    """An item, and the length of its table's stream, before a transaction."""

    def __init__(self, table: Table, key: dict[str, Any]) -> None:
        self._table = table
        self._hash = DynamoType(key[table.hash_key_attr])
        self._range = DynamoType(key[table.range_key_attr]) if table.range_key_attr else None
        self._item = copy.deepcopy(table.get_item(self._hash, self._range))
        self._stream = len(table.stream_shard.items) if table.stream_shard else 0

    @classmethod
    def by(cls, backend: DynamoDBBackend, action: dict[str, Any]) -> "_Touched | None":
        """What an action touches; None where it is malformed, which moto refuses before it writes."""
        operation = next(iter(action.values()), {})
        table = backend.tables.get(operation.get("TableName"))
        key = operation.get("Item") or operation.get("Key") or {}
        if table is None or not all(name in key for name in table.table_key_attrs):
            return None
        return cls(table, key)

    def put_back(self) -> None:
        if self._table.stream_shard:
            del self._table.stream_shard.items[self._stream :]
        place, key = (self._table.items, self._hash)
        if self._range is not None:
            place, key = place[self._hash], self._range
        if self._item is None:
            place.pop(key, None)
        else:
            place[key] = self._item
