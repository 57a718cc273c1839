"""Tables to test on, made from the template's own table, and a meter at botocore."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from botocore.loaders import create_loader
from botocore.session import Session, get_session
from moto import mock_aws

from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_repairs import repaired
from lamppost.local_cloud.stack import Stack
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from storage.calls import every_item
from storage.comment_desk import CommentDesk
from storage.comment_mover import CommentMover
from storage.comment_writer import CommentWriter
from storage.history import History
from storage.like_counter import LikeCounter
from storage.plain_answers import read_plainly
from storage.settings_item import SettingsItem
from tests.support.roles import hold


@dataclass(slots=True)
class Meter:
    """What crossed the wire to DynamoDB: operations in order, and the capacity units that they consumed."""

    operations: list[str] = field(default_factory=list)
    capacity: float = 0.0

    def watch(self, client: Any) -> None:
        client.meta.events.register("provide-client-params.dynamodb", _ask_for_capacity)
        client.meta.events.register("request-created.dynamodb", self._request)
        client.meta.events.register("after-call.dynamodb", self._answer)

    def reset(self) -> None:
        self.operations.clear()
        self.capacity = 0.0

    def _request(self, operation_name: str, **_: Any) -> None:
        self.operations.append(operation_name)

    def _answer(self, parsed: dict[str, Any], **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity", [])
        self.capacity += sum(each["CapacityUnits"] for each in (consumed if isinstance(consumed, list) else [consumed]))


_METERED = frozenset({"Query", "GetItem", "BatchGetItem", "TransactWriteItems", "PutItem", "UpdateItem"})


def _ask_for_capacity(params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
    return params | {"ReturnConsumedCapacity": "TOTAL"} if model.name in _METERED else params


class _Killed(BaseException):
    """Nothing in the house catches it."""


@dataclass(frozen=True, slots=True)
class Store:
    """One table with everything that reads and writes it."""

    client: Any
    name: str
    meter: Meter = field(default_factory=Meter)

    @property
    def table(self) -> BlogTable:
        return BlogTable(self.client, self.name)

    @property
    def articles(self) -> ArticleWriter:
        return ArticleWriter(self.client, self.name)

    @property
    def comments(self) -> CommentWriter:
        return CommentWriter(self.client, self.name)

    @property
    def desk(self) -> CommentDesk:
        return CommentDesk(self.client, self.name)

    @property
    def mover(self) -> CommentMover:
        return CommentMover(self.client, self.name)

    @property
    def history(self) -> History:
        return History(self.client, self.name)

    @property
    def likes(self) -> LikeCounter:
        return LikeCounter(self.client, self.name)

    @property
    def settings(self) -> SettingsItem:
        return SettingsItem(self.client, self.name)

    @contextmanager
    def dies_after(self, requests: int) -> Iterator[None]:
        """The block ends at its next request after so many, as if the process had been killed."""
        events, left = self.client.meta.events, count(requests, -1)

        def count_down(**_: Any) -> None:
            if next(left) == 0:
                raise _Killed

        events.register("before-send.dynamodb", count_down)
        try:
            with suppress(_Killed):
                yield
        finally:
            events.unregister("before-send.dynamodb", count_down)

    def items(self) -> list[dict[str, Any]]:
        """Everything there is."""
        return list(every_item(self.client.scan, TableName=self.name, ConsistentRead=True))


def make_store(client: Any, stack: Stack, name: str) -> Store:
    client.create_table(**(dict(stack.tables[stack.table_name].create_table) | {"TableName": name}))
    store = Store(client, name)
    store.meter.watch(client)
    hold(client, table=name)
    return store


# The descriptions of services, read and understood once for all tests: half of what an empty table would cost.
_MODELS = create_loader()


def quick_session() -> Session:
    """A session of botocore that reads no description of a service again."""
    session = get_session()
    session.register_component("data_loader", _MODELS)
    return session


@contextmanager
def moto_store(stack: Stack) -> Iterator[Store]:
    session = read_plainly(quick_session())
    with mock_aws(), repaired(), local_account():
        yield make_store(session.create_client("dynamodb"), stack, stack.table_name)
