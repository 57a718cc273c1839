"""Processes killed with SIGKILL at random points; what they began is done again, and must then be as if nothing was."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import uuid4

from lamppost.local_cloud.stack import Stack
from storage import act_items, actions, comment_items, items, keys, word_items
from storage.calls import call_batch_write
from storage.learner import Learner
from storage.values import Item
from tests.exactness.forks import KILLED, Forks, forks
from tests.exactness.jobs import JOBS, UNCOUNTED_BEFORE_THE_END, begin
from tests.exactness.table import open_table
from tests.support.counts import assert_consistent, assert_counted
from tests.support.stores import Store, make_store

_COMMENTS = tuple(keys.COMMENT.values())
_COUNTED = (keys.PUBLIC_HEAD, keys.HIDDEN_HEAD)


@dataclass(frozen=True, slots=True)
class Unharmed:
    """A job that nobody disturbed: how long it took, how many requests, and what was there afterwards."""

    milliseconds: float
    requests: int
    table: Counter[Any]


class Killing:
    """`killed` counts the processes that were not over already."""

    def __init__(self, stack: Stack, endpoint: str, processes: Forks) -> None:
        name = f"table-{uuid4().hex}"
        self._store = make_store(open_table(endpoint, name).client, stack, name)
        self._at, self._forks = (endpoint, name), processes
        begin(self._store)
        self._begun = self._store.items()
        self._unharmed = {job: self._undisturbed(job) for job in JOBS}
        self.killed: Counter[str] = Counter()

    def run_many(self, times: int, chance: Random) -> None:
        """Each job in turn, all at a random request first, then all at a random moment, and so on."""
        for number, job in enumerate(islice(cycle(JOBS), times)):
            self._run(job, chance, at_request=number // len(JOBS) % 2 == 0)

    def _run(self, job: str, chance: Random, *, at_request: bool) -> None:
        """Kills the job, counts, does it again, and compares."""
        unharmed, store = self._unharmed[job], self._store
        self._begin_again()
        if at_request:
            number, is_heard = chance.randrange(unharmed.requests), chance.random() < 0.5
            (code,) = self._forks.run("jobs.main", (*self._at, job, 1, number, is_heard))
        else:
            moment = chance.uniform(0, unharmed.milliseconds)
            (code,) = self._forks.run("jobs.main", (*self._at, job, 1), killed_after=moment)
        assert code in (0, KILLED)
        self.killed[job] += code == KILLED
        # Wherever it was stopped, what is there is counted.
        if JOBS[job] not in UNCOUNTED_BEFORE_THE_END:
            assert_counted(store)
        assert self._forks.run("jobs.main", (*self._at, job, 2)) == [0]
        assert_counted(store)
        assert_consistent(store)
        assert (job, as_it_is(store)) == (job, unharmed.table)

    def _undisturbed(self, job: str) -> Unharmed:
        """Done once more when it was done, it changes nothing."""
        store = self._store
        self._begin_again()
        store.meter.reset()
        JOBS[job](store, 1)
        requests = len(store.meter.operations)
        JOBS[job](store, 2)
        table = as_it_is(store)
        self._begin_again()
        started = time.monotonic()
        assert self._forks.run("jobs.main", (*self._at, job, 1)) == [0]
        milliseconds = (time.monotonic() - started) * 1000
        assert (job, as_it_is(store)) == (job, table)
        return Unharmed(milliseconds, requests, table)

    def _begin_again(self) -> None:
        """The table as it was in the beginning."""
        gone = [{"DeleteRequest": {"Key": actions.key_of(item)}} for item in self._store.items()]
        put = [{"PutRequest": {"Item": item}} for item in self._begun]
        for requests in (gone, put):
            call_batch_write(self._store.client, self._store.name, requests)


@contextmanager
def killing(stack: Stack, endpoint: str) -> Iterator[Killing]:
    with forks("jobs") as processes:
        yield Killing(stack, endpoint, processes)


def as_it_is(store: Store) -> Counter[Any]:
    """Everything that was said, done, counted and learned, without what chance and the clock have made of it."""
    Learner(store.client, store.name).learn()
    return Counter(described for item in store.items() if (described := _described(item)))


def _described(item: Item) -> tuple[Any, ...]:
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    if sk.startswith(_COMMENTS):
        comment = comment_items.read_comment(item)
        return pk, comment.state, comment.text, comment.depth, comment.gap, comment.replies, comment.reports
    if sk.startswith(keys.HISTORY):
        act = act_items.read_act(item)
        return pk, act.kind, act.path, act.old, act.new, act.words, bool(act.undoes)
    if sk in _COUNTED:
        head = items.read_summary(item)
        return pk, sk, head.comment_count, head.like_count
    if pk == keys.WORDS:
        counts = word_items.stored_counts(item)
        return pk, counts.spam, counts.ham, frozenset(counts.words.items())
    if pk.startswith("COMMENTER#"):
        return pk, item.get("approved", {"N": "0"})["N"]
    if pk.startswith(("SUBMISSION#", "KEY#", "BUCKET#")):
        return ()
    # Who likes and who reports is a hash with a key that chance has made.
    return pk, keys.LIKES if sk.startswith(keys.LIKES) else sk.partition("!")[0]
