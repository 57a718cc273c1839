"""Home and every other list: what it shows, how it is paged, and that it stays right."""

from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState, Author, Link
from tests.support.blog import AUTHOR, NOW, SITE, Blog, a_comment

PER_PAGE = SITE.settings.articles_per_page


def shown(answer) -> list[str]:
    return [node.attributes["href"] for node in answer.page.css(".h-entry a.u-url")]


def publish_many(blog: Blog, count: int, **fields) -> list[str]:
    """`day-0` is the newest; the paths, newest first."""
    for day in range(count):
        blog.publish(f"day-{day}", published_at=NOW - timedelta(days=day), **fields)
    return [f"/day-{day}" for day in range(count)]


class TestHome:
    def test_shows_the_newest_first_with_summary_and_comments_in_one_query(self, blog):
        paths = publish_many(blog, 3)
        blog.store.desk.bring_in("day-1", [a_comment("day-1", number=number) for number in range(2)])
        blog.store.meter.reset()
        answer = blog.get("/")
        assert blog.store.meter.operations == ["Query"]
        assert shown(answer) == paths
        assert answer.texts(".p-summary") == ["What it says."] * 3
        assert "2 comments" in " ".join(answer.texts(".h-entry .meta"))

    def test_an_empty_blog_says_so(self, blog):
        assert "Nothing has been published here yet." in blog.get("/").text

    def test_sticky_articles_come_first_once_and_on_home_only(self, blog):
        paths = publish_many(blog, PER_PAGE + 2, tags=("night",))
        blog.publish(
            f"day-{PER_PAGE + 1}", published_at=NOW - timedelta(days=PER_PAGE + 1), sticky=True, tags=("night",)
        )
        first = blog.get("/")
        assert shown(first) == [paths[-1], *paths[:PER_PAGE]]
        assert shown(blog.get(first.attribute("a[rel=next]", "href"))) == paths[PER_PAGE:]
        assert shown(blog.get("/tag/night")) == paths[:PER_PAGE]

    def test_a_sticky_article_among_the_newest_is_not_shown_twice(self, blog):
        publish_many(blog, 3)
        blog.publish("day-1", published_at=NOW - timedelta(days=1), sticky=True)
        assert shown(blog.get("/")) == ["/day-1", "/day-0", "/day-2"]

    def test_newer_leads_to_the_top_however_much_is_sticky_there(self, store):
        blog = Blog(store, SITE.settings.changed({"articles_per_page": "1"}))
        for day in range(9):
            blog.publish(f"day-{day}", published_at=NOW - timedelta(days=day), sticky=True)
        older = blog.get(blog.get("/").attribute("a[rel=next]", "href"))
        newer = blog.get(older.attribute("a[rel=prev]", "href"))
        assert shown(newer)

    def test_the_owner_chooses_how_many(self, store):
        blog = Blog(store, SITE.settings.changed({"articles_per_page": "2"}))
        paths = publish_many(blog, 3)
        assert shown(blog.get("/")) == paths[:2]


