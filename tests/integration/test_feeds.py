"""Feeds as readers' programs ask for them."""

import json
from datetime import timedelta

import feedparser
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from blog.article import ArticleState
from blog.feeds import FORMATS
from blog.settings import Settings
from tests.support.blog import ADDRESS, NOW, SITE, Blog, a_comment, add

TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}


def entries(answer) -> list[dict]:
    """The entries of a feed in any format: `id`, `link` and `title`."""
    assert answer.status == 200
    if answer.headers["Content-Type"] == TYPES["feed.json"]:
        return [item | {"link": item["url"]} for item in json.loads(answer.text)["items"]]
    found = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["Content-Type"]})
    assert not found.bozo, found.bozo_exception
    return found.entries


def titles(answer) -> list[str]:
    return [entry["title"] for entry in entries(answer)]


@pytest.fixture
def full(blog) -> Blog:
    """Three articles, the oldest sticky, and two comments on the second."""
    for number in range(3):
        blog.publish(
            f"article-{number}",
            published_at=NOW - timedelta(days=number),
            tags=("Night walks",),
            categories=("Streets",),
            sticky=number == 2,
        )
    for number in range(2):
        add(blog.store, a_comment("article-1", number))
    return blog


class TestFeeds:
    @pytest.mark.parametrize("name", FORMATS)
    @pytest.mark.parametrize(
        ("of", "expected"),
        [
            ("", ["Article 0", "Article 1", "Article 2"]),
            ("/tag/night-walks", ["Article 0", "Article 1", "Article 2"]),
            ("/category/streets", ["Article 0", "Article 1", "Article 2"]),
            ("/author/keeper", ["Article 0", "Article 1", "Article 2"]),
            ("/comments", ["Comment on “Article 1” by A Reader"] * 2),
            ("/comments/article-1", ["Comment on “Article 1” by A Reader"] * 2),
            ("/comments/article-0", []),
        ],
    )
    def test_every_feed_is_there_in_every_format_for_two_requests(self, full, of, name, expected):
        full.store.meter.reset()
        answer = full.get(f"{of}/{name}")
        assert answer.headers["Content-Type"] == TYPES[name]
        assert titles(answer) == expected
        assert len(full.store.meter.operations) <= 2
        assert f"{ADDRESS}{of}/{name}" in answer.text

    def test_the_newest_comment_comes_first(self, full):
        contents = [entry.content[0].value for entry in entries(full.get("/comments/rss.xml"))]
        assert contents == ["<p>Words 1</p>", "<p>Words 0</p>"]

    def test_entries_lead_to_what_they_tell_of(self, full):
        full.publish("lamps", body='<p id="a"><a href="#a">up</a></p>')
        for address in ("/atom.xml", "/comments/atom.xml"):
            for entry in entries(full.get(address)):
                assert full.get(entry.link.removeprefix(ADDRESS)).status == 200

    def test_a_feed_is_read_to_its_end_by_its_next_links(self, store):
        blog = Blog(store, Settings(title="T", articles_in_feeds=2))
        for number in range(5):
            blog.publish(f"article-{number}", published_at=NOW - timedelta(days=number), tags=("x",))
        for of in ("", "/tag/x"):
            seen, address = [], f"{of}/feed.json"
            while address:
                store.meter.reset()
                answer = blog.get(address)
                assert len(store.meter.operations) <= 2
                seen += titles(answer)
                address = json.loads(answer.text).get("next_url", "").removeprefix(ADDRESS)
            assert seen == [f"Article {number}" for number in range(5)]

    def test_a_reader_can_go_back_to_newer_entries(self, store):
        blog = Blog(store, Settings(title="T", articles_in_feeds=2))
        for number in range(4):
            blog.publish(f"article-{number}", published_at=NOW - timedelta(days=number))
        following = json.loads(blog.get("/feed.json").text)["next_url"].removeprefix(ADDRESS)
        later = blog.get(following.replace("feed.json", "rss.xml"))
        links = {link.rel: link.href for link in feedparser.parse(later.content).feed.links}
        assert titles(blog.get(links["previous"].removeprefix(ADDRESS))) == ["Article 0", "Article 1"]

    def test_the_permalink_pattern_moves_addresses_and_no_id(self, store):
        plain, dated = Blog(store), Blog(store, Settings(permalinks="/{year}/{month}/{slug}/"))
        plain.publish()
        add(store, a_comment())
        for address in ("/rss.xml", "/comments/rss.xml"):
            (before,), (after,) = entries(plain.get(address)), entries(dated.get(address))
            assert before.id == after.id
            assert after.link.startswith(f"{ADDRESS}/2026/11/hello/")

    def test_an_empty_blog_has_empty_feeds(self, blog):
        for name in FORMATS:
            for of in ("", "/comments"):
                answer = blog.get(f"{of}/{name}")
                assert (titles(answer), answer.headers.get("Last-Modified")) == ([], None)


