"""Feeds as their readers see them: whole, valid, found by themselves, and the same in all three formats."""

import json
from urllib.parse import urljoin

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.quality.feed_rules import atom_faults, json_faults, xml_faults
from tests.support.measured import RICH, TALKED_ABOUT, conversation

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("quality")]

LISTS = {"home": "", "tag": "/tag/night", "category": "/category/field-notes", "author": "/author/ada-emigre"}
TALKS = {"comments": "/comments", "an article's comments": f"/comments/{TALKED_ABOUT}"}
FEEDS = LISTS | TALKS
TYPES = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}


@pytest.fixture(params=FEEDS.values(), ids=FEEDS)
def feed(request, measured):
    """The feed's three documents by file name."""
    found = {name: measured.visitor.get(f"{request.param}/{name}") for name in TYPES}
    types = {name: (each.status, each.headers.get_content_type()) for name, each in found.items()}
    assert types == {name: (200, kind) for name, kind in TYPES.items()}
    return {name: each.content for name, each in found.items()}


def test_every_entry_is_whole(feed):
    assert [*xml_faults(feed["rss.xml"])] == []
    assert [*xml_faults(feed["atom.xml"])] == []
    assert [*json_faults(feed["feed.json"])] == []


def test_atom_is_valid(feed):
    assert [*atom_faults(feed["atom.xml"])] == []


def test_all_formats_say_the_same(feed):
    rss, atom = (feedparser.parse(feed[name]) for name in ("rss.xml", "atom.xml"))
    entries = [(entry.id, entry.link, entry.title, entry.content[0].value) for entry in atom.entries]
    assert entries
    assert entries == [(entry.id, entry.link, entry.title, entry.content[0].value) for entry in rss.entries]
    items = json.loads(feed["feed.json"])["items"]
    assert [entry[:2] for entry in entries] == [(item["id"], item["url"]) for item in items]


def test_the_newest_of_a_conversation_are_in_its_feed(measured):
    items = json.loads(measured.visitor.get(f"/comments/{TALKED_ABOUT}/feed.json").content)["items"]
    said = {words(comment.text): comment.name for comment in conversation()}
    assert items
    for item in items:
        told = words(LexborHTMLParser(item["content_html"]).body.text(separator=" "))
        assert said[told] == item["authors"][0]["name"]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("kind", "base"), [*LISTS.items(), ("article", f"/comments/{RICH}")])
def test_a_page_tells_where_its_feeds_are(kind, base, pages):
    page = pages[kind]
    links = [link.attributes for link in page.page.css("head link[rel=alternate][type]")]
    told = {urljoin(page.url, link["href"]): link["type"] for link in links}
    wanted = {urljoin(page.url, f"{base}/{name}"): kind for name, kind in TYPES.items()}
    assert {address: told.get(address) for address in wanted} == wanted


WHOLE = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Lamps",
    "home_page_url": "https://example.org/",
    "feed_url": "https://example.org/feed.json",
    "items": [
        {
            "id": "urn:x",
            "url": "https://example.org/x",
            "title": "X",
            "content_html": "<p>X</p>",
            "date_published": "2026-11-22T08:00:00Z",
            "authors": [{"name": "Ada"}],
        }
    ],
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"version": "1"}, "version is 1"),
        ({"lamp": 1}, "the feed has a lamp"),
        ({"next_url": "/feed.json"}, "the feed: next_url is /feed.json"),
        ({"items": WHOLE["items"] * 2}, "urn:x is there twice"),
        ({"items": [WHOLE["items"][0] | {"authors": []}]}, "urn:x has no authors"),
        ({"items": [WHOLE["items"][0] | {"date_published": "2026-11-22"}]}, "urn:x: date_published is 2026-11-22"),
        ({"items": [WHOLE["items"][0] | {"content_html": "<a href='#a'>"}]}, "urn:x leads nowhere: #a"),
    ],
)
def test_a_planted_fault_is_found_in_a_json_feed(change, fault):
    assert [*json_faults(json.dumps(WHOLE | change).encode())] == ([fault] if fault else [])


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Lamps</title><id>urn:l</id>'
    '<updated>2026-11-22T08:00:00Z</updated><link rel="self" href="https://example.org/atom.xml"/>'
    '<link href="https://example.org/"/><entry><title>X</title><id>urn:x</id><author><name>Ada</name></author>'
    '<link href="https://example.org/x"/><published>2026-11-22T08:00:00Z</published>'
    '<updated>2026-11-22T08:00:00Z</updated><content type="html">&lt;p>X</content></entry></feed>'
)


def test_a_whole_atom_feed_has_no_fault():
    assert [*atom_faults(ATOM.encode()), *xml_faults(ATOM.encode())] == []


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("<id>urn:x</id>", ""),
        ("<author><name>Ada</name></author>", ""),
        ("<entry><title>X</title>", "<entry><title>X</title><title>Y</title>"),
        ("<entry>", "<entry lamp='1'>"),
        ("08:00:00Z</published>", "8 am</published>"),
        ('href="https://example.org/x"', 'href="https://example.org/x y"'),
    ],
)
def test_a_planted_fault_is_found_by_the_schema_of_atom(part, instead):
    assert [*atom_faults(ATOM.replace(part, instead).encode())] != []


@pytest.mark.parametrize(
    ("part", "instead", "fault"),
    [
        ("<feed ", "<fed ", "not well-formed"),
        ('<content type="html">&lt;p>X</content>', "", "urn:x has no content"),
        ("&lt;p>X", "&lt;img src=x.png>", "urn:x leads nowhere: x.png"),
        ('<link rel="self" href="https://example.org/atom.xml"/>', "", "the feed has no link rel=self"),
    ],
)
def test_a_planted_fault_is_found_by_a_reader(part, instead, fault):
    assert any(line.startswith(fault) for line in xml_faults(ATOM.replace(part, instead).encode()))
