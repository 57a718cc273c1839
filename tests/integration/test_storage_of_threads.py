"""What every database under the blog must do with threads: pages of them in both orders, what is pinned, imports."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import pytest

from blog.comment import Comment, CommentState, Gap
from blog.discussion import Order
from blog.errors import ArticleNotFound, BadCursor
from blog.numbering import START, counted
from tests.support.blog import a_comment, add, an_article
from tests.support.counts import assert_counted
from tests.support.stores import Store

APPROVED, PENDING, SPAM, TRASH = CommentState
LIMIT = 5


def paths(comments) -> list[str]:
    return [comment.path for comment in comments]


def a_conversation() -> list[Comment]:
    """Seven threads of one to four comments, as they are stored."""
    numbers, made = count(), []
    for thread in range(7):
        above = ""
        for _ in range(thread % 4 + 1):
            made.append(a_comment(number=next(numbers), parent=above))
            above = made[-1].path
    return made


def read_on(store: Store, order: Order, limit: int = LIMIT):
    page = store.table.article("hello", comments=limit, order=order).page
    yield page
    while page.more:
        page = store.table.comments_after("hello", page.more, limit=limit, order=order)
        yield page


class TestPages:
    def test_oldest_first_a_thread_is_read_by_cursor_with_its_numbers(self, any_store):
        any_store.articles.save(an_article())
        sent = a_conversation()
        any_store.desk.bring_in("hello", sent)
        pages = list(read_on(any_store, Order.OLDEST))
        assert [path for page in pages for path in paths(page.comments)] == sorted(paths(sent))
        numbers = [number for page in pages for number in counted(paths(page.comments), page.before)]
        assert numbers == list(counted(sorted(paths(sent))))

    def test_newest_first_threads_come_whole_and_each_in_its_own_order(self, any_store):
        any_store.articles.save(an_article())
        sent = a_conversation()
        any_store.desk.bring_in("hello", sent)
        pages = list(read_on(any_store, Order.NEWEST))
        shown = [path for page in pages for path in paths(page.comments)]
        wanted = sorted(sorted(paths(sent)), key=lambda path: path.partition("/")[0], reverse=True)
        assert shown == wanted
        assert all(page.comments[0].parent == "" and page.before is None for page in pages)

    @pytest.mark.parametrize("order", Order)
    def test_a_thread_that_fits_its_page_is_one_request_and_has_no_more(self, any_store, order):
        any_store.articles.save(an_article())
        sent = a_conversation()
        any_store.desk.bring_in("hello", sent)
        any_store.meter.reset()
        page = any_store.table.article("hello", comments=len(sent), order=order).page
        assert any_store.meter.operations == ["Query"]
        assert (len(page.comments), page.more) == (len(sent), "")

    def test_a_longer_one_is_read_from_its_end_where_newest_come_first(self, any_store):
        any_store.articles.save(an_article())
        any_store.desk.bring_in("hello", a_conversation())
        any_store.meter.reset()
        assert any_store.table.article("hello", comments=LIMIT, order=Order.NEWEST).page.more
        assert any_store.meter.operations == ["Query", "Query"]

    @pytest.mark.parametrize("order", Order)
    @pytest.mark.parametrize("limit", [2, LIMIT])
    def test_a_permalink_finds_its_page_without_a_number(self, any_store, order, limit):
        any_store.articles.save(an_article())
        sent = a_conversation()
        any_store.desk.bring_in("hello", sent)
        for comment in sent:
            page = any_store.table.comments_from("hello", comment.path, limit=limit, order=order)
            assert comment.path in paths(page.comments)
            assert page.before is None
            if page.more:
                assert any_store.table.comments_after("hello", page.more, limit=limit, order=order).before is None

    def test_what_is_not_there_is_on_no_page(self, any_store):
        any_store.articles.save(an_article())
        any_store.desk.bring_in("hello", a_conversation())
        for order in Order:
            page = any_store.table.comments_from("hello", a_comment(number=99).path, limit=LIMIT, order=order)
            assert a_comment(number=99).path not in paths(page.comments)

    def test_a_forged_cursor_is_refused_before_anything_is_asked(self, store):
        for order in Order:
            with pytest.raises(BadCursor):
                store.table.comments_after("hello", "COMMENT#~.1", order=order)
        assert store.meter.operations == []

    def test_a_page_has_as_many_comments_with_and_without_one_that_is_pinned(self, any_store):
        any_store.articles.save(an_article())
        sent = [add(any_store, a_comment(number=number)) for number in range(LIMIT + 1)]
        for last in (sent[LIMIT - 1], sent[LIMIT]):
            found = any_store.table.article("hello", comments=LIMIT)
            assert (len(found.page.comments), bool(found.page.more)) == (LIMIT, True)
            any_store.mover.change(any_store.desk.find(last.id), replace(last, pinned=True))
            assert any_store.table.article("hello", comments=LIMIT).pinned.text == last.text

    def test_a_gap_keeps_its_place_on_a_page_and_is_in_no_list(self, any_store):
        any_store.articles.save(an_article())
        root = add(any_store, a_comment(number=1))
        reply = add(any_store, a_comment(number=2, parent=root.path))
        any_store.mover.change(root, replace(root, state=TRASH), gap=Gap.AUTHOR)
        found = any_store.table.article("hello")
        gap = found.page.comments[0]
        assert (gap.path, gap.gap, gap.name, gap.text, gap.replies) == (root.path, Gap.AUTHOR, "", "", 1)
        assert found.article.comment_count == 1
        for recent in (any_store.table.recent_comments(9), any_store.table.recent_comments_on("hello", 9)):
            assert paths(recent) == [reply.path]

    def test_readers_get_all_that_is_shown_of_a_comment_and_nothing_else(self, any_store):
        any_store.articles.save(an_article())
        full = a_comment(number=2, url="https://example.org", avatar="ab", by_author=True, reports=2, answers="x")
        any_store.desk.bring_in("hello", [full])
        (shown,) = any_store.table.article("hello").page.comments
        assert shown == replace(full, email="", reports=0)


class TestBringingIn:
    def test_threads_come_with_their_counts_and_gaps_for_what_is_not_among_them(self, any_store):
        any_store.articles.save(an_article())
        lost, waiting = a_comment(number=1), a_comment(number=2, state=PENDING)
        orphan = a_comment(number=3, parent=lost.path)
        sent = [orphan, waiting, a_comment(number=4, parent=waiting.path), a_comment(number=5, parent=orphan.path)]
        assert any_store.desk.bring_in("hello", sent) == 4
        shown = {comment.path: comment for comment in any_store.table.article("hello").page.comments}
        assert shown[lost.path].gap is Gap.MODERATOR
        assert shown[waiting.path].gap is Gap.HELD
        assert_counted(any_store)

    def test_twice_adds_nothing_twice_and_what_was_done_since_stays(self, any_store):
        any_store.articles.save(an_article())
        old = [a_comment(number=number, email=f"r{number % 7}@example.org") for number in range(60)]
        old.append(a_comment(number=99, state=PENDING))
        assert any_store.desk.bring_in("hello", old) == 61
        any_store.mover.change(old[-1], replace(old[-1], state=SPAM))
        assert any_store.desk.bring_in("hello", [*old, a_comment(number=100, parent=old[0].path)]) == 1
        assert any_store.comments.circumstances("hello", email="r1@example.org").approved_before == 9
        assert_counted(any_store)

    def test_a_thread_of_any_shape_is_stopped_anywhere_and_brought_in_again_to_its_end(self, store):
        store.articles.save(an_article())
        sent = [a_comment(number=number, email=f"{number}@example.org") for number in range(50)]
        sent += [a_comment(number=100 + number, parent=a_comment(number=200 + number).path) for number in range(50)]
        for requests in (1, 2, 3, 4):
            with store.dies_after(requests):
                store.desk.bring_in("hello", sent)
            assert_counted(store)
        store.desk.bring_in("hello", sent)
        assert store.table.summary("hello").comment_count == 100
        assert_counted(store)

    def test_two_at_once_bring_in_each_comment_once(self, any_store):
        any_store.articles.save(an_article())
        sent = a_conversation()
        with ThreadPoolExecutor(4) as pool:
            brought = list(pool.map(lambda _: any_store.desk.bring_in("hello", sent), range(4)))
        assert sum(brought) == len(sent)
        assert_counted(any_store)

    def test_nothing_is_brought_to_an_article_that_is_not_there(self, any_store):
        with pytest.raises(ArticleNotFound):
            any_store.desk.bring_in("nowhere", [a_comment("nowhere")])
        assert any_store.desk.bring_in("nowhere", []) == 0
        assert any_store.items() == []


def test_a_first_page_says_where_numbers_start(any_store):
    any_store.articles.save(an_article())
    assert any_store.table.article("hello").page.before == START
