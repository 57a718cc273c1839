"""What every database under the blog must do with articles, whoever wrote it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState, Neighbour
from blog.comment import CommentState
from blog.errors import (
    ArticleGone,
    ArticleMoved,
    ArticleNotFound,
    BadCursor,
    SlugTaken,
    TooBusy,
)
from storage.article_writer import Saved
from storage.blog_table import ARTICLES_PER_PAGE
from tests.support.blog import NOW, a_comment, add, an_article


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

    def test_links_are_not_made_from_an_index_that_lags_behind(self, store, monkeypatch):
        for day in (0, 2):
            store.articles.save(an_article(f"day-{day}", published_at=NOW - timedelta(days=day)))
        writer = store.articles
        writer.link_neighbours()
        writer.save(an_article("day-1", published_at=NOW - timedelta(days=1)))
        waits = []
        read, behind = writer._in_index, 3

        def lagging(condition, *arguments):
            if len(waits) < behind:
                return iter(())
            return read(condition, *arguments)

        monkeypatch.setattr(writer, "_in_index", lagging)
        monkeypatch.setattr("storage.article_writer.time.sleep", waits.append)
        assert writer.link_neighbours() == 3
        assert len(waits) == behind
        assert store.table.summary("day-1").next == Neighbour("day-0", "Day 0")

    def test_an_index_that_never_follows_is_a_busy_table(self, store, monkeypatch):
        writer = store.articles
        writer.save(an_article())
        monkeypatch.setattr(writer, "_in_index", lambda *_: iter(()))
        monkeypatch.setattr("storage.article_writer.time.sleep", lambda _: None)
        with pytest.raises(TooBusy):
            writer.link_neighbours()


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


def test_an_address_with_and_without_its_last_slash_is_remembered_once(any_store):
    any_store.articles.remember_addresses({"/a/faq/": "faq", "/a/faq": "faq-2"})
    with pytest.raises(ArticleMoved) as moved:
        any_store.table.follow_address("/a/faq/")
    assert moved.value.slug == "faq-2"
