"""What the owner's desk does on every database: lists, and acts with their history."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.acts import ActKind, Batch, act_id
from blog.comment import CommentState, Gap, Reason
from blog.comment_filter import CommentFilter
from blog.errors import ActNotFound, ArticleNotFound, CommentNotFound, ParentNotFound
from blog.ids import make_id
from blog.thread_history import thread_at
from storage.calls import call_batch_write
from storage.comment_items import comment_item
from tests.support.blog import NOW, a_comment, an_article
from tests.support.counts import assert_counted
from tests.support.deciding import a_batch, having, history, waiting

APPROVED, PENDING, SPAM, TRASH = CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM, CommentState.TRASH
LATER = NOW + timedelta(minutes=1)


class TestLooking:
    def test_a_page_of_the_queue_is_one_request_however_long_it_is(self, any_store):
        having(any_store, *waiting(60))
        found, after, more = [], "", True
        while more:
            any_store.meter.reset()
            page = any_store.desk.page(PENDING, after=after, limit=25)
            assert any_store.meter.operations == ["Query"]
            found.append([comment.id for comment in page.comments])
            after = more = page.more
        newest_first = [comment.id for comment in reversed(waiting(60))]
        assert found == [newest_first[:25], newest_first[25:50], newest_first[50:]]

    def test_the_last_page_that_is_full_leads_nowhere(self, store):
        having(store, *waiting(2))
        assert store.desk.page(PENDING, limit=2).more == ""

    def test_a_page_of_the_queue_costs_the_same_with_some_and_with_thousands(self, local_store):
        def cost() -> float:
            local_store.meter.reset()
            assert len(local_store.desk.page(PENDING).comments) == 50
            return local_store.meter.capacity

        having(local_store, *waiting(60))
        few = cost()
        more = (comment_item(a_comment("other", number, state=PENDING)) for number in range(1_000))
        call_batch_write(local_store.client, local_store.name, ({"PutRequest": {"Item": item}} for item in more))
        assert cost() == few

    def test_comments_are_found_by_what_is_in_them_and_by_their_age(self, store):
        first, second, third = waiting(3)
        having(store, first, replace(second, name="Ada"), third)
        assert [each.id for each in store.desk.comments(PENDING, CommentFilter(author="ada"))] == [second.id]
        newer = CommentFilter(newer_than=first.written_at)
        assert [each.id for each in store.desk.comments(PENDING, newer)] == [third.id, second.id]
        older = CommentFilter(older_than=third.written_at)
        assert [each.id for each in store.desk.comments(PENDING, older)] == [second.id, first.id]

    def test_those_of_one_article_are_read_from_it_alone(self, store):
        having(store, *waiting(3))
        (other,) = having(store, a_comment("other", 7, state=PENDING), slug="other")
        store.meter.reset()
        assert list(store.desk.comments(PENDING, CommentFilter(article="other"))) == [other]
        assert store.meter.operations == ["Query"]


class TestDeciding:
    @pytest.mark.parametrize("state", CommentState)
    def test_a_decision_is_stored_with_its_act_and_its_reason(self, store, state):
        found = (Reason("links", "3 links", 60),)
        (comment,) = having(store, a_comment(state=PENDING, reasons=found))
        stored = store.desk.decide(comment, state, a_batch(), why="as I see it")
        assert store.desk.find(comment.id) == stored
        assert (stored.state, stored.reasons[:-1], stored.reasons[-1].rule) == (state, found, "owner")
        (act,) = history(store).of_comment("hello", comment.path)
        assert (act.who, act.at, act.why, act.old, act.new) == ("keeper", NOW, "as I see it", PENDING, state)
        assert act.reasons == found
        assert_counted(store)

    def test_the_owners_last_decision_is_the_only_one_among_the_reasons(self, store):
        (comment,) = having(store, *waiting(1))
        for number, state in enumerate([APPROVED, SPAM, APPROVED]):
            comment = store.desk.decide(comment, state, a_batch(number))
        assert comment.reasons == (Reason("owner", "approve"),)

    def test_who_decides_about_what_has_moved_learns_that_it_is_not_there(self, any_store):
        (comment,) = having(any_store, *waiting(1))
        any_store.desk.decide(comment, SPAM, a_batch())
        with pytest.raises(CommentNotFound):
            any_store.desk.decide(comment, APPROVED, a_batch(1))
        assert len(history(any_store).of_article("hello")) == 1

    def test_spam_goes_by_itself_but_what_is_approved_stays(self, store):
        first, second = having(store, *waiting(2))
        store.desk.decide(first, SPAM, a_batch(), expires_at=LATER)
        store.desk.decide(second, APPROVED, a_batch(1), expires_at=LATER)
        expiring = [item for item in store.items() if "expires_at" in item]
        assert [item["position"]["S"] for item in expiring] == [first.id]

    def test_what_the_history_repeats_of_a_comment_goes_with_it_and_stays_when_it_comes_back(self, store):
        def going(word: str) -> list[bool]:
            return ["expires_at" in item for item in store.items() if word in str(item)]

        held, approved = having(store, a_comment(number=1, state=PENDING), a_comment(number=2, text="Unspeakable"))
        edited = store.desk.act(approved, replace(approved, text="Changed"), ActKind.EDIT, a_batch())
        reasons = (Reason("links", "http://casino.example"),)
        spam = store.desk.act(edited, replace(edited, state=SPAM, reasons=reasons), ActKind.SPAM, a_batch(1))
        assert going("Unspeakable") == [False]
        trash = store.desk.decide(spam, TRASH, a_batch(2), expires_at=LATER)
        assert (going("Unspeakable"), going("casino")) == ([True], [True, True])
        store.desk.decide(trash, APPROVED, a_batch(3), expires_at=LATER)
        assert not any("expires_at" in item for item in store.items())
        store.meter.reset()
        store.desk.decide(held, SPAM, a_batch(4), expires_at=LATER)
        assert store.meter.operations == ["BatchGetItem", "TransactWriteItems"]

    def test_only_what_is_in_the_trash_is_purged_and_then_with_all_its_words(self, store):
        (comment,) = having(store, a_comment(text="Unspeakable"))
        edited = store.desk.act(comment, replace(comment, text="Changed"), ActKind.EDIT, a_batch())
        with pytest.raises(CommentNotFound):
            store.desk.purge(edited, a_batch(1))
        store.desk.purge(store.desk.decide(edited, TRASH, a_batch(1)), a_batch(2))
        assert "Unspeakable" not in str(store.items())
        assert [act.kind for act in history(store).of_article("hello")] == [
            ActKind.EDIT,
            ActKind.DELETE,
            ActKind.PURGE,
        ]

    def test_what_its_author_has_deleted_is_still_deleted_by_its_author_when_it_is_purged(self, store):
        parent = a_comment(number=1)
        having(store, parent, a_comment(number=2, parent=parent.path))
        after = replace(store.desk.find(parent.id), state=TRASH, reasons=(Reason("author", "deleted"),))
        batch = Batch(make_id(NOW, 0), "author", NOW)
        gone = store.desk.act(store.desk.find(parent.id), after, ActKind.DELETE, batch)
        store.desk.purge(gone, a_batch(1))
        assert [comment.gap for comment in store.desk.of_article("hello")] == [Gap.AUTHOR, None]


class TestPinningAndAnswering:
    def test_an_article_has_one_pinned_comment_and_the_history_says_which_it_was(self, any_store):
        first, second = having(any_store, a_comment(number=1), a_comment(number=2))
        any_store.desk.pin(first, a_batch())
        any_store.desk.pin(second, a_batch(1))
        assert [comment.pinned for comment in any_store.desk.of_article("hello")] == [False, True]
        kinds = [(act.kind, act.path) for act in history(any_store).of_article("hello")]
        pins = [(ActKind.PIN, first.path), (ActKind.UNPIN, first.path), (ActKind.PIN, second.path)]
        assert kinds == pins
        assert_counted(any_store)

    def test_what_is_pinned_is_not_pinned_again_and_what_is_not_shown_not_at_all(self, store):
        shown, held = having(store, a_comment(number=1), a_comment(number=2, state=PENDING))
        pinned = store.desk.pin(shown, a_batch())
        assert store.desk.pin(pinned, a_batch(1)) == pinned
        with pytest.raises(CommentNotFound):
            store.desk.pin(held, a_batch(2))
        assert len(history(store).of_article("hello")) == 1

    def test_an_answer_is_approved_counted_and_recorded(self, any_store):
        (comment,) = having(any_store, a_comment(number=1))
        answer = a_comment(number=2, parent=comment.path, by_author=True)
        any_store.desk.answer(answer, a_batch())
        assert any_store.desk.find(answer.id) == answer
        (act,) = history(any_store).of_comment("hello", answer.path)
        assert (act.kind, act.old, act.new) == (ActKind.ANSWER, None, APPROVED)
        assert_counted(any_store)

    def test_what_is_not_shown_cannot_be_answered(self, store):
        held, parent = a_comment(number=1, state=PENDING), a_comment(number=2)
        having(store, held, parent, a_comment(number=3, parent=parent.path))
        store.desk.decide(store.desk.find(parent.id), SPAM, a_batch())
        for path in (held.path, parent.path):
            with pytest.raises(ParentNotFound):
                store.desk.answer(a_comment(number=4, parent=path), a_batch(1))
        with pytest.raises(ArticleNotFound):
            store.desk.answer(a_comment("nowhere"), a_batch(1))


class TestClosing:
    def test_a_discussion_is_locked_once_and_stays_so_through_a_new_edition(self, any_store):
        any_store.articles.save(an_article())
        assert any_store.desk.lock("hello", a_batch())
        assert not any_store.desk.lock("hello", a_batch(1))
        any_store.articles.save(an_article(title="Another"))
        assert any_store.table.summary("hello").comments_locked
        assert any_store.desk.unlock("hello", a_batch(2))
        assert not any_store.table.summary("hello").comments_locked
        assert [act.kind for act in history(any_store).of_comment("hello", "")] == [ActKind.LOCK, ActKind.UNLOCK]

    def test_what_is_not_there_is_not_locked(self, store):
        with pytest.raises(ArticleNotFound):
            store.desk.lock("nowhere", a_batch())


class TestHistory:
    def test_the_newest_acts_come_first_page_by_page(self, any_store):
        comments = having(any_store, *waiting(3))
        batch = a_batch()
        acts = [act_id(batch.id, number) for number in range(3)]
        for comment in comments:
            any_store.desk.decide(comment, APPROVED, batch)
        page = history(any_store).acts(limit=2)
        rest = history(any_store).acts(after=page.more, limit=2)
        assert [act.id for act in (*page.acts, *rest.acts)] == acts[::-1]
        assert rest.more == ""
        assert [act.id for act in history(any_store).every()] == acts[::-1]
        assert [act.id for act in history(any_store).batch(batch.id)] == acts
        assert [act.id for act in history(any_store).batch(acts[1])] == [acts[1]]

    @pytest.mark.parametrize("id_", ["", "0", make_id(NOW, 0), act_id(make_id(NOW, 0), 9)])
    def test_what_was_not_done_is_not_found(self, store, id_):
        (comment,) = having(store, *waiting(1))
        store.desk.decide(comment, APPROVED, a_batch(1))
        with pytest.raises(ActNotFound):
            history(store).batch(id_)

    def test_a_thread_is_shown_as_it_was(self, store):
        parent = a_comment(number=1)
        reply = a_comment(number=2, parent=parent.path)
        seen = having(store, parent, reply)
        edited = store.desk.act(seen[0], replace(seen[0], text="Other words"), ActKind.EDIT, a_batch(1))
        store.desk.decide(edited, SPAM, a_batch(2))
        now, acts = store.desk.of_article("hello"), history(store).of_article("hello")
        assert [comment.text for comment in thread_at(now, acts, NOW)] == ["Words 1", "Words 2"]
        assert [comment.text for comment in thread_at(now, acts, NOW + timedelta(minutes=1))] == [
            "Other words",
            "Words 2",
        ]
        assert [comment.gap for comment in thread_at(now, acts, NOW + timedelta(minutes=2))] == [Gap.MODERATOR, None]
