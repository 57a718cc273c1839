"""Follows every link inside a blog, whatever holds it: pages, feeds, sitemaps, robots.txt."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urldefrag, urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.support.visitor import Fetched, Visitor, is_own, resolve

_MOST = 6000
_ADDRESSES = {
    "a": ("href",),
    "area": ("href",),
    "link": ("href",),
    "iframe": ("src",),
    "form": ("action",),
    "img": ("src",),
    "source": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
}
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@dataclass(frozen=True, slots=True)
class Link:
    """`by_author` says that it stands in what an author or a reader wrote, and not in what the blog says itself.

    `is_nofollow`: search engines shall not follow it.
    """

    where: str
    address: str
    element: str
    by_author: bool = False
    is_nofollow: bool = False

    @property
    def page(self) -> str:
        return urldefrag(self.address).url

    @property
    def form(self) -> tuple[str, ...]:
        """What it has in common with the links that do the same for other comments of an article."""
        parts = urlsplit(self.page)
        return (parts.path, *parse_qs(parts.query, keep_blank_values=True))

    def __str__(self) -> str:
        return f"{self.address} on {self.where}"


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one address. `ids` are the places on the page that a link can lead to."""

    status: int
    location: str = ""
    is_html: bool = False
    title: str = ""
    description: str = ""
    canonical: str = ""
    hidden: bool = False
    ids: frozenset[str] = frozenset()


@dataclass(slots=True)
class Crawl:
    """`links` are those inside the blog; `outside` are the addresses by which authors lead out of it."""

    home: str
    visits: dict[str, Visit] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    in_sitemap: set[str] = field(default_factory=set)

    def own_links(self) -> Iterator[Link]:
        return (link for link in self.links if not link.by_author)

    def broken(self, links: Iterator[Link]) -> dict[str, str]:
        """By address: its status, and where it is first linked to."""
        found: dict[str, str] = {}
        for link in links:
            if (status := self.visits[link.page].status) >= 400:
                found.setdefault(link.page, f"{status}, on {link.where}")
        return found

    def broken_by_author(self) -> dict[str, str]:
        return self.broken(link for link in self.links if link.by_author)

    def redirected(self) -> set[str]:
        """Our own navigation knows where things are."""
        return {str(link) for link in self.own_links() if self.visits[link.page].location}

    def chains(self) -> set[str]:
        moved = {address: visit.location for address, visit in self.visits.items() if visit.location}
        return {address for address, location in moved.items() if urldefrag(location).url in moved}

    def nowhere(self) -> set[str]:
        """Links of our own to a place that their page does not have."""
        found = set()
        for link in self.own_links():
            visit, place = self.visits[link.page], urldefrag(link.address).fragment
            if place and visit.status == 200 and visit.is_html and unquote(place) not in visit.ids:
                found.add(str(link))
        return found

    def orphans(self) -> set[str]:
        """What the sitemap knows and no reader finds who only follows links on pages, from home."""
        leads: dict[str, set[str]] = {}
        for link in self.links:
            if link.element == "a":
                leads.setdefault(link.where, set()).add(link.page)
        reached, waiting = {self.home}, [self.home]
        while waiting:
            address = waiting.pop()
            new = leads.get(self.visits[address].location or address, set()) - reached
            reached |= new
            waiting += new
        return self.in_sitemap - reached

    def incomplete(self) -> set[str]:
        """Pages without title, description or canonical address, which is an absolute one."""
        found = set()
        for address, visit in self.visits.items():
            if visit.status == 200 and visit.is_html:
                canonical = visit.canonical if is_own(visit.canonical, self.home) else ""
                told = {"title": visit.title, "description": visit.description, "canonical": canonical}
                found |= {f"{address} has no {name}" for name, text in told.items() if not text}
        return found

    def unknown_to_the_sitemap(self) -> set[str]:
        """Pages that search engines may show, by their own addresses; later pages of lists are found by links."""
        return {
            address
            for address, visit in self.visits.items()
            if visit.is_html and visit.status == 200 and not visit.hidden
            and visit.canonical == address and "?" not in address and address not in self.in_sitemap
        }  # fmt: skip


