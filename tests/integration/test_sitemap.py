"""The sitemap as a search engine follows it, from robots.txt to every page."""

from datetime import timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest

from blog.article import ArticleKind, ArticleState
from rendering import sitemaps
from tests.support.blog import ADDRESS, NOW, Blog

NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "image": "http://www.google.com/schemas/sitemap-image/1.1"}


def get(blog, address: str) -> Element:
    answer = blog.get(address.removeprefix(ADDRESS))
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return fromstring(answer.content)


def texts(root: Element, path: str) -> list[str]:
    return [found.text for found in root.findall(path, NAMES)]


def parts(blog) -> list[str]:
    """The parts' addresses, found as robots find them."""
    (told,) = [line for line in blog.get("/robots.txt").text.splitlines() if line.startswith("Sitemap: ")]
    return texts(get(blog, told.removeprefix("Sitemap: ")), "sitemap/loc")


def pages(blog) -> list[str]:
    return [page.removeprefix(ADDRESS) for part in parts(blog) for page in texts(get(blog, part), "url/loc")]


@pytest.fixture
def full(blog) -> Blog:
    for number in range(3):
        blog.publish(f"article-{number}", published_at=NOW - timedelta(days=20 * number), tags=("Lämp",))
    blog.publish("about", kind=ArticleKind.PAGE)
    return blog


def test_every_page_is_named_once_and_answers(full):
    found = pages(full)
    assert sorted(found) == sorted(
        [
            *("/", "/archive", "/tags", "/search", "/pages", "/about", "/article-0", "/article-1", "/article-2"),
            *("/tag/lamp", "/author/keeper", "/2026", "/2026/10", "/2026/11"),
        ]
    )
    # Another function answers the search.
    assert {full.get(address).status for address in found if address != "/search"} == {200}


def test_an_empty_blog_has_a_sitemap(blog):
    assert pages(blog) == ["/pages", "/", "/archive", "/tags", "/search"]


@pytest.mark.parametrize("state", [ArticleState.DRAFT, ArticleState.UNLISTED, ArticleState.SCHEDULED])
@pytest.mark.parametrize("kind", ArticleKind)
def test_what_is_not_listed_is_not_named(full, state, kind):
    before = pages(full)
    full.publish("hidden", state=state, kind=kind, tags=("hidden",))
    assert pages(full) == before


def test_parts_and_pages_say_when_they_changed(full):
    changed = NOW - timedelta(hours=1)
    full.publish("article-1", published_at=NOW - timedelta(days=20), tags=("Lämp",), updated_at=changed)
    index = get(full, "/sitemap.xml")
    told = {
        part.findtext("loc", None, NAMES).removeprefix(ADDRESS): part.findtext("lastmod", None, NAMES) for part in index
    }
    assert told["/sitemap-2026-11.xml"] == "2026-11-22T12:00:00Z"
    assert told["/sitemap-2026-10.xml"] == "2026-10-13T12:00:00Z"
    assert "2026-11-22T11:00:00Z" in texts(get(full, "/sitemap-2026-11.xml"), "url/lastmod")


def test_the_pictures_of_an_article_are_named(full):
    full.publish("seen", images=("/a.jpg", "https://example.org/b.jpg"))
    images = texts(get(full, "/sitemap-2026-11.xml"), "url/image:image/image:loc")
    assert images == [f"{ADDRESS}/a.jpg", "https://example.org/b.jpg"]


def test_a_month_of_too_many_articles_is_split_by_days(full, monkeypatch):
    monkeypatch.setattr(sitemaps, "SPLIT_BEYOND", 1)
    whole = pages(full)
    found = [part.removeprefix(ADDRESS) for part in parts(full)]
    assert found[2:] == ["/sitemap-2026-11-22.xml", "/sitemap-2026-11-02.xml", "/sitemap-2026-10.xml"]
    assert sorted(pages(full)) == sorted(whole)


def test_the_index_is_one_request(full):
    full.store.meter.reset()
    full.get("/sitemap.xml")
    assert full.store.meter.operations == ["Query"]


def test_a_sitemap_that_a_robot_has_is_not_sent_again(full):
    for address in ("/sitemap.xml", "/sitemap-2026-11.xml", "/robots.txt"):
        etag = full.get(address).headers["ETag"]
        assert full.get(address, if_none_match=etag).status == 304


@pytest.mark.parametrize("address", ["/wp-sitemap.xml", "/wp-sitemap-posts-post-1.xml", "/sitemap_index.xml"])
def test_the_sitemaps_of_wordpress_lead_to_ours(blog, address):
    answer = blog.get(address)
    assert (answer.status, answer.headers["Location"]) == (301, "/sitemap.xml")


@pytest.mark.parametrize(
    "name", ["2011-03", "2026-13", "2026-11-99", "2026", "pages-2", "x", "２０２６-11", "2026-11-22-22"]
)
def test_a_part_that_is_not_there_is_not_found(full, name):
    assert full.get(f"/sitemap-{name}.xml").status == 404


def test_robots_are_told_where_not_to_look(blog):
    answer = blog.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /search?" in answer.text
