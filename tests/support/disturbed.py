"""A table behind the local cloud's faults: requests go over HTTP, and meet what they are told to, to moto's server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

from botocore.config import Config

from lamppost.local_cloud.faults.board import Board, Cut
from lamppost.local_cloud.faults.endpoint import Upstream, faulty_endpoint
from lamppost.local_cloud.faults.switches import Fault, read_faults
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_account import in_moto
from lamppost.local_cloud.stack import Stack
from storage import actions
from storage.calls import call_batch_write
from storage.values import Item
from tests.support.stores import Store, make_store

# botocore does not try again, so whoever is tested meets every fault.
_ONCE = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 1})


class Certain(Board):
    """No chance: a fault is met by the request with a number, and by all that follow."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers, self._first, self._where = count(), 0, Cut.UNHEARD

    def begin(self, fault: Fault, first: int, where: Cut = Cut.UNHEARD) -> None:
        self._numbers, self._first, self._where = count(), first, where
        self.switch([fault])

    def cut(self) -> Cut:
        return self._where

    def _happens(self, fault: Fault) -> bool:
        return next(self._numbers) >= self._first


@dataclass(frozen=True, slots=True)
class Disturbed:
    """`store` is what is tested; `undisturbed` is the same table, for whoever looks on."""

    store: Store
    undisturbed: Store
    board: Certain

    def begin(self, fault: str, first: int, where: Cut = Cut.UNHEARD) -> None:
        """From now on, requests meet a fault, beginning with the one that has this number."""
        self.board.begin(read_faults([fault], ())[0], first, where)

    def end(self) -> None:
        self.board.switch(())

    def hold(self, held: list[Item]) -> None:
        """The table as it was, with these items and no others."""
        known = self.undisturbed
        gone = [{"DeleteRequest": {"Key": actions.key_of(item)}} for item in known.items()]
        for requests in (gone, [{"PutRequest": {"Item": item}} for item in held]):
            call_batch_write(known.client, known.name, requests)


@contextmanager
def disturbed_store(stack: Stack) -> Iterator[Disturbed]:
    board = Certain()
    with in_moto() as moto, local_account() as session:
        upstream = Upstream(board, moto, {}, lambda _: None, lambda *_: None)
        undisturbed = make_store(session.client("dynamodb"), stack, stack.table_name)
        with faulty_endpoint(upstream) as endpoint:
            client = session.client("dynamodb", endpoint_url=endpoint, config=_ONCE)
            disturbed = Disturbed(replace(undisturbed, client=client), undisturbed, board)
            disturbed.store.meter.watch(client)
            yield disturbed
