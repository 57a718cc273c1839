"""Atom (RFC 4287), its parts linked as RFC 5005 has it."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from blog.feeds import ATOM
from rendering.feeds.feed import Entry, Feed, Person
from rendering.times import instant
from rendering.xml import add, document

CONTENT_TYPE = "application/atom+xml"
# An empty feed must say when it changed, too.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write(feed: Feed) -> str:
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    add(root, "id", feed.first)
    add(root, "title", feed.title)
    add(root, "subtitle", feed.description)
    add(root, "updated", instant(feed.updated_at or _NEVER))
    add(root, "generator", "Lamppost")
    if feed.author:
        _add_author(root, feed.author)
    _add_link(root, "alternate", feed.page, "text/html")
    for relation, address in (("self", feed.url), ("previous", feed.newer), ("next", feed.older)):
        _add_link(root, relation, address, CONTENT_TYPE)
    for entry in feed.entries:
        _add_entry(root, entry)
    return document(root)


def _add_entry(root: Element, entry: Entry) -> None:
    element = add(root, "entry")
    add(element, "id", entry.id)
    add(element, "title", entry.title)
    add(element, "published", instant(entry.published_at))
    add(element, "updated", instant(entry.updated_at))
    _add_author(element, entry.author)
    for tag in entry.tags:
        add(element, "category", attributes={"term": tag})
    _add_link(element, "alternate", entry.url, "text/html")
    _add_link(element, "enclosure", entry.picture, entry.picture_type)
    if entry.discussion:
        # RFC 4685, section 4.
        _add_link(element, "replies", f"{entry.discussion}/{ATOM}", CONTENT_TYPE)
    if entry.summary:
        add(element, "summary", entry.summary)
    add(element, "content", entry.content, {"type": "html"})


def _add_author(parent: Element, person: Person) -> None:
    author = add(parent, "author")
    add(author, "name", person.name)
    if person.url:
        add(author, "uri", person.url)


def _add_link(parent: Element, relation: str, address: str, media_type: str) -> None:
    if address:
        add(parent, "link", attributes={"rel": relation, "href": address, "type": media_type})
