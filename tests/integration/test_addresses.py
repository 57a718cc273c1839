"""Which address leads where: patterns, old addresses, renamed, deleted, unknown."""

from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState
from blog.lists import ListKind, ListRef
from tests.support.blog import NOW, SITE, Blog, a_comment


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

    def test_a_draft_is_not_found(self, blog):
        blog.publish(state=ArticleState.DRAFT)
        assert blog.get("/hello").status == 404

    @pytest.mark.parametrize(
        ("old", "now"),
        [
            ("/?s=lamp+light", "/search?q=lamp+light"),
            ("/search/lamp light/", "/search?q=lamp+light"),
            ("/search/", "/search"),
            ("/search/?q=lamp", "/search?q=lamp"),
        ],
    )
    def test_what_was_searched_for_in_wordpress_is_searched_for_here(self, blog, old, now):
        answer = blog.get(old)
        assert (answer.status, answer.headers["Location"]) == (301, now)

    @pytest.mark.parametrize("part", ["comment-page-2/", "2/", "trackback/", "embed/", "amp"])
    def test_what_wordpress_puts_behind_an_article_leads_to_it(self, blog, part):
        blog.publish()
        assert blog.get(f"/2011/hello/{part}").headers["Location"] == "/hello"
        assert blog.get(f"/nothing/{part}").status == 404

    @pytest.mark.parametrize(
        ("query", "now"),
        [
            ("tag=night", "/tag/night"),
            ("category_name=a/b", "/category/b"),
            ("author_name=keeper", "/author/keeper"),
            ("m=201103", "/2011/03"),
            ("m=2011", "/2011"),
        ],
    )
    def test_lists_of_wordpress_without_permalinks_are_redirected(self, blog, query, now):
        answer = blog.get(f"/?{query}")
        assert (answer.status, answer.headers["Location"]) == (301, now)

    @pytest.mark.parametrize("before", ["//evil.example", "/%2Fevil.example", "/\\evil.example", "//evil.example/"])
    def test_no_redirect_leaves_the_blog(self, blog, before):
        blog.publish()
        held = "01m82gdrg4j6c3jc"
        for address in (
            f"{before}/hello",
            f"{before}/hello?awaiting={held}",
            f"{before}/x?awaiting={held}",
            f"{before}/2011/",
        ):
            location = blog.get(address).headers.get("Location", "/")
            assert location.startswith("/")
            assert not location.startswith(("//", "/\\"))

    def test_the_old_address_of_a_list_leads_to_it(self, blog):
        blog.publish(tags=("wordpress.tv",))
        blog.store.articles.remember_lists({"/tag/wordpress-tv": ListRef(ListKind.TAG, "wordpress.tv")})
        assert blog.get("/tag/wordpress-tv").headers["Location"] == "/tag/wordpress.tv"


class TestPatterns:
    @pytest.fixture
    def dated(self, store) -> Blog:
        """A blog whose owner chose WordPress's "Month and name"."""
        return Blog(store, SITE.settings.changed({"permalinks": "/{year}/{month}/{slug}/"}))

    def test_an_article_is_where_the_pattern_says_and_every_link_leads_there(self, dated):
        for number in range(3):
            dated.publish(f"a-{number}", published_at=NOW - timedelta(days=number), tags=("night",))
        dated.store.articles.link_articles()
        add = dated.store.desk.bring_in
        add("a-1", [a_comment("a-1")])
        answer = dated.get("/2026/11/a-1/")
        assert answer.status == 200
        links = {node.attributes["href"] for node in answer.page.css("a")} | {
            node.attributes["href"] for node in dated.get("/").page.css("a")
        }
        ours = {link.partition("?")[0].partition("#")[0] for link in links if "/a-" in link and link.startswith("/")}
        assert ours == {f"/2026/11/a-{number}/" for number in range(3)}

    @pytest.mark.parametrize("old", ["/hello", "/2026/11/22/hello", "/2026/11/hello", "/uncategorized/hello"])
    def test_a_changed_pattern_leaves_every_old_address_redirecting(self, dated, old):
        dated.publish()
        answer = dated.get(f"{old}?comment=01m82gdrg4j6c3jc")
        assert (answer.status, answer.headers["Location"]) == (301, "/2026/11/hello/?comment=01m82gdrg4j6c3jc")

    def test_a_comment_comes_back_to_the_articles_own_address(self, dated):
        dated.publish()
        sent = dated.post()
        assert sent.status == 303
        assert sent.headers["Location"].startswith("/2026/11/hello/?awaiting=")
        assert dated.follow(sent).status == 200


