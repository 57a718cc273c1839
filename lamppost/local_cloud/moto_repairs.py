"""What moto's DynamoDB needs before several threads may use it, and before a real blog fits into it."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler


@contextmanager
def one_request_at_a_time() -> Iterator[None]:
    """moto reads, checks and writes without a lock: two conditional puts of one key could both succeed.

    Calls in this process and calls to moto's server both come through `_dispatch`.
    """
    lock = RLock()
    dispatch = DynamoHandler._dispatch

    def dispatch_alone(handler: DynamoHandler, *args: Any, **kwargs: Any) -> Any:
        with lock:
            return dispatch(handler, *args, **kwargs)

    with patch.object(DynamoHandler, "_dispatch", dispatch_alone):
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
