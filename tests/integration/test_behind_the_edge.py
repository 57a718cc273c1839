"""The blog as its edge asks it: who is let in, what may be kept and for how long, whom it takes a reader for."""

from datetime import timedelta
from hashlib import sha256

import pytest

from blog.settings import Settings
from lamppost.local_cloud.template import LOCAL_SECRET
from tests.support.blog import NOW, Blog, Context, a_comment, add, event
from web.answers import BRIEFLY
from web.edge import KEPT, SECRET, VIEWER_ADDRESS, VIEWER_HOST

ACCEPTED = f"{sha256(LOCAL_SECRET.encode()).hexdigest()} {sha256(b'older').hexdigest()}"
CONTEXT = Context()
CLOSING = Settings(close_comments_after=20)


@pytest.fixture
def edged(blog: Blog) -> Blog:
    """The same blog behind an edge."""
    blog.publish(tags=("Lamps",))
    return Blog(blog.store, accepted=ACCEPTED)


def cache(blog: Blog, address: str, **more: object) -> str:
    return blog.get(address, **more).headers["Cache-Control"]


class TestTheDoor:
    @pytest.mark.parametrize("secret", ["", "wrong", ACCEPTED.split()[0]])
    def test_whoever_comes_past_the_edge_is_refused_in_plain_words(self, edged, secret):
        asked = event("GET", "/hello", "", {}, [])
        asked["headers"][SECRET] = secret
        answer = edged.serve(asked)
        assert (answer.status, answer.text) == (403, "Please read this blog at its own address.\n")
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_nothing_is_asked_of_the_table_for_them(self, edged, monkeypatch):
        def asked_all_the_same(*_: object, **__: object) -> None:
            raise AssertionError("the table was asked")

        monkeypatch.setattr(edged.store.table.__class__, "article", asked_all_the_same)
        asked = event("GET", "/hello", "", {}, [])
        del asked["headers"][SECRET]
        assert edged.serve(asked).status == 403

    def test_a_comment_past_the_edge_is_refused_too(self, edged):
        assert edged.send("/comments/hello", "comment=x", **{SECRET: "wrong"}).status == 403

    @pytest.mark.parametrize("secret", [LOCAL_SECRET, "older"])
    def test_the_secret_before_this_one_is_good_while_the_edge_learns_the_new_one(self, edged, secret):
        assert edged.get("/hello", **{SECRET: secret}).status == 200


class TestWhatTheEdgeKeeps:
    @pytest.mark.parametrize(
        "address",
        ["/", "/hello", "/tag/lamps", "/archive", "/pages", "/rss.xml", "/feed.json", "/sitemap.xml", "/robots.txt"],
    )
    def test_a_page_and_a_feed_are_kept_until_it_is_told_of_a_change(self, edged, address):
        assert cache(edged, address) == KEPT

    def test_an_article_whose_discussion_never_ends_of_itself_too(self, edged):
        assert cache(edged, "/hello") == KEPT

    @pytest.mark.parametrize(
        "address", ["/nowhere", "/assets/nothing.css", "/hello/", "/?p=7", "/feed/", "/favicon.ico"]
    )
    def test_what_it_is_not_told_of_is_kept_for_a_minute(self, edged, address):
        assert cache(edged, address) == BRIEFLY

    def test_what_was_deleted_is_said_for_a_minute(self, edged):
        edged.store.articles.delete("hello")
        answer = edged.get("/hello")
        assert (answer.status, answer.headers["Cache-Control"]) == (410, BRIEFLY)

    @pytest.mark.parametrize("cookie", ["commenter=author%3DA", "written=forged"])
    def test_one_visitors_page_is_not_kept(self, edged, cookie):
        assert cache(edged, "/hello", cookies=[cookie]).startswith("private")

    @pytest.mark.parametrize("query", ["liked=thanks", "liked=undone", "reported=yes", "edited=yes", "deleted=yes"])
    def test_what_somebody_has_just_done_is_told_to_nobody_else(self, edged, query):
        assert cache(edged, f"/hello?{query}").startswith("private")

    @pytest.mark.parametrize("address", ["/?before=x", "/hello?comment=../x"])
    def test_an_error_of_one_visitors_making_is_not_kept(self, edged, address):
        answer = edged.get(address)
        assert (answer.status, answer.headers["Cache-Control"]) == (400, "private, no-store")

    def test_an_asset_is_kept_for_ever_by_everybody(self, edged):
        address = edged.get("/").attribute("link[rel=stylesheet]", "href")
        assert cache(edged, address) == "public, max-age=31536000, immutable"

    def test_without_an_edge_nobody_is_told_what_is_meant_for_it(self, blog):
        blog.publish()
        assert cache(blog, "/hello") == cache(blog, "/rss.xml") == "public, max-age=0, must-revalidate"


