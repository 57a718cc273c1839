"""What other programs read from a page (JSON-LD, OpenGraph, microformats) is what was published."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import extruct
import mf2py
import pytest

from blog.article import Article, Author
from exchange.markdown import read_all
from tests.support.measured import ARTICLES, COMMENTS, conversation
from tests.support.visitor import Fetched

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("quality")]


@pytest.fixture(scope="module")
def article() -> Article:
    (read,) = read_all([ARTICLES], default_author=Author(slug="nobody", name="Nobody"))
    return read


@pytest.fixture(scope="module")
def graph(pages):
    return lambda kind: list(things(pages[kind]))


@pytest.fixture(scope="module")
def posting(pages) -> dict[str, Any]:
    return one(things(pages["article"]), "BlogPosting")


@pytest.fixture(scope="module")
def entry(pages) -> dict[str, Any]:
    return microformat(pages["article"], "h-entry")["properties"]


def things(page: Fetched) -> Iterator[dict[str, Any]]:
    """Everything that the page's JSON-LD tells of, by itself or in a graph."""
    for block in extruct.extract(page.text, base_url=page.url, syntaxes=["json-ld"])["json-ld"]:
        yield from block.get("@graph", [block])


def one(found: Iterator[dict[str, Any]], kind: str) -> dict[str, Any]:
    (thing,) = [each for each in found if kind in listed(each["@type"])]
    return thing


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def microformat(page: Fetched, kind: str) -> dict[str, Any]:
    """The only one of its kind at the top of the page."""
    (found,) = [each for each in mf2py.parse(doc=page.text, url=page.url)["items"] if kind in each["type"]]
    return found


def open_graph(page: Fetched) -> dict[str, list[str]]:
    """Every property with all its values."""
    found: dict[str, list[str]] = {}
    for block in extruct.extract(page.text, base_url=page.url, syntaxes=["opengraph"])["opengraph"]:
        for name, value in block["properties"]:
            found.setdefault(name, []).append(value)
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def words(text: str) -> str:
    return " ".join(text.split())


def test_json_ld_tells_of_the_article(article, posting, pages):
    page = pages["article"]
    assert (posting["headline"], posting["description"]) == (article.title, article.summary)
    assert moment(posting["datePublished"]) == article.published_at
    assert moment(posting["dateModified"]) == article.updated_at
    assert posting["url"] == page.url == page.address("link[rel=canonical]")
    assert posting["author"]["name"] == article.author.name
    assert set(article.tags) <= set(listed(posting["keywords"]))
    images = [each["url"] if isinstance(each, dict) else each for each in listed(posting["image"])]
    assert page.address(".u-featured", "src") in images
    assert posting["commentCount"] == 0


def test_json_ld_tells_of_every_comment(graph):
    posting = one(graph("article with 50 comments"), "BlogPosting")
    told = [(each["author"]["name"], moment(each["datePublished"]), words(each["text"])) for each in posting["comment"]]
    assert posting["commentCount"] == COMMENTS
    assert sorted(told) == sorted((each.name, each.written_at, words(each.text)) for each in conversation())


def test_json_ld_tells_of_authors_lists_and_the_blog(article, graph):
    author = one(graph("author"), "ProfilePage")["mainEntity"]
    assert (author["@type"], author["name"], author["description"]) == (
        "Person",
        article.author.name,
        article.author.bio,
    )
    assert one(graph("home"), "WebSite")["potentialAction"]["@type"] == "SearchAction"
    assert one(graph("tag"), "CollectionPage")["name"]


def test_breadcrumbs_lead_home(graph, pages):
    trail = one(graph("article"), "BreadcrumbList")["itemListElement"]
    assert [each["position"] for each in trail] == list(range(1, len(trail) + 1))
    assert trail[0]["item"] == pages["home"].url
    assert len(trail) >= 2


def test_open_graph_tells_of_the_article(article, pages):
    page = pages["article"]
    told = open_graph(page)
    assert told["og:type"] == ["article"]
    assert (told["og:title"], told["og:description"]) == ([article.title], [article.summary])
    assert told["og:url"] == [page.url]
    assert told["og:image"] == [page.address(".u-featured", "src")]
    assert told["og:image:alt"] == [article.picture.alt]
    assert [moment(each) for each in told["article:published_time"]] == [article.published_at]
    assert [moment(each) for each in told["article:modified_time"]] == [article.updated_at]
    assert told["article:tag"] == [*article.tags]


def test_microformats_tell_of_the_article(article, entry, pages):
    page = pages["article"]
    assert (entry["name"], entry["url"]) == ([article.title], [page.url])
    assert [moment(each) for each in entry["published"]] == [article.published_at]
    assert [moment(each) for each in entry["updated"]] == [article.updated_at]
    assert entry["summary"] == [article.summary]
    assert {*article.tags, *article.categories} == set(entry["category"])
    (author,) = entry["author"]
    assert (author["type"], author["properties"]["name"]) == (["h-card"], [article.author.name])
    assert author["properties"]["url"]
    (featured,) = entry["featured"]
    assert (featured["value"], featured["alt"]) == (page.address(".u-featured", "src"), article.picture.alt)
    (content,) = entry["content"]
    assert "A lamp is lit, and somebody walks by." in content["value"]
    assert "comment" not in entry


def test_microformats_tell_of_every_comment(pages):
    comments = microformat(pages["article with 50 comments"], "h-entry")["properties"]["comment"]
    assert {tuple(each["type"]) for each in comments} == {("h-cite",)}
    told = [each["properties"] for each in comments]
    assert sorted((author(each), moment(each["published"][0]), content(each)) for each in told) == sorted(
        (each.name, each.written_at, words(each.text)) for each in conversation()
    )
    assert all(len(each["url"]) == 1 and "#comment-" in each["url"][0] for each in told)


def author(told: dict[str, Any]) -> str:
    (card,) = told["author"]
    return card["properties"]["name"][0]


def content(told: dict[str, Any]) -> str:
    (found,) = told["content"]
    return words(found["value"])


@pytest.mark.parametrize("kind", ["home", "tag", "category", "author", "year", "month"])
def test_a_list_is_a_feed_of_entries(kind, pages):
    page = pages[kind]
    entries = microformat(page, "h-feed")["children"]
    assert [each["type"] for each in entries] == [["h-entry"]] * len(entries)
    links = [page.address_in(node) for node in page.page.css(".h-entry .u-url")]
    assert [each["properties"]["url"] for each in entries] == [[address] for address in links]
    assert all(each["properties"].keys() >= {"name", "published", "author"} for each in entries)
    assert len(entries) > 0
