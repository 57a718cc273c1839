"""Where feeds are, and what WordPress's addresses for them stood for."""

import pytest

from blog.feeds import ATOM, JSON, RSS, comments_on, feed_path, old_feed


def test_a_feed_is_below_what_it_follows():
    assert [feed_path("/"), feed_path("/tag/night", ATOM)] == ["/rss.xml", "/tag/night/atom.xml"]
    assert feed_path(comments_on("hello"), JSON) == "/comments/hello/feed.json"


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/feed", {}, ("/", RSS)),
        ("/feed/", {}, ("/", RSS)),
        ("/feed/rss/", {}, ("/", RSS)),
        ("/feed/rss2/", {}, ("/", RSS)),
        ("/feed/rdf/", {}, ("/", RSS)),
        ("/feed/atom/", {}, ("/", ATOM)),
        ("/feed/json", {}, ("/", JSON)),
        ("/comments/feed/", {}, ("/comments", RSS)),
        ("/comments/feed/atom/", {}, ("/comments", ATOM)),
        ("/tag/night/feed/", {}, ("/tag/night", RSS)),
        ("/category/a/b/feed/atom", {}, ("/category/a/b", ATOM)),
        ("/2011/03/15/hello/feed/", {}, ("/2011/03/15/hello", RSS)),
        ("/", {"feed": "rss2"}, ("/", RSS)),
        ("/", {"feed": "feed"}, ("/", RSS)),
        ("/", {"feed": "comments-rss2"}, ("/comments", RSS)),
        ("/", {"feed": "comments-atom"}, ("/comments", ATOM)),
        ("/", {"feed": "rss2", "p": "42"}, ("/?p=42", RSS)),
        ("/tag/night/", {"feed": "atom"}, ("/tag/night/", ATOM)),
        ("/wp-rss2.php", {}, ("/", RSS)),
        ("/index.xml", {}, ("/", RSS)),
    ],
)
def test_addresses_of_other_blogs_stand_for_a_feed_of_this_one(path, query, expected):
    assert old_feed(path, query) == expected


@pytest.mark.parametrize(
    ("path", "query"),
    [("/", {}), ("/feeding-birds", {}), ("/feed/me", {}), ("/rss.xml", {}), ("/hello", {"feed": "x"}), ("/a-feed", {})],
)
def test_other_addresses_stand_for_none(path, query):
    assert old_feed(path, query) is None
