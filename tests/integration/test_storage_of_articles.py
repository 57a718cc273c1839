"""What every database under the blog must do with articles, whoever wrote it."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from blog.errors import (
    ArticleGone,
    ArticleMoved,
    ArticleNotFound,
    SlugTaken,
)
from blog.lists import HOME, ListKind
from storage.article_writer import Saved
from tests.support.blog import NOW, a_comment, add, an_article
from tests.support.counts import assert_consistent


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
        assert any_store.meter.operations == ["BatchGetItem", "Query"]
        assert any_store.articles.save(replace(article, tags=())) is Saved.CHANGED
        assert any_store.table.article("hello").article.tags == ()

    def test_saving_again_keeps_the_comments_their_count_and_the_neighbours(self, any_store):
        any_store.articles.save(an_article(tags=("x",)))
        any_store.articles.save(an_article("older", tags=("x",), published_at=NOW - timedelta(days=20)))
        any_store.articles.link_articles()
        add(any_store, a_comment())
        any_store.likes.like("hello", "somebody", NOW)
        before = any_store.table.article("hello").article
        any_store.articles.save(an_article(tags=("x",), title="Other", body="<p>New</p>", guid="urn:another"))
        found = any_store.table.article("hello")
        assert found.article == replace(before, title="Other", body="<p>New</p>")
        assert (before.comment_count, before.like_count, before.previous.title) == (1, 1, "Older")
        assert [each.title for each in before.related] == ["Older"]
        assert len(found.page.comments) == 1

    def test_feeds_know_an_article_by_what_it_brings_or_by_what_it_gets_here(self, any_store):
        any_store.articles.save(an_article("brings", guid="https://old.example.org/?p=1"))
        any_store.articles.save(an_article("gets"))
        guids = [any_store.table.summary(slug).guid for slug in ("brings", "gets")]
        assert guids[0] == "https://old.example.org/?p=1"
        assert guids[1].startswith("urn:uuid:")

    def test_a_draft_is_not_there_for_readers_and_comes_back_with_its_comments(self, any_store):
        article = an_article()
        any_store.articles.save(article)
        add(any_store, a_comment())
        any_store.articles.save(replace(article, state=ArticleState.DRAFT))
        with pytest.raises(ArticleNotFound):
            any_store.table.article("hello")
        assert any_store.table.listed(HOME).articles == ()
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

    def test_an_unlisted_article_is_read_at_its_address_and_found_nowhere(self, any_store):
        any_store.articles.save(an_article(tags=("Night",), state=ArticleState.UNLISTED, sticky=True))
        assert any_store.table.article("hello").article.state is ArticleState.UNLISTED
        assert any_store.table.listed(HOME).articles == any_store.table.listed(HOME).sticky == ()
        assert any_store.table.lists(ListKind.TAG) == any_store.table.near("hello") == ()

    def test_the_owner_lists_articles_by_state(self, any_store):
        for day, state in enumerate([*ArticleState, *ArticleState]):
            slug = f"{state}-{day}"
            any_store.articles.save(an_article(slug, state=state, published_at=NOW - timedelta(days=day)))
        any_store.articles.save(an_article("about", kind=ArticleKind.PAGE))
        for number, state in enumerate(ArticleState):
            found = [article.slug for article in any_store.articles.articles(state)]
            page = ["about"] if state is ArticleState.PUBLISHED else []
            assert found == [f"{state}-{number}", f"{state}-{number + len(ArticleState)}", *page]


class TestFeeds:
    def test_bodies_of_many_articles_come_in_one_request(self, any_store):
        long = "<p>Long</p>" * 5_000
        any_store.articles.save(an_article("short"))
        any_store.articles.save(an_article("long", body=long))
        any_store.articles.save(an_article("draft", state=ArticleState.DRAFT))
        any_store.meter.reset()
        bodies = any_store.table.bodies([an_article(slug) for slug in ("short", "long", "draft", "nothing", "long")])
        assert bodies == {"short": "<p>It says this.</p>", "long": long}
        assert any_store.meter.operations == ["BatchGetItem"]

    def test_summaries_are_of_what_readers_may_see(self, any_store):
        for state in ArticleState:
            any_store.articles.save(an_article(state.value, state=state))
        found = any_store.table.summaries([*ArticleState, "nothing", "draft"])
        assert {slug: article.state for slug, article in found.items()} == {
            "published": ArticleState.PUBLISHED,
            "unlisted": ArticleState.UNLISTED,
        }

    def test_the_newest_comments_of_all_articles(self, any_store):
        for slug in ("one", "two"):
            any_store.articles.save(an_article(slug))
        sent = [add(any_store, a_comment(("one", "two")[number % 2], number)) for number in range(6)]
        add(any_store, a_comment("one", number=9, state=CommentState.PENDING))
        any_store.meter.reset()
        found = any_store.table.recent_comments(4)
        assert any_store.meter.operations == ["Query"]
        assert [(each.slug, each.path, each.email) for each in found] == [(s.slug, s.path, "") for s in sent[:1:-1]]

    def test_the_newest_comments_on_an_article_whatever_they_answer(self, any_store):
        any_store.articles.save(an_article())
        first = add(any_store, a_comment(number=1))
        second = add(any_store, a_comment(number=2))
        reply = add(any_store, a_comment(number=3, parent=first.path))
        add(any_store, a_comment(number=4, state=CommentState.SPAM))
        any_store.meter.reset()
        found = any_store.table.recent_comments_on("hello", 2)
        assert any_store.meter.operations == ["Query"]
        assert [(each.path, each.email) for each in found] == [(reply.path, ""), (second.path, "")]


class TestAddresses:
    def test_an_address_longer_than_a_key_is_nobodys(self, any_store):
        any_store.articles.save(an_article())
        any_store.articles.remember_addresses({f"/{'a' * 3_000}": "hello"})
        any_store.table.follow_address(f"/{'a' * 3_000}")
        any_store.table.follow_address("/" + "ü" * 1_500)

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

    @pytest.mark.parametrize("killed_at", range(1, 6))
    def test_a_deletion_that_is_killed_is_finished_by_the_next(self, store, killed_at):
        store.articles.save(an_article(tags=tuple(f"tag {number}" for number in range(60))))
        store.desk.bring_in("hello", [a_comment(number=number) for number in range(60)])
        with store.dies_after(killed_at):
            store.articles.delete("hello")
        with suppress(ArticleNotFound):
            store.articles.delete("hello")
        assert not [item for item in store.items() if item["pk"]["S"] == "ARTICLE#hello"]
        assert_consistent(store)

    def test_an_article_under_a_slug_that_was_gone_is_there_again(self, any_store):
        any_store.articles.save(an_article())
        any_store.articles.delete("hello")
        any_store.articles.save(an_article(state=ArticleState.DRAFT))
        assert any_store.table.follow_address("/hello") is None


def test_an_address_with_and_without_its_last_slash_is_remembered_once(any_store):
    any_store.articles.remember_addresses({"/a/faq/": "faq", "/a/faq": "faq-2"})
    with pytest.raises(ArticleMoved) as moved:
        any_store.table.follow_address("/a/faq/")
    assert moved.value.slug == "faq-2"
