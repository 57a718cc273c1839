"""Whatever is sent, wherever it is stopped: it is done or not done, and once it is sent again it is done once."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from blog.article import ArticleState
from blog.discussion import Hold
from blog.errors import TooBusy
from blog.settings import Settings
from keep_time.keeping import keep
from lamppost.local_cloud.faults.board import Cut
from lamppost.local_cloud.faults.refusals import TRANSACTION, WRITES
from storage import transactions
from storage.values import Item
from tests.exactness.killing import as_it_is
from tests.support.blog import NOW, Answer, Blog, a_comment, an_article
from tests.support.counts import assert_consistent, assert_counted
from tests.support.disturbed import Disturbed, disturbed_store
from tests.support.stores import Store

pytestmark = pytest.mark.slow

SETTINGS = Settings(hold_comments=Hold.NONE, reports_to_hold=1)
WORDS = "Once and no more."
ROOT = a_comment("hello", 0)
BUSY = 503
WRITING = WRITES | {TRANSACTION}


class Acts:
    """What people and the clock do, each as one attempt; an answer of 503, or `TooBusy`, is one that failed."""

    def __init__(self, cookies: list[str], own: str) -> None:
        self._cookies, self._own = cookies, own

    def post(self, store: Store) -> int:
        answer = Blog(store, SETTINGS).post(comment=WORDS, comment_parent=ROOT.path, email="new@example.org")
        assert answer.status != BUSY or answer.one("blockquote.kept") == WORDS
        return answer.status

    def edit(self, store: Store) -> int:
        # Sent again, it is sent as it was, whatever has happened to the comment.
        answer = self._change(store, act="edit", comment=WORDS, version=self.version)
        assert answer.status != BUSY or answer.one("blockquote.kept") == WORDS
        return answer.status

    def delete(self, store: Store) -> int:
        # 409: it is not there any more, as was wished.
        status = self._change(store, act="delete").status
        return 303 if status == 409 else status

    def report(self, store: Store) -> int:
        return Blog(store, SETTINGS).act("report", ROOT.path).status

    def like(self, store: Store) -> int:
        return Blog(store, SETTINGS).like().status

    def unlike(self, store: Store) -> int:
        return Blog(store, SETTINGS).like("liked", undo=True).status

    def keep_time(self, store: Store) -> int:
        try:
            keep(store.articles, "later", NOW)
        except TooBusy:
            return BUSY
        return 303

    version = ""

    def _change(self, store: Store, **fields: str) -> Answer:
        return Blog(store, SETTINGS).post(target=self._own, cookies=self._cookies, **fields)


SLOW = ("edit", "delete", "report", "unlike", "keep_time")
NAMES = ("post", "like", *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW))


@pytest.fixture(scope="module")
def disturbed(stack) -> Iterator[Disturbed]:
    with disturbed_store(stack) as made:
        yield made


@pytest.fixture(scope="module")
def begun(disturbed: Disturbed) -> tuple[Acts, list[Item]]:
    """Two articles and one to come; a thread with a comment that its writer may still change; a like."""
    store = disturbed.undisturbed
    for slug in ("hello", "liked"):
        store.articles.save(an_article(slug, tags=("night",)))
    soon = an_article("later", state=ArticleState.SCHEDULED, published_at=NOW - timedelta(minutes=1), tags=("night",))
    store.articles.save(soon)
    store.desk.bring_in("hello", [ROOT])
    blog = Blog(store, SETTINGS)
    blog.like("liked")
    answer = blog.post(comment="First words", comment_parent=ROOT.path, email="own@example.org")
    (own,) = [each for each in store.table.article("hello").page.comments if each.text == "First words"]
    acts = Acts(answer.sent_cookies, own.path)
    acts.version = blog._version(own.path)
    return acts, store.items()


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    """Conflicts without end are given up at once."""
    monkeypatch.setattr(transactions, "_TRIES", 2)
    monkeypatch.setattr(transactions.time, "sleep", lambda _: None)


def assert_finished(disturbed: Disturbed, act: Callable[[Store], int], wanted: Counter[Any]) -> None:
    """Counts are right as it is now; sent again it is done, and nothing is there twice."""
    disturbed.end()
    known = disturbed.undisturbed
    assert_counted(known)
    assert act(disturbed.store) == 303
    assert_counted(known)
    assert_consistent(known)
    assert as_it_is(known) == wanted


def done(disturbed: Disturbed, items: list[Item], act: Callable[[Store], int]) -> tuple[list[str], Counter[Any]]:
    """The requests that the act makes, and what is there afterwards."""
    disturbed.hold(items)
    disturbed.store.meter.reset()
    assert act(disturbed.store) == 303
    return list(disturbed.store.meter.operations), as_it_is(disturbed.undisturbed)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_cut_off_can_be_sent_again(disturbed, begun, name):
    """Before its first request, and at each that writes, heard or not: in between nothing changes."""
    acts, items = begun
    act = getattr(acts, name)
    requests, wanted = done(disturbed, items, act)
    writes = [number for number, operation in enumerate(requests) if operation in WRITING]
    assert writes
    for number, where in [(0, Cut.UNHEARD), *product(writes, (Cut.UNHEARD, Cut.UNANSWERED))]:
        disturbed.hold(items)
        disturbed.begin("cut", number, where)
        assert (where, number, act(disturbed.store)) == (where, number, BUSY)
        assert_finished(disturbed, act, wanted)


@pytest.mark.parametrize("fault", ["throttle", "conflict", "expired", "dynamodb", "cut"])
def test_whatever_is_refused_or_answered_by_half_can_be_sent_again(disturbed, begun, fault):
    acts, items = begun
    requests, wanted = done(disturbed, items, acts.post)
    for number in [0] if fault == "conflict" else [0, len(requests) - 1]:
        disturbed.hold(items)
        disturbed.begin(fault, number, Cut.HALFWAY)
        assert acts.post(disturbed.store) == BUSY
        assert_finished(disturbed, acts.post, wanted)