class TestRenaming:
    def test_every_old_address_leads_to_the_new_one_in_one_hop(self, blog):
        blog.publish()
        blog.store.articles.remember_addresses({"/?p=42": "hello", "/old/address": "hello"})
        blog.store.articles.rename("hello", "good-morning")
        blog.store.articles.rename("good-morning", "good-evening")
        for old in ("/hello", "/2011/hello/", "/good-morning", "/?p=42", "/old/address"):
            answer = blog.get(old)
            assert (answer.status, answer.headers["Location"]) == (301, "/good-evening")
        assert blog.get("/good-evening").status == 200

    def test_comments_and_likes_move_along(self, blog):
        blog.publish()
        blog.store.desk.bring_in("hello", [a_comment(number=number) for number in range(60)])
        held = blog.post(comment="Held.", email="new@example.org")
        blog.like()
        blog.store.articles.rename("hello", "good-evening")
        answer = blog.get("/good-evening")
        assert answer.one(".comments h2") == "60 thoughts on “Hello”"
        assert len(answer.page.css(".comment")) == 50
        assert blog.follow(held).headers["Location"].startswith("/good-evening?awaiting=")
        assert [comment.slug for comment in blog.pending()] == ["good-evening"]
        assert "One reader likes this" in answer.text
        assert blog.like("good-evening").status == 303
        assert "One reader likes this" in blog.get("/good-evening").text

    def test_what_was_renamed_and_deleted_is_gone_at_every_address_and_can_be_written_anew(self, blog):
        blog.publish()
        blog.store.articles.remember_addresses({"/?p=42": "hello"})
        blog.store.articles.rename("hello", "other")
        blog.store.articles.delete("other")
        assert [blog.get(address).status for address in ("/other", "/hello", "/?p=42")] == [410] * 3
        blog.publish()
        assert blog.get("/hello").status == 200

    def test_forms_of_a_page_that_was_opened_before_are_still_good(self, blog):
        blog.publish()
        blog.store.articles.rename("hello", "other")
        assert blog.post("hello").headers["Location"].startswith("/other?awaiting=")
        assert blog.like("hello").headers["Location"] == "/other?liked=thanks#likes"

    def test_renaming_back_leads_nobody_in_a_circle(self, blog):
        blog.publish()
        blog.store.articles.rename("hello", "other")
        blog.store.articles.rename("other", "hello")
        assert blog.get("/hello").status == 200
        assert blog.get("/other").headers["Location"] == "/hello"


class TestWhatIsNotThere:
    def test_a_deleted_article_is_gone(self, blog):
        blog.publish()
        blog.store.articles.delete("hello")
        assert blog.get("/hello").status == 410
        assert blog.get("/2011/hello/").status == 410

    @pytest.mark.parametrize(
        "mistyped", ["/helo-world", "/hello-wrld", "/hello-world.html", "/2019/hello-word/", "/Hello-World", "/hello"]
    )
    def test_a_mistyped_address_gets_a_search_box_and_what_was_meant(self, blog, mistyped):
        blog.publish("hello-world", title="Hello, World")
        blog.publish("something-else")
        answer = blog.get(mistyped)
        assert answer.status == 404
        assert answer.page.css_first("main input[name=q]").attributes["value"]
        assert "/hello-world" in [node.attributes["href"] for node in answer.page.css("main a")]
        assert "/something-else" not in [node.attributes["href"] for node in answer.page.css("main a")]

    def test_what_may_have_been_meant_is_never_a_draft(self, blog):
        blog.publish("hello-world", state=ArticleState.DRAFT)
        blog.publish("hello-word", state=ArticleState.UNLISTED)
        assert "hello-wor" not in blog.get("/hello-worl").text.replace("hello-worl", "")

    @pytest.mark.parametrize("path", ["/%00", "/" + "x" * 3_000, "/a/b/c/..", "/<script>", "/tag/%2F", "/\ud800"])
    def test_no_address_is_an_error_of_ours(self, blog, path):
        assert blog.get(path).status in (400, 404)
        assert blog.reported == []


