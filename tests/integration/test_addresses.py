"""Lists, and which address leads where."""

from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState
from storage.blog_table import ARTICLES_PER_PAGE
from tests.support.blog import NOW, a_comment


class TestLists:
    def test_home_shows_the_newest_first_with_summary_and_count(self, blog):
        for day in range(3):
            blog.publish(f"day-{day}", published_at=NOW - timedelta(days=day))
        blog.store.desk.bring_in("day-1", [a_comment("day-1", number=number) for number in range(2)])
        blog.store.meter.reset()
        answer = blog.get("/")
        assert blog.store.meter.operations == ["Query"]
        assert [node.attributes["href"] for node in answer.page.css("a.u-url")] == ["/day-0", "/day-1", "/day-2"]
        assert answer.texts(".p-summary") == ["What it says."] * 3
        assert answer.texts(".entry .meta a") == ["2 comments"]
        assert len(answer.page.css(".h-feed .h-entry")) == 3

    def test_home_continues_by_cursor(self, blog):
        for day in range(ARTICLES_PER_PAGE + 2):
            blog.publish(f"day-{day}", published_at=NOW - timedelta(days=day))
        older = blog.get("/").attribute("a[rel=next]", "href")
        answer = blog.get(older)
        assert [node.attributes["href"] for node in answer.page.css("a.u-url")] == ["/day-10", "/day-11"]
        assert answer.page.css("a[rel=next]") == []

    def test_an_empty_blog_says_so(self, blog):
        assert "Nothing has been published here yet." in blog.get("/").text

    def test_static_pages_have_a_list(self, blog):
        blog.publish("about", kind=ArticleKind.PAGE)
        assert blog.get("/pages").texts("a.u-url") == ["About"]
        assert blog.get("/about").status == 200


class TestAddresses:
    @pytest.mark.parametrize("path", ["/hello/", "/2011/03/15/hello/", "/blog/hello", "//hello"])
    def test_other_permalinks_of_an_article_are_redirected_in_one_hop(self, blog, path):
        blog.publish()
        answer = blog.get(path)
        assert (answer.status, answer.headers["Location"]) == (301, "/hello")
        assert blog.follow(answer).status == 200

    def test_a_remembered_address_wins_over_a_slug_that_looks_alike(self, blog):
        blog.publish("faq")
        blog.publish("faq-2", origin="test")
        blog.store.articles.remember_addresses({"/b/faq/": "faq-2"})
        assert blog.get("/b/faq/").headers["Location"] == "/faq-2"
        assert blog.get("/a/faq/").headers["Location"] == "/faq"

    def test_wordpress_numbers_are_redirected(self, blog):
        blog.publish()
        blog.store.articles.remember_addresses({"/?p=42": "hello"})
        assert blog.get("/?p=42").headers["Location"] == "/hello"
        assert blog.get("/?page_id=42").headers["Location"] == "/hello"
        assert blog.get("/blog/?p=42").headers["Location"] == "/hello"
        assert blog.get("/?p=43").status == 404

    def test_slugs_of_every_script_have_addresses(self, blog):
        blog.publish("こんにちは")
        assert blog.get("/こんにちは").status == 200
        assert blog.get("/%E3%81%93%E3%82%93%E3%81%AB%E3%81%A1%E3%81%AF").status == 200
        location = blog.get("/2011/こんにちは/").headers["Location"]
        assert location == "/%E3%81%93%E3%82%93%E3%81%AB%E3%81%A1%E3%81%AF"
        assert blog.get(location).status == 200

    def test_a_deleted_article_is_gone(self, blog):
        blog.publish()
        blog.store.articles.delete("hello")
        assert blog.get("/hello").status == 410

    def test_a_draft_is_not_found(self, blog):
        blog.publish(state=ArticleState.DRAFT)
        assert blog.get("/hello").status == 404
