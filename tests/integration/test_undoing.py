"""Acts that are undone, one or many, on every database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.acts import ActKind, Batch, act_id
from blog.comment import CommentState
from blog.thread_history import thread_at
from moderation.bayes import lessons
from storage.comment_reports import Reports
from storage.settings_acts import SettingsActs
from storage.undoing import Undoing
from tests.support.blog import NOW, a_comment
from tests.support.counts import assert_counted
from tests.support.deciding import a_batch, decide, having, history, waiting
from tests.support.stores import Store

pytestmark = pytest.mark.slow

APPROVED, SPAM, TRASH = CommentState.APPROVED, CommentState.SPAM, CommentState.TRASH


def undo(store: Store, id_: str, batch: Batch, **more) -> list[str]:
    """Why acts were left, '' for those that were undone, newest act first."""
    return [each.left for each in Undoing(store.client, store.name, lessons).undo(id_, batch, **more)]


def test_a_batch_is_undone_and_that_is_undone_too(any_store):
    before = having(any_store, *waiting(3), a_comment(number=9))
    batch = a_batch()
    after = [decide(any_store, comment, SPAM, batch) for comment in before]
    assert undo(any_store, batch.id, again := a_batch(1)) == [""] * 4
    assert [any_store.desk.find(comment.id) for comment in before] == list(before)
    assert undo(any_store, again.id, a_batch(2)) == [""] * 4
    assert [any_store.desk.find(comment.id) for comment in before] == after
    assert_counted(any_store)


def test_what_was_changed_since_is_left_and_the_rest_undone(store):
    first, second = having(store, *waiting(2))
    batch, later = a_batch(), a_batch(1)
    decide(store, first, SPAM, batch)
    changed = decide(store, decide(store, second, SPAM, batch), APPROVED, later)
    assert undo(store, batch.id, a_batch(2)) == [f"changed since, by {act_id(later.id)} (approve)", ""]
    assert [store.desk.find(each.id) for each in (first, second)] == [first, changed]


def test_what_is_gone_is_left(store):
    first, second = having(store, *waiting(2))
    batch, purge = a_batch(), a_batch(1)
    store.desk.purge(decide(store, first, TRASH, batch), purge)
    decide(store, second, SPAM, batch)
    store.mover.change(store.desk.find(second.id), None)
    purged = f"changed since, by {act_id(purge.id)} (purge)"
    assert undo(store, batch.id, a_batch(2)) == ["the comment is gone, or no longer what this made of it", purged]
    assert undo(store, purge.id, a_batch(3)) == ["what is gone for good does not come back"]


def test_every_other_act_is_undone(any_store):
    first, second = having(any_store, a_comment(number=1), a_comment(number=2))
    pinned = any_store.desk.pin(first, a_batch())
    batch = a_batch(1)
    any_store.desk.lock("hello", batch)
    any_store.desk.pin(second, batch)
    answer = any_store.desk.answer(a_comment(number=3, by_author=True), batch)
    any_store.desk.act(answer, replace(answer, text="Better words"), ActKind.EDIT, batch)
    SettingsActs(any_store.client, any_store.name).change({"held_words": "casino", "title": None}, batch)
    assert undo(any_store, batch.id, a_batch(2)) == [""] * 6
    assert any_store.desk.find(first.id) == pinned
    assert any_store.desk.find(second.id) == second
    assert any_store.desk.find(answer.id).state is TRASH
    assert any_store.desk.find(answer.id).text == answer.text
    assert not any_store.table.summary("hello").comments_locked
    assert any_store.settings.read() == {}
    assert_counted(any_store)


def test_stopped_anywhere_it_is_finished_by_the_next(store):
    before = having(store, *waiting(1), a_comment(number=9))
    for requests in range(10):
        batch = a_batch(3 * requests)
        for comment in before:
            decide(store, comment, SPAM, batch)
        with store.dies_after(requests):
            undo(store, batch.id, a_batch(3 * requests + 1))
        undo(store, batch.id, a_batch(3 * requests + 2))
        assert [store.desk.find(comment.id) for comment in before] == list(before)
        assert len(history(store).of_article("hello")) == 4 * (requests + 1)
    assert_counted(store)


def test_settings_that_were_changed_since_are_left(store):
    settings, batch = SettingsActs(store.client, store.name), a_batch()
    settings.change({"held_words": "casino", "title": "Night"}, batch)
    store.settings.save({"held_words": "poker"})
    assert undo(store, batch.id, a_batch(1)) == ["changed since: held_words"]
    assert store.settings.read() == {"held_words": "poker", "title": "Night"}


def test_a_secret_is_in_no_act_and_stays_when_what_was_set_with_it_is_undone(store):
    settings, both, alone = SettingsActs(store.client, store.name), a_batch(), a_batch(1)
    settings.change({"akismet_key": "abcdef123456", "title": "Night"}, both)
    settings.change({"akismet_key": "fedcba654321"}, alone)
    assert not [act for act in history(store).of_settings() if "abcdef" in repr(act) or "fedcba" in repr(act)]
    (undone,) = Undoing(store.client, store.name, lessons).undo(both.id, a_batch(2))
    stays = "akismet_key stays as it is: no secret is in the history"
    assert (undone.left, undone.stays) == ("", stays)
    assert undo(store, alone.id, a_batch(3)) == [stays]
    assert store.settings.read() == {"akismet_key": "fedcba654321"}


def test_what_readers_held_and_the_owner_brought_back_is_not_held_by_the_next_report(store):
    (comment,) = having(store, a_comment(number=1))
    reports = Reports(store.client, store.name)
    reports.report("hello", comment.path, "one", NOW, hold_at=1)
    (act,) = history(store).of_comment("hello", comment.path)
    assert undo(store, act.id, a_batch(1)) == [""]
    reports.report("hello", comment.path, "another", NOW, hold_at=1)
    assert store.desk.find(comment.id).state is APPROVED


def test_what_was_pinned_is_pinned_again_unless_another_is(store):
    first, second = having(store, a_comment(number=1), a_comment(number=2))
    pinned, batch = store.desk.pin(first, a_batch()), a_batch(1)
    decide(store, pinned, SPAM, batch)
    undo(store, batch.id, again := a_batch(2))
    assert store.desk.find(first.id) == pinned
    assert store.table.article("hello").pinned.path == first.path
    assert thread_at(store.desk.of_article("hello"), history(store).of_article("hello"), again.now)[0].pinned
    undo(store, again.id, anew := a_batch(3))
    store.desk.pin(store.desk.find(second.id), a_batch(4))
    undo(store, anew.id, a_batch(5))
    assert [comment.pinned for comment in store.desk.of_article("hello")] == [False, True]
    assert_counted(store)


def test_what_readers_held_comes_back_pinned(store):
    (comment,) = having(store, a_comment(number=1))
    store.desk.pin(comment, a_batch())
    Reports(store.client, store.name).report("hello", comment.path, "one", NOW + timedelta(minutes=1), hold_at=1)
    undo(store, history(store).of_comment("hello", comment.path)[-1].id, a_batch(2))
    assert store.desk.find(comment.id).pinned


def test_an_edit_that_is_undone_leaves_no_mark(store):
    (comment,) = having(store, a_comment(number=1))
    batch = a_batch()
    edited = replace(comment, text="Other words", edited_at=NOW, edits=1)
    store.desk.act(comment, edited, ActKind.EDIT, batch)
    undo(store, batch.id, a_batch(1))
    assert store.desk.find(comment.id) == replace(comment, edits=1)


def test_settings_that_were_undone_are_set_again(store):
    settings, batch, again = SettingsActs(store.client, store.name), a_batch(), a_batch(1)
    assert settings.change({"held_words": "casino"}, batch)
    assert not settings.change({"held_words": "casino"}, batch)
    undo(store, batch.id, again)
    assert undo(store, again.id, a_batch(2)) == [""]
    assert store.settings.read() == {"held_words": "casino"}