class TestStates:
    def test_an_unlisted_article_is_read_by_whoever_has_its_address_and_by_no_robot(self, blog):
        blog.publish(state=ArticleState.UNLISTED)
        answer = blog.get("/hello")
        assert answer.status == 200
        assert "noindex" in answer.attribute("meta[name=robots]", "content")
        assert blog.post().status == 303

    def test_a_scheduled_article_appears_at_its_minute(self, blog):
        due = NOW + timedelta(hours=1)
        blog.publish(state=ArticleState.SCHEDULED, published_at=due, tags=("night",))
        assert blog.get("/hello").status == 404
        assert blog.store.articles.keep_time("hello", due - timedelta(seconds=1)) is None
        assert blog.store.articles.keep_time("hello", due) is ArticleState.PUBLISHED
        assert blog.get("/hello").status == 200
        assert blog.get("/tag/night").status == 200

    def test_an_expired_article_is_gone_until_it_is_published_again(self, blog):
        ends = NOW + timedelta(hours=1)
        article = blog.publish(expires_at=ends)
        assert blog.store.articles.keep_time("hello", ends) is ArticleState.EXPIRED
        assert blog.get("/hello").status == 410
        blog.publish(body=f"{article.body}<p>Again.</p>", expires_at=None)
        assert blog.get("/hello").status == 200


class TestPreviews:
    @pytest.fixture
    def link(self, blog) -> str:
        from blog.previews import sign

        blog.publish(state=ArticleState.DRAFT, tags=("night",))
        _, key = blog.store.articles.preview_key("hello")
        return f"/hello?preview={sign(key, 'hello', NOW + timedelta(days=7))}"

    def test_a_link_shows_a_draft_to_whoever_holds_it_and_to_nobody_else(self, blog, link):
        blog.store.meter.reset()
        answer = blog.get(link)
        assert blog.store.meter.operations == ["Query"]
        assert (answer.status, answer.one("h1")) == (200, "Hello")
        assert "noindex" in answer.attribute("meta[name=robots]", "content")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert not answer.page.css("form[action^='/comments'], form[action^='/likes']")
        assert blog.get("/hello").status == 404

    def test_it_expires(self, blog, link):
        blog.now += timedelta(days=7)
        answer = blog.get(link)
        assert answer.status == 403
        assert "It says this" not in answer.text

    def test_a_forged_one_shows_nothing(self, blog, link):
        for forged in (link[:-1], f"{link}0", "/hello?preview=", "/hello?preview=9999999999.00"):
            assert blog.get(forged).status in (403, 404)

    def test_it_leads_to_the_article_that_got_another_name(self, blog, link):
        blog.store.articles.rename("hello", "other")
        blog.publish("other", origin="test")
        assert blog.get(link).headers["Location"] == "/other"
        blog.store.articles.delete("other")
        assert blog.get(link).status == 410

    def test_it_outlives_changes_to_the_draft_and_leads_to_the_article_afterwards(self, blog, link):
        blog.publish(state=ArticleState.DRAFT, title="Better")
        assert blog.get(link).one("h1") == "Better"
        blog.publish(title="Better")
        answer = blog.get(link)
        assert (answer.status, answer.headers["Location"]) == (302, "/hello")


class TestStaticPages:
    def test_take_no_comments_unless_they_say_so(self, blog):
        blog.publish("about", kind=ArticleKind.PAGE, comments_open=False)
        blog.publish("guests", kind=ArticleKind.PAGE, comments_open=True)
        assert not blog.get("/about").page.css("form[action^='/comments']")
        assert blog.get("/guests").page.css("form[action^='/comments']")
