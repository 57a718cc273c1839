"""What every database under the blog must do with comments, whoever wrote it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blog.comment import CommentState, Reason
from blog.errors import (
    ArticleNotFound,
    BadCursor,
    CommentNotFound,
    CommentsClosed,
    ParentNotFound,
)
from storage.blog_table import COMMENTS_PER_PAGE
from tests.support.blog import NOW, a_comment, add, an_article

BECAUSE = Reason("owner", "test")


def count(store, slug="hello") -> int:
    return store.table.summary(slug).comment_count


class TestSendingComments:
    def test_a_comment_is_counted_as_it_is_written(self, any_store):
        any_store.articles.save(an_article())
        any_store.meter.reset()
        known = any_store.comments.circumstances("hello", "", "reader@example.org")
        add(any_store, a_comment())
        assert any_store.meter.operations == ["BatchGetItem", "TransactWriteItems"]
        assert (known.article.slug, known.approved_before, count(any_store)) == ("hello", 0, 1)

    def test_the_same_submission_twice_is_one_comment_and_the_same_answer(self, any_store):
        any_store.articles.save(an_article())
        first = add(any_store, a_comment(number=1), "digest")
        again = add(any_store, a_comment(number=2), "digest")
        assert (again.path, again.state) == (first.path, first.state)
        assert count(any_store) == 1

    def test_a_day_later_the_same_words_are_a_new_comment(self, any_store):
        any_store.articles.save(an_article())
        any_store.comments.add(a_comment(number=1), "digest", NOW)
        later = any_store.comments.add(a_comment(number=2), "digest", NOW + timedelta(days=1, seconds=1))
        assert later.path == a_comment(number=2).path
        assert count(any_store) == 2

    def test_a_held_comment_is_neither_shown_nor_counted(self, any_store):
        any_store.articles.save(an_article())
        held = add(any_store, a_comment(state=CommentState.PENDING, reasons=(BECAUSE,)))
        assert (count(any_store), any_store.table.article("hello").page.comments) == (0, ())
        shown = any_store.table.held_comment("hello", held.path)
        assert (shown.text, shown.email, shown.reasons) == (held.text, "", ())

    @pytest.mark.parametrize("state", [CommentState.APPROVED, CommentState.PENDING])
    def test_where_nothing_can_be_answered_nothing_is_written(self, any_store, state):
        any_store.articles.save(an_article())
        any_store.articles.save(an_article("closed", comments_open=False))
        held = add(any_store, a_comment(number=1, state=CommentState.PENDING))
        before = any_store.items()
        for slug, parent, refusal in (
            ("missing", "", ArticleNotFound),
            ("closed", "", CommentsClosed),
            ("hello", a_comment(number=9).path, ParentNotFound),
            ("hello", held.path, ParentNotFound),
        ):
            with pytest.raises(refusal):
                any_store.comments.circumstances(slug, parent, "reader@example.org")
            with pytest.raises(refusal):
                add(any_store, a_comment(slug, number=5, parent=parent, state=state))
        assert any_store.items() == before

    def test_concurrent_comments_are_all_there_and_all_counted(self, any_store):
        any_store.articles.save(an_article())
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: add(any_store, a_comment(number=number)), range(24)))
        found = any_store.table.article("hello")
        assert (found.article.comment_count, len(found.page.comments)) == (24, 24)

    def test_concurrent_copies_of_one_submission_are_one_comment(self, any_store):
        any_store.articles.save(an_article())
        with ThreadPoolExecutor(8) as pool:
            answers = set(pool.map(lambda number: add(any_store, a_comment(number=number), "same").path, range(8)))
        assert len(answers) == count(any_store) == 1


class TestLongThreads:
    def test_a_long_thread_is_read_by_cursor_without_gap_or_overlap(self, any_store):
        any_store.articles.save(an_article())
        sent = [a_comment(number=number) for number in range(2 * COMMENTS_PER_PAGE + 7)]
        sent.append(a_comment(number=500, parent=sent[COMMENTS_PER_PAGE - 1].path))
        any_store.desk.bring_in("hello", sent)
        page = any_store.table.article("hello").page
        read, starts = list(page.comments), [page.first_number]
        while page.more:
            page = any_store.table.comments_after("hello", page.more)
            read += page.comments
            starts.append(page.first_number)
        assert [comment.path for comment in read] == sorted(comment.path for comment in sent)
        assert starts == [1, 1 + COMMENTS_PER_PAGE, 1 + 2 * COMMENTS_PER_PAGE]

    def test_a_thread_that_ends_with_its_page_has_no_more(self, any_store):
        any_store.articles.save(an_article())
        any_store.desk.bring_in("hello", [a_comment(number=number) for number in range(COMMENTS_PER_PAGE)])
        assert any_store.table.article("hello").page.more == ""

    def test_entered_in_the_middle_numbers_stay_unknown(self, any_store):
        any_store.articles.save(an_article())
        sent = [a_comment(number=number) for number in range(2 * COMMENTS_PER_PAGE)]
        any_store.desk.bring_in("hello", sent)
        page = any_store.table.comments_from("hello", sent[10].path)
        assert (page.comments[0].path, page.first_number) == (sent[10].path, 0)
        assert any_store.table.comments_after("hello", page.more).first_number == 0

    @pytest.mark.parametrize(
        "cursor", ["", "x", ".1", "COMMENT#~.1", a_comment().path, a_comment().path + ".-1", a_comment().path + ".²"]
    )
    def test_a_forged_cursor_is_refused_before_anything_is_asked(self, store, cursor):
        with pytest.raises(BadCursor):
            store.table.comments_after("hello", cursor)
        assert store.meter.operations == []


class TestModeration:
    def test_every_move_keeps_the_words_and_the_count(self, any_store):
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment(state=CommentState.PENDING, url="https://example.org"))
        for state, expected in (
            (CommentState.APPROVED, 1),
            (CommentState.PENDING, 0),
            (CommentState.SPAM, 0),
            (CommentState.APPROVED, 1),
            (CommentState.TRASH, 0),
        ):
            comment = any_store.desk.move(comment, state, BECAUSE)
            assert any_store.desk.find(comment.id) == comment
            assert (count(any_store), comment.state, comment.text) == (expected, state, "Words 0")
        assert len(comment.reasons) == 5

    def test_an_approved_author_is_known_from_then_on_and_no_longer_when_taken_back(self, any_store):
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment(state=CommentState.PENDING))

        def approved() -> int:
            return any_store.comments.circumstances("hello", "", "READER@example.org").approved_before

        assert approved() == 0
        comment = any_store.desk.move(comment, CommentState.APPROVED, BECAUSE)
        assert approved() == 1
        any_store.desk.move(comment, CommentState.SPAM, BECAUSE)
        assert approved() == 0

    def test_what_moved_meanwhile_is_not_moved_twice(self, any_store):
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment(state=CommentState.PENDING))
        any_store.desk.move(comment, CommentState.APPROVED, BECAUSE)
        with pytest.raises(CommentNotFound):
            any_store.desk.move(comment, CommentState.APPROVED, BECAUSE)
        assert count(any_store) == 1

    def test_states_are_listed_newest_first(self, any_store):
        any_store.articles.save(an_article())
        sent = [add(any_store, a_comment(number=number, state=CommentState.PENDING)) for number in range(5)]
        add(any_store, a_comment(number=9))
        listed = list(any_store.desk.comments(CommentState.PENDING))
        assert [comment.path for comment in listed] == [comment.path for comment in reversed(sent)]

    def test_only_what_is_there_can_be_found_and_deleted(self, any_store):
        any_store.articles.save(an_article())
        with pytest.raises(CommentNotFound, match="no comment 'nothing'"):
            any_store.desk.find("nothing")
        comment = any_store.desk.move(add(any_store, a_comment()), CommentState.TRASH, BECAUSE)
        any_store.desk.delete_forever(comment)
        with pytest.raises(CommentNotFound):
            any_store.desk.delete_forever(comment)

    def test_bringing_in_twice_adds_nothing_twice_and_moderation_stays(self, any_store):
        any_store.articles.save(an_article())
        old = [a_comment(number=number, email=f"r{number % 7}@example.org") for number in range(60)]
        old.append(a_comment(number=99, state=CommentState.PENDING))
        assert any_store.desk.bring_in("hello", old) == 61
        any_store.desk.move(any_store.desk.find(old[-1].id), CommentState.SPAM, BECAUSE)
        assert any_store.desk.bring_in("hello", old) == 0
        assert count(any_store) == 60
        assert any_store.comments.circumstances("hello", "", "r1@example.org").approved_before == 9
