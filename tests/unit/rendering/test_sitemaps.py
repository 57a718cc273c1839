"""The sitemap's parts, held to what sitemaps.org and Google's image extension say."""

from datetime import datetime, timedelta, timezone
from xml.etree.ElementTree import Element, fromstring

from blog.article import Picture
from blog.lists import ListInfo, ListKind, ListRef
from rendering import sitemaps
from rendering.addresses import Addresses
from rendering.sitemaps import Listed, is_in, listed, parts_of, robots, sitemap, sitemap_index
from tests.support.blog import ADDRESS, NOW, an_article

ADDRESSES = Addresses(ADDRESS, "/{year}/{month}/{slug}")
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "image": "http://www.google.com/schemas/sitemap-image/1.1"}


def month(count: int) -> ListInfo:
    return ListInfo(ref=ListRef(ListKind.MONTH, "2026-11"), count=count)


def texts(root: Element, path: str) -> list[str]:
    return [found.text for found in root.findall(path, NAMES)]


class TestParts:
    def test_a_month_is_one_part_and_its_articles_are_not_looked_at(self):
        assert parts_of(month(sitemaps.SPLIT_BEYOND), iter(lambda: 1 / 0, None)) == ("2026-11",)

    def test_a_month_that_is_too_large_is_split_into_the_days_that_have_articles(self):
        articles = [an_article(published_at=NOW - timedelta(days=days)) for days in (0, 0, 3)]
        names = parts_of(month(sitemaps.SPLIT_BEYOND + 1), articles)
        assert names == ("2026-11-22", "2026-11-19")
        assert [[is_in(name, article) for article in articles] for name in names] == [
            [True, True, False],
            [False, False, True],
        ]

    def test_an_article_belongs_to_the_day_that_its_author_saw(self):
        late = an_article(published_at=datetime(2026, 11, 30, 23, 30, tzinfo=timezone(timedelta(hours=-5))))
        assert is_in("2026-11-30", late)
        assert is_in("2026-11", late)
        assert not is_in("2026-12", late)


class TestDocuments:
    def test_a_page_has_its_address_its_last_change_and_its_pictures(self):
        article = an_article(
            "lämp",
            updated_at=datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=1))),
            picture=Picture(url="/lamp.jpg?a=1&b=2"),
            images=("https://example.org/ä b.png", "b.png", "/lamp.jpg?a=1&b=2", "data:image/png;base64,AAAA"),
        )
        root = fromstring(sitemap([listed(article, ADDRESSES)]).encode())
        assert root.tag == f"{{{NAMES['']}}}urlset"
        assert texts(root, "url/loc") == [f"{ADDRESS}/2026/11/l%C3%A4mp"]
        assert texts(root, "url/lastmod") == ["2026-11-21T08:00:00Z"]
        assert texts(root, "url/image:image/image:loc") == [
            f"{ADDRESS}/lamp.jpg?a=1&b=2",
            "https://example.org/%C3%A4%20b.png",
            f"{ADDRESS}/2026/11/b.png",
        ]

    def test_the_index_names_parts_and_when_each_changed(self):
        root = fromstring(sitemap_index([Listed("https://a/1.xml", NOW), Listed("https://a/2.xml")]).encode())
        assert root.tag == f"{{{NAMES['']}}}sitemapindex"
        assert [[child.tag.rpartition("}")[2] for child in part] for part in root] == [["loc", "lastmod"], ["loc"]]
        assert texts(root, "sitemap/lastmod") == ["2026-11-22T12:00:00Z"]

    def test_no_part_is_longer_than_the_protocol_allows(self, monkeypatch):
        monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 3)
        root = fromstring(sitemap(Listed(f"https://a/{number}") for number in range(5)).encode())
        assert texts(root, "url/loc") == ["https://a/0", "https://a/1", "https://a/2"]
        assert sitemaps.SPLIT_BEYOND < 50_000

    def test_a_full_part_with_nine_pictures_in_each_article_is_what_a_lambda_can_answer(self):
        images = tuple(f"{ADDRESS}/2026/11/a-picture-{number}-of-this-article-1024x768.jpg" for number in range(9))
        page = Listed(f"{ADDRESS}/2026/11/a-title-of-usual-length-for-a-blog", NOW, images)
        assert len(sitemap([page] * 100)) / 100 * sitemaps.SPLIT_BEYOND < 6 * 1024 * 1024


def test_robots_may_read_everything_but_what_shows_the_same_again():
    lines = robots(f"{ADDRESS}/sitemap.xml").splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /search?" in lines
    assert "Disallow: /" not in lines
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in lines
