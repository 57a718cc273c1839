"""What every database under the blog must do with likes, and with the owner's settings."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blog.article import ArticleState
from blog.errors import ArticleNotFound, SettingsOutdated
from storage.like_counter import LIKE_KEPT
from tests.support.blog import NOW, an_article
from tests.support.counts import assert_counted


def count(store):
    return store.table.summary("hello").like_count


class TestLikes:
    def test_a_visitor_likes_an_article_once_and_may_take_it_back_once(self, any_store):
        any_store.articles.save(an_article())
        any_store.meter.reset()
        assert any_store.likes.like("hello", "a", NOW)
        assert any_store.meter.operations == ["TransactWriteItems"]
        assert not any_store.likes.like("hello", "a", NOW)
        assert any_store.likes.like("hello", "b", NOW)
        assert count(any_store) == 2
        assert any_store.likes.unlike("hello", "a")
        assert not any_store.likes.unlike("hello", "a")
        assert count(any_store) == 1

    def test_many_at_once_are_all_counted_and_each_once(self, any_store):
        any_store.articles.save(an_article())

        def press(number):
            return any_store.likes.like("hello", f"visitor-{number % 8}", NOW)

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(press, range(16))) == 8
        assert count(any_store) == 8
        assert_counted(any_store)

    def test_a_forgotten_visitor_may_like_again(self, any_store):
        any_store.articles.save(an_article())
        any_store.likes.like("hello", "a", NOW)
        assert not any_store.likes.like("hello", "a", NOW + LIKE_KEPT)
        assert any_store.likes.like("hello", "a", NOW + LIKE_KEPT + timedelta(seconds=1))

    @pytest.mark.parametrize("state", [state for state in ArticleState if not state.is_public])
    def test_only_what_readers_see_can_be_liked(self, any_store, state):
        any_store.articles.save(an_article(state=state))
        before = any_store.items()
        for slug in ("hello", "nothing"):
            with pytest.raises(ArticleNotFound):
                any_store.likes.like(slug, "a", NOW)
            with pytest.raises(ArticleNotFound):
                any_store.likes.unlike(slug, "a")
        assert any_store.items() == before

    def test_likes_stay_while_an_article_is_a_draft(self, any_store):
        any_store.articles.save(an_article())
        any_store.likes.like("hello", "a", NOW)
        any_store.articles.save(an_article(state=ArticleState.DRAFT))
        any_store.articles.save(an_article())
        assert count(any_store) == 1
        assert not any_store.likes.like("hello", "a", NOW)

    def test_each_period_has_one_random_key_whoever_asks_first(self, any_store):
        with ThreadPoolExecutor(4) as pool:
            keys = set(pool.map(lambda _: any_store.likes.visitor_key("2026-11", NOW), range(8)))
        (key,) = keys
        assert len(key) == 32
        assert any_store.likes.visitor_key("2026-12", NOW) != key


class TestSettings:
    def test_before_the_first_is_set_there_are_none(self, any_store):
        assert any_store.table.settings() == any_store.settings.read() == {}

    def test_each_is_stored_by_itself(self, any_store):
        any_store.settings.save({"title": "Night", "tagline": ""})
        any_store.settings.save({"menu": "About = /about"})
        assert any_store.table.settings() == {"title": "Night", "tagline": "", "menu": "About = /about"}

    def test_readers_ask_for_them_with_one_request(self, any_store):
        any_store.settings.save({"title": "Night"})
        any_store.meter.reset()
        any_store.table.settings()
        assert any_store.meter.operations == ["GetItem"]

    def test_readers_are_not_told_what_judges_comments_and_who_judges_them_is(self, any_store):
        texts = {"title": "Night", "held_words": "casino", "akismet_key": "secret"}
        any_store.settings.save(texts)
        assert any_store.table.settings() == {"title": "Night"}
        assert any_store.comments.settings() == texts

    def test_what_somebody_else_has_changed_since_it_was_read_is_not_overwritten(self, any_store):
        any_store.settings.save({"title": "Night", "menu": "A = /a"})
        mine = any_store.settings
        mine.read()
        any_store.settings.save({"menu": "A = /a; B = /b"})
        with pytest.raises(SettingsOutdated):
            mine.save({"menu": "C = /c"})
        assert any_store.table.settings() == {"title": "Night", "menu": "A = /a; B = /b"}
        mine.save({"title": "Day"})
        assert any_store.table.settings()["title"] == "Day"

    def test_what_was_not_there_when_it_was_read_is_not_overwritten_either(self, any_store):
        mine = any_store.settings
        mine.read()
        any_store.settings.save({"icon": "L"})
        with pytest.raises(SettingsOutdated):
            mine.save({"icon": "M"})
