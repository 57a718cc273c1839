"""What makes a feed whole, for each of the three formats: every function gives a line for each fault."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

# RFC 4287, appendix B, in RELAX NG's XML syntax. Stricter in one thing: an address holds no white space.
ATOM_SCHEMA = etree.RelaxNG(file=str(Path(__file__).parent / "atom.rng"))
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# https://www.jsonfeed.org/version/1.1/
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_TOP_KEYS = """
    version title home_page_url feed_url description user_comment next_url icon favicon authors language expired hubs
    items
"""
_ITEM_KEYS = """
    id url external_url title content_html content_text summary image banner_image date_published date_modified authors
    tags language attachments
"""
_TOP, _ITEM = set(_TOP_KEYS.split()), set(_ITEM_KEYS.split())
_AUTHOR = {"name", "url", "avatar"}
_ATTACHMENT = {"url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"}


def xml_faults(content: bytes) -> Iterator[str]:
    """RSS and Atom, as a reader of feeds sees them."""
    found = feedparser.parse(content)
    if found.bozo:
        yield f"not well-formed: {found.bozo_exception}"
    for name in ("title", "link", "updated_parsed", "language"):
        if not found.feed.get(name):
            yield f"the feed has no {name}"
    links = {link.rel for link in found.feed.get("links", ())}
    yield from (f"the feed has no link rel={rel}" for rel in ("self", "alternate") if rel not in links)
    # RSS knows one date.
    dates = ("published_parsed",) if found.version.startswith("rss") else ("published_parsed", "updated_parsed")
    for entry in found.entries:
        yield from _entry_faults(entry, ("id", "title", "link", "author", "content", *dates))
    yield from _repeated([entry.get("id") for entry in found.entries])


def _entry_faults(entry: Any, required: Iterable[str]) -> Iterator[str]:
    name = entry.get("id")
    yield from (f"{name} has no {key}" for key in required if not entry.get(key))
    links = [link.href for link in entry.get("links", ()) if not is_absolute(link.href)]
    for content in entry.get("content", ()):
        links += relative_addresses(content.value)
    yield from (f"{name} leads nowhere: {each}" for each in links)


def atom_faults(content: bytes) -> Iterator[str]:
    document = etree.fromstring(content)
    if not ATOM_SCHEMA.validate(document):
        yield from (f"line {error.line}: {error.message}" for error in ATOM_SCHEMA.error_log)
    # The schema's one rule in Schematron: an entry has an author, or its feed has.
    names = {"a": "http://www.w3.org/2005/Atom"}
    if document.xpath("//a:entry[not(a:author) and not(ancestor::a:feed/a:author)]", namespaces=names):
        yield "an entry has no author"


def json_faults(content: bytes) -> Iterator[str]:
    feed = json.loads(content)
    if feed.get("version") != _JSON_FEED:
        yield f"version is {feed.get('version')}"
    yield from (f"the feed has no {name}" for name in ("title", "home_page_url", "feed_url") if not feed.get(name))
    yield from _unknown("the feed", feed, _TOP)
    yield from _not_absolute("the feed", feed, "home_page_url", "feed_url", "next_url", "icon", "favicon")
    for item in feed["items"]:
        yield from _item_faults(item)
    yield from _repeated([item.get("id") for item in feed["items"]])


def _item_faults(item: dict[str, Any]) -> Iterator[str]:
    name = str(item.get("id"))
    required = ("id", "url", "title", "content_html", "date_published", "authors")
    yield from (f"{name} has no {key}" for key in required if not item.get(key))
    yield from _unknown(name, item, _ITEM)
    yield from _not_absolute(name, item, "url", "image", "banner_image")
    yield from (f"{name} leads nowhere: {each}" for each in relative_addresses(item.get("content_html", "")))
    for key in ("date_published", "date_modified"):
        if key in item and not (_RFC_3339.fullmatch(item[key]) and datetime.fromisoformat(item[key])):
            yield f"{name}: {key} is {item[key]}"
    for author in item.get("authors", ()):
        yield from _unknown(f"{name}'s author", author, _AUTHOR)
        yield from _not_absolute(f"{name}'s author", author, "url", "avatar")
    for attachment in item.get("attachments", ()):
        yield from (f"{name}'s attachment has no {key}" for key in ("url", "mime_type") if not attachment.get(key))
        yield from _unknown(f"{name}'s attachment", attachment, _ATTACHMENT)
    if not isinstance(item.get("id"), str) or not all(isinstance(tag, str) for tag in item.get("tags", ())):
        yield f"{name}: an id and tags are texts"


def relative_addresses(html: str) -> list[str]:
    """What leads elsewhere, or nowhere, when the HTML is not read on its own page."""
    nodes = LexborHTMLParser(html).css("[href],[src],[poster],[cite]")
    given = [
        value for node in nodes for key, value in node.attributes.items() if key in ("href", "src", "poster", "cite")
    ]
    return [address or "" for address in given if not is_absolute(address or "")]


def is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("mailto", "tel", "data") or (parts.scheme in ("http", "https") and bool(parts.hostname))


def _unknown(what: str, found: dict[str, Any], known: set[str]) -> Iterator[str]:
    yield from (f"{what} has a {key}" for key in found if key not in known and not key.startswith("_"))


def _not_absolute(what: str, found: dict[str, Any], *keys: str) -> Iterator[str]:
    yield from (f"{what}: {key} is {found[key]}" for key in keys if key in found and not is_absolute(found[key]))


def _repeated(ids: list[Any]) -> Iterator[str]:
    yield from (f"{each} is there twice" for each in {each for each in ids if ids.count(each) > 1})
