"""What every database under the blog must do with readers' reports."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from blog.acts import ActKind
from blog.comment import READERS, CommentState, Gap, Reason
from blog.errors import CommentNotFound
from storage.history import History
from tests.support.blog import NOW, a_comment, add, an_article
from tests.support.counts import assert_counted
from tests.support.stores import Store


@pytest.fixture
def path(any_store: Store) -> str:
    """An approved comment on "hello"."""
    any_store.articles.save(an_article())
    return add(any_store, a_comment()).path


def report(store: Store, path: str, visitor: str, now=NOW) -> bool:
    return store.comments.report("hello", path, visitor, now, hold_at=3)


def test_each_reader_is_counted_once_until_nobody_knows_who_it_was(any_store, path):
    assert report(any_store, path, "a")
    assert not report(any_store, path, "a")
    assert any_store.desk.find(path).reports == 1
    assert report(any_store, path, "a", NOW + timedelta(days=33))
    assert any_store.desk.find(path).reports == 2


def test_enough_reports_hold_a_comment_with_the_reason_and_an_act(any_store, path):
    add(any_store, a_comment(number=1, parent=path))
    for visitor in "abc":
        assert any_store.desk.find(path).state is CommentState.APPROVED
        report(any_store, path, visitor)
    held = any_store.desk.find(path)
    assert (held.state, held.reports) == (CommentState.PENDING, 3)
    assert held.reasons == (Reason("reported", "3 readers reported it"),)
    assert any_store.table.article("hello").page.comments[0].gap is Gap.HELD
    (act,) = History(any_store.client, any_store.name).every()
    assert (act.kind, act.who, act.path, act.why) == (ActKind.HOLD, READERS, path, "3 readers reported it")
    assert_counted(any_store)


def test_what_the_owner_has_looked_at_readers_hold_no_more(any_store, path):
    for visitor in "abc":
        report(any_store, path, visitor)
    held = any_store.desk.find(path)
    reasons = (*held.reasons, Reason("owner", "approved"))
    any_store.mover.change(held, replace(held, state=CommentState.APPROVED, reasons=reasons))
    for visitor in "defg":
        report(any_store, path, visitor)
    assert any_store.desk.find(path).state is CommentState.APPROVED


def test_what_the_articles_author_has_written_readers_hold_not_at_all(any_store, path):
    answer = add(any_store, a_comment(number=1, parent=path, by_author=True))
    for visitor in "abcd":
        report(any_store, answer.path, visitor)
    assert any_store.desk.find(answer.id).state is CommentState.APPROVED


def test_more_reports_than_say_anything_are_not_kept(store):
    store.articles.save(an_article())
    path = add(store, a_comment(by_author=True)).path
    heard = [report(store, path, f"visitor-{number}") for number in range(22)]
    assert heard == [True] * 20 + [False] * 2
    assert sum(item["sk"]["S"].startswith("REPORT#") for item in store.items()) == store.desk.find(path).reports == 20


def test_many_at_once_are_each_counted_and_hold_it_once(any_store, path):
    def press(number: int) -> bool:
        try:
            return report(any_store, path, f"visitor-{number}")
        except CommentNotFound:
            return False

    with ThreadPoolExecutor(8) as pool:
        heard = sum(pool.map(press, range(8)))
    held = any_store.desk.find(path)
    assert (held.state, held.reports >= heard >= 3) == (CommentState.PENDING, True)
    assert [act.kind for act in History(any_store.client, any_store.name).every()] == [ActKind.HOLD]


def test_what_was_stopped_before_it_was_held_is_held_by_the_next(store):
    store.articles.save(an_article())
    path = add(store, a_comment()).path
    for visitor in "abc":
        with store.dies_after(1):
            report(store, path, visitor)
    assert store.desk.find(path).state is CommentState.APPROVED
    assert not report(store, path, "c")
    assert store.desk.find(path).state is CommentState.PENDING


def test_only_what_readers_see_can_be_reported(any_store, path):
    add(any_store, a_comment(number=1, parent=path))
    comment = any_store.desk.find(path)
    any_store.mover.change(comment, replace(comment, state=CommentState.TRASH))
    for missing in (path, a_comment(number=9).path):
        with pytest.raises(CommentNotFound):
            report(any_store, missing, "a")
    assert not any("REPORT#" in item["sk"]["S"] for item in any_store.items())