class TestAPageThatTurnsByItself:
    """Published ten days ago, and open for twenty: at three days it begins to say so, at ten it closes."""

    @pytest.mark.parametrize(
        ("after", "seconds", "says", "is_open"),
        [
            (timedelta(), 86_400, False, True),
            (timedelta(days=2, hours=22), 7_200, False, True),
            (timedelta(days=3, seconds=1), 86_400, True, True),
            (timedelta(days=9, hours=23), 3_600, True, True),
        ],
    )
    def test_is_kept_until_then(self, edged, after, seconds, says, is_open):
        closing = Blog(edged.store, CLOSING, accepted=ACCEPTED)
        closing.now = NOW + after
        answer = closing.get("/hello")
        assert f"s-maxage={seconds}, stale-if-error" in answer.headers["Cache-Control"]
        assert ("Comments close on" in answer.text) is says
        assert bool(answer.page.css("#comment")) is is_open

    def test_and_once_it_has_turned_it_is_kept_as_others_are(self, edged):
        closing = Blog(edged.store, CLOSING, accepted=ACCEPTED)
        closing.now = NOW + timedelta(days=11)
        answer = closing.get("/hello")
        assert (answer.headers["Cache-Control"], answer.page.css("#comment")) == (KEPT, [])

    def test_a_form_from_an_old_copy_only_makes_its_reader_look_slower(self, edged):
        old = edged.get("/hello").attribute("input[name=opened]", "value")
        edged.now += timedelta(days=1)
        assert edged.post("hello", opened=old).status == 303
        (held,) = edged.pending()
        assert "too_fast" not in {reason.rule for reason in held.reasons}


class TestTheReader:
    def test_is_the_one_at_the_edge_and_not_the_edge(self, edged):
        for viewer in ("198.51.100.1:1", "198.51.100.1:2", "2001:db8::1:3"):
            edged.send("/likes/hello", "", **{VIEWER_ADDRESS: viewer, "source_ip": "203.0.113.9"})
        assert edged.store.table.article("hello").article.like_count == 2

    def test_finds_the_blog_where_he_asked_for_it(self, edged):
        unset = Blog(edged.store, Settings(), accepted=ACCEPTED)
        page = unset.get("/hello", host="api.internal.example", **{VIEWER_HOST: "blog.example.net"})
        assert page.attribute("link[rel=canonical]", "href") == "https://blog.example.net/hello"

    def test_gets_a_body_that_the_edge_compresses(self, edged):
        raw = edged._server.resolve(event("GET", "/hello", "", {"accept-encoding": "gzip, br"}, []), CONTEXT)
        assert (raw["isBase64Encoded"], raw["body"][:15]) == (False, "<!doctype html>")
        assert "Content-Encoding" not in raw["headers"]

    def test_who_has_the_page_already_is_told_so_with_how_long_it_may_be_kept(self, edged):
        etag = edged.get("/hello").headers["ETag"]
        unchanged = edged.get("/hello", if_none_match=etag)
        assert (unchanged.status, unchanged.content, unchanged.headers["Cache-Control"]) == (304, b"", KEPT)
        add(edged.store, a_comment())
        assert edged.get("/hello", if_none_match=etag).status == 200

    def test_a_head_says_what_a_get_says(self, edged):
        head, get = edged.get("/hello", method="HEAD"), edged.get("/hello")
        assert (head.status, head.content, head.headers) == (200, b"", get.headers)