class TestPaging:
    @pytest.mark.parametrize("address", ["/", "/tag/night", "/category/streets", "/author/keeper"])
    def test_leads_to_the_end_and_back_again_a_query_each(self, blog, address):
        paths = publish_many(blog, 2 * PER_PAGE + 3, tags=("Night",), categories=("Streets",))
        pages, answer = [shown(blog.get(address))], blog.get(address)
        while older := answer.page.css_first("a[rel=next]"):
            blog.store.meter.reset()
            answer = blog.get(older.attributes["href"])
            assert blog.store.meter.operations == ["Query"]
            pages.append(shown(answer))
        assert [path for page in pages for path in page] == paths
        back = [shown(answer)]
        while newer := answer.page.css_first("a[rel=prev]"):
            blog.store.meter.reset()
            answer = blog.get(newer.attributes["href"])
            assert blog.store.meter.operations == ["Query"]
            back.append(shown(answer))
        assert [path for page in reversed(back) for path in page] == paths

    def test_a_list_that_fits_has_no_other_pages(self, blog):
        publish_many(blog, PER_PAGE)
        assert not blog.get("/").page.css("a[rel=next], a[rel=prev]")

    @pytest.mark.parametrize(
        "query",
        ["before=x", "after=x", "before=2026-11-22", "before=~~", "after=TAG%23night", "before=01m82gdrg4j6c3jc"],
    )
    def test_a_cursor_that_is_none_gets_a_page_that_helps(self, blog, query):
        publish_many(blog, 1, tags=("night",))
        for address in ("/", "/tag/night"):
            answer = blog.get(f"{address}?{query}")
            assert answer.status == 400
            assert answer.page.css("main a[href='/']")

    def test_a_cursor_of_another_list_is_only_a_time_here(self, blog):
        paths = publish_many(blog, PER_PAGE + 1, tags=("night",))
        cursor = blog.get("/").attribute("a[rel=next]", "href").partition("?")[2]
        assert shown(blog.get(f"/tag/night?{cursor}")) == paths[PER_PAGE:]


class TestEveryList:
    @pytest.mark.parametrize(
        ("address", "name"),
        [
            ("/tag/night", "Night"),
            ("/category/streets", "Streets"),
            ("/author/keeper", "The Keeper"),
            ("/2026", "2026"),
            ("/2026/11", "November 2026"),
        ],
    )
    def test_says_what_it_is_and_how_many_there_are(self, blog, address, name):
        publish_many(blog, 3, tags=("Night",), categories=("Streets",))
        blog.store.meter.reset()
        answer = blog.get(address)
        assert blog.store.meter.operations == ["Query"]
        assert shown(answer) == ["/day-0", "/day-1", "/day-2"]
        assert name in answer.one("h1")
        assert name in answer.one("title")
        assert "3 articles" in answer.one("main")
        assert answer.attribute("meta[name=description]", "content")
        assert answer.attribute("link[rel=canonical]", "href") == f"https://blog.example.org{address}"

    def test_an_author_is_introduced(self, blog):
        author = Author(
            slug="keeper",
            name="The Keeper",
            bio="Lights the lamps.",
            picture="/assets/icon.svg",
            links=(Link("Mastodon", "https://social.example/@keeper"),),
        )
        blog.publish(author=author)
        answer = blog.get("/author/keeper")
        assert "Lights the lamps." in answer.one("main")
        assert "https://social.example/@keeper" in answer.text
        assert "/assets/icon.svg" in answer.text

    @pytest.mark.parametrize(
        "address", ["/tag/nothing", "/category/nothing", "/author/nobody", "/2011", "/2011/03", "/2011/13"]
    )
    def test_what_nobody_wrote_about_is_not_found_and_helps(self, blog, address):
        blog.publish()
        answer = blog.get(address)
        assert answer.status == 404
        assert answer.page.css("main form[action='/search'] input[name=q]")

    @pytest.mark.parametrize(
        ("old", "now"),
        [
            ("/tag/night/", "/tag/night"),
            ("/page/2/", "/"),
            ("/2026/11/22/", "/2026/11"),
            ("/tags/", "/tags"),
            ("/archive/", "/archive"),
        ],
    )
    def test_wordpresss_address_is_redirected(self, blog, old, now):
        answer = blog.get(old)
        assert (answer.status, answer.headers["Location"]) == (301, now)

    def test_an_article_at_the_turn_of_a_month_is_in_the_month_its_author_wrote(self, blog):
        late = NOW.fromisoformat("2026-10-31T23:30:00-04:00")
        blog.publish(published_at=late)
        assert shown(blog.get("/2026/10")) == ["/hello"]
        assert blog.get("/2026/11").status == 404


