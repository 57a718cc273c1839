"""What every database under the blog must do when the time of an article comes, and before it has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.article import ArticleState
from blog.errors import ArticleGone, ArticleNotFound
from blog.lists import HOME
from storage.article_writer import Saved
from tests.support.blog import NOW, an_article
from tests.support.counts import assert_consistent

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
LATER = an_article(published_at=NOW + HOUR, tags=("Night",))
PASSING = an_article(expires_at=NOW + HOUR, tags=("Night",))


def state_of(store, slug="hello"):
    return next((state for state in ArticleState for each in store.articles.articles(state) if each.slug == slug), None)


class TestScheduled:
    def test_it_appears_at_its_time_and_not_before(self, any_store):
        any_store.articles.save(LATER, now=NOW)
        assert state_of(any_store) is ArticleState.SCHEDULED
        assert any_store.articles.keep_time("hello", NOW + HOUR - timedelta(seconds=1)) is None
        assert any_store.table.listed(HOME).articles == ()
        assert any_store.articles.keep_time("hello", NOW + HOUR) is ArticleState.PUBLISHED
        assert [each.slug for each in any_store.table.listed(HOME).articles] == ["hello"]
        assert_consistent(any_store)
        assert any_store.articles.keep_time("hello", NOW + HOUR) is None

    def test_it_is_what_publishing_it_at_that_time_makes_of_it(self, any_store):
        any_store.articles.save(LATER, now=NOW)
        any_store.articles.keep_time("hello", NOW + HOUR)
        assert any_store.articles.save(LATER, now=NOW + HOUR) is Saved.UNCHANGED

    def test_what_shall_be_unlisted_is_so_when_its_time_comes(self, any_store):
        unlisted = replace(LATER, state=ArticleState.UNLISTED)
        any_store.articles.save(unlisted, now=NOW)
        assert any_store.articles.keep_time("hello", NOW + HOUR) is ArticleState.UNLISTED
        assert any_store.table.listed(HOME).articles == ()
        assert any_store.table.summary("hello").state is ArticleState.UNLISTED
        assert any_store.articles.save(unlisted, now=NOW + HOUR) is Saved.UNCHANGED

    def test_what_has_passed_before_it_was_noticed_never_appears(self, any_store):
        any_store.articles.save(replace(LATER, expires_at=NOW + 2 * HOUR), now=NOW)
        assert any_store.articles.keep_time("hello", NOW + 3 * HOUR) is ArticleState.EXPIRED

    def test_an_article_that_its_author_has_put_off_meanwhile_waits(self, store, monkeypatch):
        store.articles.save(LATER, now=NOW)
        writer = store.articles
        read = writer._whole

        def read_and_put_off(slug):
            found = read(slug)
            store.articles.save(replace(LATER, published_at=NOW + 5 * HOUR), now=NOW)
            return found

        monkeypatch.setattr(writer, "_whole", read_and_put_off)
        assert writer.keep_time("hello", NOW + HOUR) is None
        assert state_of(store) is ArticleState.SCHEDULED

    @pytest.mark.parametrize("killed_at", range(1, 7))
    @pytest.mark.parametrize("tags", [("Night",), tuple(f"tag {number}" for number in range(60))], ids=["few", "many"])
    def test_killed_at_any_point_the_next_try_publishes_it(self, store, killed_at, tags):
        store.articles.save(replace(LATER, tags=tags), now=NOW)
        with store.dies_after(killed_at):
            store.articles.keep_time("hello", NOW + HOUR)
        store.articles.keep_time("hello", NOW + HOUR)
        assert store.table.summary("hello").state is ArticleState.PUBLISHED
        assert_consistent(store)


class TestExpired:
    def test_it_is_gone_from_its_time_on_and_comes_back_with_a_later_one(self, any_store):
        any_store.articles.save(PASSING, now=NOW)
        assert any_store.articles.keep_time("hello", NOW) is None
        assert any_store.articles.keep_time("hello", NOW + HOUR) is ArticleState.EXPIRED
        assert_consistent(any_store)
        with pytest.raises(ArticleNotFound):
            any_store.table.summary("hello")
        with pytest.raises(ArticleGone):
            any_store.table.follow_address("/hello")
        assert any_store.articles.keep_time("hello", NOW + HOUR) is None
        any_store.articles.save(replace(PASSING, expires_at=NOW + 9 * HOUR), now=NOW + HOUR)
        assert any_store.table.summary("hello").state is ArticleState.PUBLISHED
        assert any_store.table.follow_address("/hello") is None
        assert_consistent(any_store)

    def test_what_was_unlisted_expires_too(self, any_store):
        any_store.articles.save(replace(PASSING, state=ArticleState.UNLISTED), now=NOW)
        assert any_store.articles.keep_time("hello", NOW + HOUR) is ArticleState.EXPIRED

    def test_drafts_and_what_is_not_there_have_no_time(self, any_store):
        any_store.articles.save(replace(LATER, state=ArticleState.DRAFT), now=NOW)
        assert any_store.articles.keep_time("hello", NOW + 9 * HOUR) is None
        assert any_store.articles.keep_time("nothing", NOW) is None


class TestPreviews:
    def test_a_draft_is_read_in_one_request_by_who_has_its_key(self, any_store):
        draft = replace(LATER, state=ArticleState.DRAFT)
        any_store.articles.save(draft)
        summary, key = any_store.articles.preview_key("hello")
        any_store.meter.reset()
        article, known = any_store.table.draft("hello")
        assert any_store.meter.operations == ["Query"]
        assert (article.body, article.state, summary.slug, known) == (draft.body, ArticleState.DRAFT, "hello", key)
        assert len(key) > 40

    def test_the_key_stays_while_the_draft_changes_and_is_new_after_it_was_published(self, any_store):
        any_store.articles.save(LATER, now=NOW)
        _, key = any_store.articles.preview_key("hello")
        any_store.articles.save(replace(LATER, title="Other"), now=NOW)
        assert any_store.articles.preview_key("hello")[1] == key
        any_store.articles.keep_time("hello", NOW + HOUR)
        any_store.articles.save(replace(LATER, state=ArticleState.DRAFT))
        with pytest.raises(ArticleNotFound):
            any_store.table.draft("hello")
        assert any_store.articles.preview_key("hello")[1] != key

    def test_what_readers_see_has_no_preview_and_neither_has_what_is_not_there(self, any_store):
        any_store.articles.save(an_article())
        for slug in ("hello", "nothing"):
            with pytest.raises(ArticleNotFound):
                any_store.articles.preview_key(slug)
            with pytest.raises(ArticleNotFound):
                any_store.table.draft(slug)
