"""microformats2, as mf2py reads them back."""

from typing import Any

import mf2py

from rendering.environment import Renderer, find_templates
from tests.support.blog import ADDRESS
from tests.unit.rendering.samples import ARTICLE, COMMENTS, FIRST, PAGES, SITE

RENDERER = Renderer(find_templates(), SITE)


def item(name: str, path: str = "/") -> dict[str, Any]:
    (found,) = mf2py.parse(doc=RENDERER.html(PAGES[name]), url=f"{ADDRESS}{path}")["items"]
    return found


def plain(values: list[Any]) -> list[str]:
    return [value["value"] if isinstance(value, dict) else value for value in values]


def test_an_article_is_an_entry_with_all_that_was_published():
    entry = item("article", "/2026/11/t")
    assert entry["type"] == ["h-entry"]
    told = {name: plain(values) for name, values in entry["properties"].items() if name not in ("comment", "content")}
    assert told == {
        "name": [ARTICLE.title],
        "url": [f"{ADDRESS}/2026/11/t"],
        "uid": [f"{ADDRESS}/2026/11/t"],
        "published": ["2026-11-12T12:00:00Z"],
        "updated": ["2026-11-21T12:00:00Z"],
        "author": ["K K"],
        "featured": [f"{ADDRESS}/assets/p.jpg"],
        "summary": ["S “S”"],
        "category": ["C", "X Y", "Z"],
    }
    (author,) = entry["properties"]["author"]
    assert author["properties"] == {
        "name": ["K K"],
        "url": [f"{ADDRESS}/author/keeper"],
        "photo": [f"{ADDRESS}/assets/k.png"],
    }
    assert entry["properties"]["content"][0]["html"] == ARTICLE.body


def test_comments_are_cited_in_the_entry():
    comments = item("article", "/2026/11/t")["properties"]["comment"]
    assert [comment["type"] for comment in comments] == [["h-cite"]] * len(COMMENTS)
    first = comments[0]["properties"]
    assert first["url"] == [f"{ADDRESS}/2026/11/t?comment={FIRST.path}#comment-{FIRST.id}"]
    assert first["published"] == ["2026-11-17T12:00:01Z"]
    assert first["author"][0]["properties"] == {"name": ["A"], "url": ["https://example.org/"]}
    assert first["content"][0]["value"] == "T"
    assert comments[1]["properties"]["updated"] == ["2026-11-22T12:00:00Z"]


def test_the_articles_own_author_is_told_from_its_readers():
    comments = item("pinned", "/2026/11/t")["properties"]["comment"]
    roles = [comment["properties"]["author"][0]["properties"].get("role") for comment in comments]
    assert roles == [None] * len(COMMENTS) + [["Author"]]


def test_gaps_are_no_citations():
    comments = item("gaps", "/2026/11/t")["properties"]["comment"]
    assert [plain(comment["properties"]["content"]) for comment in comments] == [["T"], ["T"]]


def test_a_list_is_a_feed_of_entries():
    feed = item("tag", "/tag/x-y")
    assert (feed["type"], feed["properties"]["name"]) == (["h-feed"], ["X Y"])
    (entry,) = feed["children"]
    assert set(entry["properties"]) == {"name", "url", "photo", "published", "author", "summary"}
    assert entry["properties"]["url"] == [f"{ADDRESS}/2026/11/t"]


def test_an_authors_page_is_a_feed_with_their_card():
    feed = item("author", "/author/keeper")
    (card,) = feed["properties"]["author"]
    assert feed["properties"]["name"] == ["Articles by K K"]
    assert {name: plain(values) for name, values in card["properties"].items()} == {
        "name": ["K K"],
        "note": ["LAMPS"],
        "photo": [f"{ADDRESS}/assets/k.png"],
        "uid": [f"{ADDRESS}/author/keeper"],
        "url": [f"{ADDRESS}/author/keeper", "https://example.org/k", "https://example.org/@k"],
    }


def test_a_static_page_is_an_entry_too():
    entry = item("page", "/about/below")["properties"]
    assert (entry["name"], entry["author"], entry["published"]) == (["BELOW"], ["K K"], ["2026-11-12T12:00:00Z"])