class TestWhoIsIn:
    @pytest.mark.parametrize("state", [ArticleState.DRAFT, ArticleState.UNLISTED, ArticleState.SCHEDULED])
    def test_what_is_not_listed_is_in_no_feed_and_neither_are_its_comments(self, full, state):
        full.publish("hidden", state=state, tags=("Night walks",))
        full.store.desk.bring_in("hidden", [a_comment("hidden", 9)])
        for of in ("", "/tag/night-walks", "/author/keeper", "/comments"):
            assert "hidden" not in full.get(f"{of}/atom.xml").text.lower()

    def test_only_approved_comments_are_in_a_feed(self, full):
        full.post("article-0", comment="Held words", email="new@example.org")
        assert full.pending()
        for address in ("/comments/rss.xml", "/comments/article-0/rss.xml"):
            assert "Held words" not in full.get(address).text

    def test_no_feed_shows_an_email_address(self, full):
        for name in FORMATS:
            assert "reader@example.org" not in full.get(f"/comments/{name}").text


class TestConditionalRequests:
    @pytest.mark.parametrize("address", ["/rss.xml", "/tag/night-walks/atom.xml", "/comments/feed.json"])
    def test_what_a_reader_has_is_not_sent_again(self, full, address):
        first = full.get(address)
        etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
        for have in ({"if_none_match": etag}, {"if_modified_since": changed}):
            answer = full.get(address, **have)
            assert (answer.status, answer.content, answer.headers["ETag"]) == (304, b"", etag)
        assert full.get(address, if_none_match='"other"', if_modified_since=changed).status == 200
        assert full.get(address, if_modified_since="Sun, 01 Nov 2026 00:00:00 GMT").status == 200

    def test_a_new_article_makes_a_new_feed(self, full):
        first = full.get("/rss.xml").headers
        full.publish("lamps", published_at=NOW + timedelta(minutes=-1), updated_at=NOW + timedelta(minutes=1))
        for have in ({"if_none_match": first["ETag"]}, {"if_modified_since": first["Last-Modified"]}):
            assert full.get("/rss.xml", **have).status == 200

    def test_feeds_are_compressed_for_those_who_accept_it(self, full):
        packed, plain = full.get("/atom.xml", accept_encoding="gzip"), full.get("/atom.xml")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert (packed.content, packed.headers["Vary"]) == (plain.content, "Accept-Encoding")
        assert plain.headers["Cache-Control"] == "public, max-age=0, must-revalidate"

    def test_a_head_has_the_headers_and_no_body(self, full):
        head, get = full.get("/rss.xml", method="HEAD"), full.get("/rss.xml")
        assert (head.status, head.content, head.headers) == (200, b"", get.headers)


class TestProblems:
    @pytest.mark.parametrize(
        "address",
        [
            "/tag/nothing/rss.xml",
            "/author/nobody/atom.xml",
            "/comments/nothing/rss.xml",
            "/comments/a/b/rss.xml",
            "/comments/.../rss.xml",
            "/hello/rss.xml",
            "/tag/rss.xml",
        ],
    )
    def test_a_feed_of_nothing_is_a_page_that_says_so(self, full, address):
        answer = full.get(address)
        assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")

    @pytest.mark.parametrize("query", ["before=x", "after=~", "before=~~", "after=2026-11-22"])
    def test_a_forged_cursor_is_a_bad_request(self, full, query):
        for of in ("", "/tag/night-walks"):
            assert full.get(f"{of}/rss.xml?{query}").status == 400

    @hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
    @given(
        of=st.text(max_size=30) | st.sampled_from(["comments", "tag", "?p=1&feed=atom&x="]),
        end=st.sampled_from(["/rss.xml", "/feed.json", "/feed/", "/feed/atom", "?feed=rss2"]),
        query=st.sampled_from(["before", "after", "feed", "p"]).flatmap(
            lambda name: st.text(max_size=20).map(lambda value: f"{name}={value}")
        ),
    )
    def test_no_address_breaks_a_feed(self, blog, of, end, query):
        assert blog.get(f"/{of}{end}").status < 500
        assert blog.get(f"/atom.xml?{query}").status < 500