class TestListsStayRight:
    def test_when_an_article_is_retitled(self, blog):
        blog.publish(tags=("night",), title="Before")
        blog.publish(tags=("night",), title="After")
        assert blog.get("/tag/night").texts(".h-entry .p-name") == ["After"]
        assert "One article" in blog.get("/tag/night").one("main")

    def test_when_it_is_retagged(self, blog):
        blog.publish(tags=("night", "streets"))
        blog.publish(tags=("streets", "lamps"))
        assert blog.get("/tag/night").status == 404
        assert [shown(blog.get(f"/tag/{tag}")) for tag in ("streets", "lamps")] == [["/hello"], ["/hello"]]

    def test_when_it_is_moved_to_another_day(self, blog):
        blog.publish(tags=("night",))
        blog.publish(tags=("night",), published_at=NOW - timedelta(days=400))
        assert blog.get("/2026/11").status == 404
        assert shown(blog.get("/2025/10")) == shown(blog.get("/tag/night")) == shown(blog.get("/")) == ["/hello"]

    @pytest.mark.parametrize(
        "state", [ArticleState.DRAFT, ArticleState.UNLISTED, ArticleState.SCHEDULED, ArticleState.EXPIRED]
    )
    def test_when_it_is_unpublished(self, blog, state):
        blog.publish(tags=("night",))
        blog.publish(tags=("night",), state=state)
        assert shown(blog.get("/")) == []
        for address in ("/tag/night", "/author/keeper", "/2026", "/2026/11"):
            assert blog.get(address).status == 404
        assert not blog.get("/tags").page.css("a[href='/tag/night']")

    def test_when_it_is_deleted(self, blog):
        blog.publish(tags=("night",))
        blog.publish("other", tags=("night",))
        blog.store.articles.delete("hello")
        assert shown(blog.get("/tag/night")) == shown(blog.get("/")) == ["/other"]
        assert "One article" in blog.get("/tag/night").one("main")

    def test_a_tag_that_is_called_as_a_feed_has_its_list(self, blog):
        blog.publish(tags=("Feed", "rss.xml"))
        for node in blog.get("/hello").page.css(".tags a, a.p-category"):
            assert blog.get(node.attributes["href"]).status == 200


class TestIndexes:
    def test_tags_and_categories_with_their_counts(self, blog):
        blog.publish("a", tags=("Night", "Lamps"), categories=("Streets",))
        blog.publish("b", tags=("night",), author=AUTHOR)
        blog.store.meter.reset()
        answer = blog.get("/tags")
        assert blog.store.meter.operations == ["Query"]
        links = {node.attributes["href"]: node.text() for node in answer.page.css("main a")}
        assert {"/tag/night", "/tag/lamps", "/category/streets"} <= links.keys()
        assert "2" in answer.page.css_first("main a[href='/tag/night']").parent.text()

    def test_the_archive_by_year_and_month_with_authors(self, blog):
        publish_many(blog, 40)
        blog.store.meter.reset()
        answer = blog.get("/archive")
        assert blog.store.meter.operations == ["Query"]
        links = [node.attributes["href"] for node in answer.page.css("main a")]
        assert [link for link in links if link.startswith("/2026")] == ["/2026", "/2026/11", "/2026/10"]
        assert "/author/keeper" in links

    @pytest.mark.parametrize("address", ["/tags", "/archive", "/pages"])
    def test_of_an_empty_blog_say_so(self, blog, address):
        assert blog.get(address).status == 200

    def test_static_pages_lie_below_their_parents(self, blog):
        blog.publish("about", kind=ArticleKind.PAGE)
        blog.publish("house", kind=ArticleKind.PAGE, parent="about")
        blog.publish("colophon", kind=ArticleKind.PAGE, parent="house")
        blog.store.articles.link_articles()
        answer = blog.get("/pages")
        links = [node.attributes["href"] for node in answer.page.css("main a")]
        assert [link for link in links if link.startswith("/about")] == [
            "/about",
            "/about/house",
            "/about/house/colophon",
        ]
        assert answer.page.css("main li li li a[href='/about/house/colophon']")
        page = blog.get("/about/house/colophon")
        assert page.status == 200
        assert page.page.css("main nav a[href='/about/house']")
        assert blog.get("/colophon").headers["Location"] == "/about/house/colophon"
