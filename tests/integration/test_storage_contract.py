"""What every database under the blog must do, whoever wrote it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState, Neighbour
from blog.comment import Comment, CommentState, Reason
from blog.errors import (
    ArticleGone,
    ArticleMoved,
    ArticleNotFound,
    BadCursor,
    CommentNotFound,
    CommentsClosed,
    ParentNotFound,
    SlugTaken,
)
from storage.article_writer import Saved
from storage.blog_table import ARTICLES_PER_PAGE, COMMENTS_PER_PAGE
from tests.support.blog import NOW, a_comment, an_article

BECAUSE = Reason("owner", "test")


def add(store, comment: Comment, digest: str = "") -> Comment:
    return store.comments.add(comment, digest or comment.path, NOW)


def count(store, slug="hello") -> int:
    return store.table.summary(slug).comment_count


class TestArticles:
    def test_an_article_and_its_comments_come_in_one_request_in_thread_order(self, any_store):
        any_store.articles.save(an_article())
        first, second = add(any_store, a_comment(number=1)), add(any_store, a_comment(number=2))
        reply = add(any_store, a_comment(number=3, parent=first.path))
        any_store.meter.reset()
        found = any_store.table.article("hello")
        assert any_store.meter.operations == ["Query"]
        assert [comment.path for comment in found.page.comments] == [first.path, reply.path, second.path]
        assert (found.article.body, found.article.comment_count, found.page.more) == ("<p>It says this.</p>", 3, "")

    def test_email_addresses_never_reach_a_page(self, any_store):
        any_store.articles.save(an_article())
        add(any_store, a_comment())
        assert [comment.email for comment in any_store.table.article("hello").page.comments] == [""]

    def test_saving_again_changes_only_what_changed(self, any_store):
        article = an_article(tags=("a",))
        assert any_store.articles.save(article) is Saved.CREATED
        any_store.meter.reset()
        assert any_store.articles.save(article) is Saved.UNCHANGED
        assert any_store.meter.operations == ["BatchGetItem"]
        assert any_store.articles.save(replace(article, tags=())) is Saved.CHANGED
        assert any_store.table.article("hello").article.tags == ()

    def test_saving_again_keeps_the_comments_their_count_and_the_neighbours(self, any_store):
        any_store.articles.save(an_article())
        any_store.articles.save(an_article("older", published_at=NOW - timedelta(days=20)))
        any_store.articles.link_neighbours()
        add(any_store, a_comment())
        any_store.articles.save(an_article(title="Other", body="<p>New</p>"))
        found = any_store.table.article("hello")
        assert (found.article.title, found.article.body, found.article.comment_count) == ("Other", "<p>New</p>", 1)
        assert found.article.previous == Neighbour("older", "Older")
        assert len(found.page.comments) == 1

    def test_a_draft_is_not_there_for_readers_and_comes_back_with_its_comments(self, any_store):
        article = an_article()
        any_store.articles.save(article)
        add(any_store, a_comment())
        any_store.articles.save(replace(article, state=ArticleState.DRAFT))
        with pytest.raises(ArticleNotFound):
            any_store.table.article("hello")
        assert any_store.table.posts().articles == ()
        any_store.articles.save(article)
        found = any_store.table.article("hello")
        assert (found.article.comment_count, len(found.page.comments)) == (1, 1)

    def test_a_slug_belongs_to_its_first_origin(self, any_store):
        any_store.articles.save(an_article(origin="one"))
        with pytest.raises(SlugTaken, match="an article from one"):
            any_store.articles.save(an_article(origin="two"))
        assert any_store.articles.save(an_article(origin="two"), replace_origin=True) is Saved.CHANGED
        any_store.articles.check(an_article(origin="two"))
        any_store.articles.check(an_article("free", origin="three"))
        with pytest.raises(SlugTaken):
            any_store.articles.check(an_article(origin="one"))

    def test_an_unknown_article_is_not_found(self, any_store):
        with pytest.raises(ArticleNotFound):
            any_store.table.article("hello")
        with pytest.raises(ArticleNotFound):
            any_store.table.summary("hello")


class TestLists:
    def test_posts_are_listed_newest_first_page_by_page(self, any_store):
        for day in range(ARTICLES_PER_PAGE + 3):
            any_store.articles.save(an_article(f"day-{day}", published_at=NOW - timedelta(days=day)))
        any_store.meter.reset()
        first = any_store.table.posts()
        assert any_store.meter.operations == ["Query"]
        rest = any_store.table.posts(first.older)
        slugs = [article.slug for article in first.articles + rest.articles]
        assert slugs == [f"day-{day}" for day in range(ARTICLES_PER_PAGE + 3)]
        assert (len(first.articles), rest.older) == (ARTICLES_PER_PAGE, "")

    def test_a_list_that_ends_with_its_page_has_nothing_older(self, any_store):
        for day in range(ARTICLES_PER_PAGE):
            any_store.articles.save(an_article(f"day-{day}", published_at=NOW - timedelta(days=day)))
        assert any_store.table.posts().older == ""

    def test_pages_are_a_list_of_their_own(self, any_store):
        any_store.articles.save(an_article("about", kind=ArticleKind.PAGE))
        any_store.articles.save(an_article("hello"))
        assert [article.slug for article in any_store.table.pages().articles] == ["about"]
        assert [article.slug for article in any_store.table.posts().articles] == ["hello"]

    @pytest.mark.parametrize(
        "cursor", ["x", "~", "POSTS", "2026-11-22T12:00:00.000000", "2026-11-22T12:00:00.000000~a\n"]
    )
    def test_a_forged_cursor_is_refused_before_anything_is_asked(self, store, cursor):
        with pytest.raises(BadCursor):
            store.table.posts(cursor)
        assert store.meter.operations == []

    def test_neighbours_follow_publication_and_are_mended_only_where_they_differ(self, any_store):
        for day in range(4):
            any_store.articles.save(an_article(f"day-{day}", published_at=NOW - timedelta(days=day)))
        assert any_store.articles.link_neighbours() == 4
        assert any_store.articles.link_neighbours() == 0
        any_store.articles.delete("day-2")
        assert any_store.articles.link_neighbours() == 2
        middle = any_store.table.summary("day-1")
        assert (middle.previous, middle.next) == (Neighbour("day-3", "Day 3"), Neighbour("day-0", "Day 0"))
        newest = any_store.table.summary("day-0")
        assert (newest.previous, newest.next) == (Neighbour("day-1", "Day 1"), None)


class TestAddresses:
    def test_an_old_address_leads_to_its_article(self, any_store):
        any_store.articles.remember_addresses({"/?p=42": "hello"})
        with pytest.raises(ArticleMoved) as moved:
            any_store.table.follow_address("/?p=42")
        assert moved.value.slug == "hello"
        assert any_store.table.follow_address("/?p=43") is None

    def test_a_deleted_article_is_gone_with_everything_below_it(self, any_store):
        any_store.articles.save(an_article())
        add(any_store, a_comment(number=1))
        add(any_store, a_comment(number=2, state=CommentState.PENDING))
        any_store.articles.delete("hello")
        assert not [item for item in any_store.items() if item["pk"]["S"] == "ARTICLE#hello"]
        with pytest.raises(ArticleGone):
            any_store.table.follow_address("/hello")
        with pytest.raises(ArticleNotFound):
            any_store.articles.delete("hello")


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