class TestOldAddresses:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("/feed", "/rss.xml"),
            ("/feed/", "/rss.xml"),
            ("/feed/rss2/", "/rss.xml"),
            ("/feed/rdf/", "/rss.xml"),
            ("/feed/atom/", "/atom.xml"),
            ("/?feed=rss2", "/rss.xml"),
            ("/?feed=atom", "/atom.xml"),
            ("/?feed=comments-rss2", "/comments/rss.xml"),
            ("/comments/feed/", "/comments/rss.xml"),
            ("/comments/feed/atom/", "/comments/atom.xml"),
            ("/tag/night-walks/feed/", "/tag/night-walks/rss.xml"),
            ("/category/town/streets/feed/", "/category/streets/rss.xml"),
            ("/category/town/streets/rss.xml", "/category/streets/rss.xml"),
            ("/author/keeper/feed/atom/", "/author/keeper/atom.xml"),
            ("/article-1/feed/", "/comments/article-1/rss.xml"),
            ("/2011/03/15/article-1/feed/atom/", "/comments/article-1/atom.xml"),
            ("/article-1/?feed=rss2", "/comments/article-1/rss.xml"),
            ("/wp-rss2.php", "/rss.xml"),
            ("/index.xml", "/rss.xml"),
            ("/feed.xml", "/rss.xml"),
        ],
    )
    def test_a_feed_of_wordpress_leads_to_ours_in_one_hop(self, full, address, expected):
        answer = full.get(address)
        assert (answer.status, answer.headers.get("Location")) == (301, expected)
        assert full.follow(answer).status == 200

    def test_the_feed_of_a_renamed_articles_comments_moves_with_it_in_one_hop(self, full):
        full.store.articles.rename("article-1", "lanterns")
        for address in ("/comments/article-1/rss.xml", "/article-1/feed/", "/2011/03/article-1/feed/"):
            answer = full.get(address)
            assert (answer.status, answer.headers.get("Location")) == (301, "/comments/lanterns/rss.xml")
            assert len(entries(full.follow(answer))) == 2

    def test_entries_keep_their_ids_when_an_article_is_renamed(self, full):
        addresses = ("/rss.xml", "/tag/night-walks/atom.xml", "/comments/feed.json")
        before = [[entry["id"] for entry in entries(full.get(address))] for address in addresses]
        full.store.articles.rename("article-1", "lanterns")
        assert [[entry["id"] for entry in entries(full.get(address))] for address in addresses] == before

    def test_a_feed_of_comments_costs_two_requests_wherever_it_leads(self, full):
        full.store.articles.rename("article-1", "lanterns")
        for address in ("/comments/article-1/rss.xml", "/comments/nothing/rss.xml"):
            full.store.meter.reset()
            assert full.get(address).status in (301, 404)
            assert len(full.store.meter.operations) <= 2

    def test_a_short_link_leads_to_the_comments_of_its_article(self, full):
        full.store.articles.remember_addresses({"/?p=42": "article-1"})
        answer = full.get("/?p=42&feed=rss2")
        assert (answer.status, answer.headers.get("Location")) == (301, "/comments/article-1/rss.xml")

    def test_the_comments_of_a_deleted_article_are_gone(self, full):
        full.store.articles.delete("article-1")
        assert full.get("/comments/article-1/rss.xml").status == 410
        assert full.get("/article-1/feed/").status == 410

    def test_what_was_never_there_has_no_feed(self, full):
        for address in ("/nothing/feed/", "/?p=7&feed=rss2", "/wp-content/uploads/feed/"):
            assert full.get(address).status == 404


def test_settings_change_what_a_feed_is_called(store):
    for settings in (SITE.settings, Settings(title="Another", tagline="", language="de-AT")):
        feed = feedparser.parse(Blog(store, settings).get("/rss.xml").content).feed
        assert (feed.title, feed.language) == (settings.title, settings.language)
