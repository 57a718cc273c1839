"""Sitemaps, with the pictures of each page (https://www.sitemaps.org/protocol.html), and `robots.txt`.

Articles are in one part for each month that has any, and static pages and lists in one part each.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple
from xml.etree.ElementTree import Element

from blog.article import ArticleSummary
from blog.lists import ListInfo
from rendering.absolute import uri
from rendering.addresses import Addresses
from rendering.times import instant
from rendering.xml import add, document

# The protocol's limits are this and 50 MB.
MOST_ADDRESSES = 50_000
# A Lambda answers with 6 MB at most: a part of so many articles may have nine pictures in each.
SPLIT_BEYOND = 5_000
# RFC 9309. Everything may be read but what shows the same again.
_ROBOTS = """\
User-agent: *
Disallow: /search?
Disallow: /*?replytocom=
Disallow: /*&replytocom=

Sitemap: {sitemap}
"""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"


class Listed(NamedTuple):
    """A page, or a part of the sitemap: its absolute address, when it last changed, its pictures."""

    address: str
    changed_at: datetime | None = None
    images: tuple[str, ...] = ()


def sitemap(pages: Iterable[Listed]) -> str:
    """One part; what is beyond the protocol's limit is left out."""
    root = Element("urlset", {"xmlns": _NAMESPACE, "xmlns:image": _IMAGES})
    for page in islice(pages, MOST_ADDRESSES):
        url = _add_listed(root, "url", page)
        for image in page.images:
            add(add(url, "image:image"), "image:loc", image)
    return document(root)


def sitemap_index(parts: Iterable[Listed]) -> str:
    """What `/sitemap.xml` says: where the parts are."""
    root = Element("sitemapindex", {"xmlns": _NAMESPACE})
    for part in parts:
        _add_listed(root, "sitemap", part)
    return document(root)


def robots(sitemap: str) -> str:
    """What `/robots.txt` says; `sitemap` is the absolute address of the index."""
    return _ROBOTS.format(sitemap=sitemap)


def parts_of(month: ListInfo, articles: Iterable[ArticleSummary]) -> tuple[str, ...]:
    """The names of the parts that hold a month's articles: `2026-11`, or its days where one part would be too large.

    `articles` are the month's; they are looked at only for its days.
    """
    if month.count <= SPLIT_BEYOND:
        return (month.ref.slug,)
    return tuple(sorted({_day(article) for article in articles}, reverse=True))


def is_in(part: str, article: ArticleSummary) -> bool:
    """Whether an article of the month belongs to this part of it."""
    return _day(article).startswith(part)


def listed(article: ArticleSummary, addresses: Addresses) -> Listed:
    """An article or static page, with the featured picture and those in its body."""
    url = addresses.absolute(addresses.path(article))
    pictures = [article.picture.url] if article.picture else []
    images = dict.fromkeys(uri(image, url) for image in (*pictures, *article.images))
    return Listed(url, article.changed_at, tuple(image for image in images if image.startswith("http")))


def _day(article: ArticleSummary) -> str:
    return article.published_at.date().isoformat()


def _add_listed(root: Element, name: str, what: Listed) -> Element:
    element = add(root, name)
    add(element, "loc", what.address)
    if what.changed_at:
        add(element, "lastmod", instant(what.changed_at.astimezone(UTC)))
    return element