def crawl(visitor: Visitor) -> Crawl:
    """Begins at home and at robots.txt. Raises `RuntimeError` when there is no end to it.

    Every comment has four links of its own, which no search engine follows: of those, the first of each form on an
    article stand for all.
    """
    found = Crawl(home=f"{visitor.origin}/")
    followed: dict[tuple[str, ...], str] = {}

    def is_like_another(link: Link) -> bool:
        return link.is_nofollow and followed.setdefault(link.form, link.page) != link.page

    waiting = deque([found.home, f"{visitor.origin}/robots.txt"])
    known = set(waiting)
    while waiting:
        if len(known) > _MOST:
            raise RuntimeError(f"more than {_MOST} addresses, the last of them {waiting[-1]}")
        answer = visitor.get(waiting.popleft())
        found.visits[answer.url] = look(answer)
        every = list(links_in(answer))
        links = [link for link in every if is_own(link.address, visitor.origin) and not is_like_another(link)]
        found.links += links
        found.outside |= {each.address for each in every if each.by_author and not is_own(each.address, visitor.origin)}
        if answer.content.find(b"<urlset") >= 0:
            found.in_sitemap |= {link.page for link in links if link.element == "loc"}
        targets = [link.page for link in links] + list(filter(None, [found.visits[answer.url].location]))
        new = dict.fromkeys(urldefrag(target).url for target in targets if is_own(target, visitor.origin))
        waiting += [address for address in new if address not in known]
        known |= new.keys()
    return found


def look(answer: Fetched) -> Visit:
    location = answer.headers["Location"]
    if location:
        return Visit(answer.status, resolve(answer.url, location))
    if not answer.is_html:
        return Visit(answer.status)
    page = answer.page
    return Visit(
        status=answer.status,
        is_html=True,
        title=_text(page.css_first("title")),
        description=_given(page.css_first("meta[name=description]"), "content"),
        canonical=_given(page.css_first("link[rel=canonical]"), "href"),
        hidden="noindex" in _given(page.css_first("meta[name=robots]"), "content"),
        ids=frozenset(node.attributes["id"] or "" for node in page.css("[id]")),
    )


def links_in(answer: Fetched) -> Iterator[Link]:
    kind = answer.headers.get_content_type()
    if answer.headers["Location"] or answer.status >= 400:
        return
    if answer.is_html:
        yield from _in_html(answer.page, answer.url)
    elif kind.endswith("xml") and "svg" not in kind:
        yield from _in_xml(answer)
    elif kind.endswith("json"):
        yield from _in_json(json.loads(answer.content), answer.url)
    elif answer.url.endswith("/robots.txt"):
        told = (line.partition(":") for line in answer.text.splitlines())
        yield from (Link(answer.url, value.strip(), "loc") for name, _, value in told if name.lower() == "sitemap")


def _in_html(page: LexborHTMLParser, url: str, *, by_author: bool = False) -> Iterator[Link]:
    written = {node.mem_id for node in page.css(".e-content *")}
    for element, names in _ADDRESSES.items():
        for node in page.css(element):
            if element == "form" and (node.attributes.get("method") or "get").lower() != "get":
                continue
            addresses = [node.attributes.get(name) for name in names]
            addresses += [each.split()[0] for each in (node.attributes.get("srcset") or "").split(",") if each.strip()]
            is_nofollow = "nofollow" in (node.attributes.get("rel") or "")
            for address in filter(None, addresses):
                yield Link(url, resolve(url, address), element, by_author or node.mem_id in written, is_nofollow)


def _in_xml(answer: Fetched) -> Iterator[Link]:
    """Addresses wherever they stand alone, in an element or an attribute, and those in the HTML of entries."""
    for element in etree.fromstring(answer.content).iter(etree.Element):
        name = "loc" if element.tag == f"{_SITEMAP}loc" else "xml"
        for text in filter(None, [(element.text or "").strip(), *element.attrib.values()]):
            yield from _in_text(text, answer.url, name)


def _in_json(value: Any, url: str) -> Iterator[Link]:
    if isinstance(value, str):
        yield from _in_text(value, url, "json")
    else:
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _in_json(each, url)


def _in_text(text: str, url: str, name: str) -> Iterator[Link]:
    if text.startswith("<"):
        yield from _in_html(LexborHTMLParser(text), url, by_author=True)
    elif text.startswith(("http://", "https://")) and " " not in text:
        yield Link(url, resolve(url, text), name)


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node else ""


def _given(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node else ""
