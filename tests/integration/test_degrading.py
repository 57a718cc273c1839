"""What readers see while the table says less than everything: reading goes last, and nobody keeps half a page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from blog.discussion import Order
from blog.errors import TooBusy
from blog.settings import Settings
from tests.support.blog import Blog, a_comment

NOT_KEPT = "private, no-store"
MONTHLY = {"permalinks": "/{year}/{month}/{slug}", "title": "Night Light", "accent": "#336699"}


@contextmanager
def too_busy(blog: Blog, when: Callable[[str, int], bool]) -> Iterator[None]:
    """Requests to the table are turned away, by the operation and its number among those of the block."""
    numbers = count()

    def refuse(operation_name: str, **_: Any) -> None:
        if when(operation_name, next(numbers)):
            raise TooBusy

    events = blog.store.client.meta.events
    events.register("request-created.dynamodb", refuse)
    try:
        yield
    finally:
        events.unregister("request-created.dynamodb", refuse)


def after_the_first(operation: str, number: int) -> bool:
    return number > 0


def no_settings(operation: str, number: int) -> bool:
    return operation == "GetItem"


@pytest.fixture
def own(store) -> Blog:
    """A blog that finds its settings in the store, as in Lambda; nothing has been asked yet."""
    blog = Blog(store, settings=None)
    blog.publish()
    store.settings.save(MONTHLY)
    return blog


class TestWithoutSettings:
    def test_an_article_is_shown_at_any_of_its_addresses_and_nobody_is_sent_elsewhere(self, own):
        with too_busy(own, no_settings):
            answers = [own.get(address) for address in ("/hello", "/2026/11/hello")]
        assert [(answer.status, answer.one("h1")) for answer in answers] == [(200, "Hello")] * 2
        assert {answer.headers["Cache-Control"] for answer in answers} == {NOT_KEPT}

    def test_lists_are_shown_too(self, own):
        with too_busy(own, no_settings):
            answer = own.get("/")
        assert (answer.status, answer.one(".site-title"), answer.headers["Cache-Control"]) == (
            200,
            "Lamppost",
            NOT_KEPT,
        )

    @pytest.mark.parametrize("address", ["/rss.xml", "/sitemap-lists.xml", "/robots.txt", "/assets/lamppost.css"])
    def test_what_others_keep_is_not_made_without_them(self, own, address):
        with too_busy(own, no_settings):
            answer = own.get(address)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")

    def test_they_are_asked_for_again_by_the_next_request(self, own):
        with too_busy(own, no_settings):
            own.get("/")
        answer = own.get("/")
        assert (answer.one(".site-title"), answer.headers["Cache-Control"]) == (
            "Night Light",
            "public, max-age=0, must-revalidate",
        )

    def test_those_of_before_are_as_good_as_new(self, own):
        own.get("/")
        own.now = own.now.replace(hour=23)
        with too_busy(own, no_settings):
            answer = own.get("/")
        assert (answer.one(".site-title"), answer.headers["Cache-Control"]) == (
            "Night Light",
            "public, max-age=0, must-revalidate",
        )

    def test_nobody_writes_by_rules_that_are_not_the_owners(self, own):
        with too_busy(own, no_settings):
            answer = own.post(comment="Not now?")
        assert (answer.status, answer.one("blockquote.kept")) == (503, "Not now?")
        assert (own.pending(), own.get("/2026/11/hello").texts(".comment")) == ([], [])


class TestSecondRequests:
    def test_an_unknown_address_is_404_without_suggestions(self, blog):
        blog.publish("hello")
        with too_busy(blog, lambda operation, number: operation == "Query" and number > 0):
            answer = blog.get("/helo")
        assert (answer.status, answer.texts("main li")) == (404, [])
        assert blog.get("/helo").texts("main li") == ["Hello"]

    def test_a_permalink_far_down_shows_the_article(self, blog):
        long_thread(blog, 60)
        address = f"/hello?comment={a_comment('hello', 59).path}"
        with too_busy(blog, after_the_first):
            answer = blog.get(address)
        assert (answer.status, answer.one("h1"), answer.headers["Cache-Control"]) == (200, "Hello", NOT_KEPT)
        assert "Words 59" in blog.get(address).text

    def test_the_names_of_those_who_are_answered_elsewhere_are_left_out(self, blog):
        long_thread(blog, 60)
        first = a_comment("hello", 0).path
        blog.store.desk.bring_in("hello", [a_comment("hello", 70, answers=first)])
        address = f"/hello?comment={a_comment('hello', 70).path}"
        with too_busy(blog, lambda _, number: number > 1):
            answer = blog.get(address)
        assert ("Words 70" in answer.text, answer.headers["Cache-Control"]) == (True, NOT_KEPT)

    def test_an_article_whose_newest_comments_come_first_is_shown_without_them(self, store):
        blog = Blog(store, Settings(comment_order=Order.NEWEST))
        blog.publish()
        long_thread(blog, 60)
        with too_busy(blog, after_the_first):
            answer = blog.get("/hello")
        assert (answer.status, answer.texts(".comment"), answer.headers["Cache-Control"]) == (200, [], NOT_KEPT)
        assert len(blog.get("/hello").texts(".comment")) == 50

    def test_a_feed_is_whole_or_asked_for_later(self, blog):
        blog.publish()
        with too_busy(blog, after_the_first):
            answer = blog.get("/rss.xml")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("address", ["/", "/hello", "/tag/night", "/archive", "/pages", "/rss.xml", "/sitemap.xml"])
def test_a_table_that_says_nothing_is_asked_again_later(blog, address):
    with too_busy(blog, lambda *_: True):
        answer = blog.get(address)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "5", NOT_KEPT)
    assert answer.one("h1") == "The blog is busy just now"
    assert blog.reported == []


def test_a_like_is_asked_for_again_and_counted_once(blog):
    blog.publish()
    with too_busy(blog, lambda operation, _: operation == "TransactWriteItems"):
        assert blog.like().status == 503
    assert [blog.like().status, blog.like().status] == [303, 303]
    assert blog.store.table.summary("hello").like_count == 1


def long_thread(blog: Blog, length: int) -> None:
    blog.publish()
    blog.store.desk.bring_in("hello", [a_comment("hello", number) for number in range(length)])
