"""What stands in <head>, read as a search engine or a feed reader reads it."""

from collections import Counter
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.article import ArticleState
from rendering.environment import Renderer, find_templates
from rendering.pages import ArticlePage, Page, ReplyForm
from tests.support.blog import ADDRESS
from tests.unit.rendering.samples import ARTICLE, CLOSED, CURSOR, LISTS, PAGES, SITE

RENDERER = Renderer(find_templates(), SITE)
FOUND = ["article", "page", *LISTS]


def read(page: Page) -> LexborHTMLParser:
    return LexborHTMLParser(RENDERER.html(page))


def links(page: Page, rel: str) -> list[str]:
    return [node.attributes["href"] for node in read(page).css(f"head link[rel={rel}]")]


def properties(page: Page) -> list[tuple[str, str]]:
    return [(node.attributes["property"], node.attributes["content"]) for node in read(page).css("meta[property]")]


def description(page: Page) -> str | None:
    found = [node.attributes["content"] for node in read(page).css("meta[name=description]")]
    return found[0] if found else None


def is_indexed(page: Page) -> bool:
    return not read(page).css("meta[name=robots][content=noindex]")


@pytest.mark.parametrize("name", FOUND)
def test_a_page_that_may_be_found_has_a_title_a_description_and_a_canonical_address(name):
    (title,) = read(PAGES[name]).css("head title")
    (canonical,) = links(PAGES[name], "canonical")
    assert title.text().strip() and description(PAGES[name]) and canonical.startswith(f"{ADDRESS}/")


def test_no_two_pages_have_the_same_description():
    empty = {"empty", "nothing older", "nothing newer", "newer", "nothing to index", "no pages"}
    told = Counter(description(PAGES[name]) for name in FOUND if name not in empty)
    assert [text for text, count in told.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("article", "/2026/11/t"),
        ("page", "/about/below"),
        ("home", "/"),
        ("tag", "/tag/x-y"),
        ("month", "/2026/11"),
        ("tags", "/tags"),
        ("archive", "/archive"),
        ("pages", "/pages"),
        ("older", "/?before=2026-12~x"),
        ("comments", "/2026/11/t"),
        ("awaiting", "/2026/11/t"),
    ],
)
def test_the_canonical_address_is_absolute_and_follows_the_permalink_pattern(name, address):
    assert links(PAGES[name], "canonical") == [f"{ADDRESS}{address}"]


@pytest.mark.parametrize("name", ["article", "page", "home", "older", "tag", "author", "month", "tags", "pages"])
def test_what_is_published_may_be_indexed(name):
    assert is_indexed(PAGES[name])


@pytest.mark.parametrize(
    "name", ["preview", "comments", "awaiting", "not found", "problem 500", "nothing found", "newer", "empty"]
)
def test_what_nobody_should_find_is_not_indexed(name):
    assert not is_indexed(PAGES[name])


def test_an_unlisted_article_is_shown_to_whoever_shares_it_but_not_indexed():
    page = ArticlePage(article=replace(ARTICLE, state=ArticleState.UNLISTED), form=ReplyForm())
    assert not is_indexed(page)
    assert ("og:title", ARTICLE.title) in properties(page)
    assert not any("comments" in address for address in links(page, "alternate"))


def test_an_article_tells_open_graph_all_that_it_is():
    assert properties(PAGES["article"]) == [
        ("og:type", "article"),
        ("og:title", ARTICLE.title),
        ("og:url", f"{ADDRESS}/2026/11/t"),
        ("og:site_name", "BLOG"),
        ("og:description", "S “S”"),
        ("og:locale", "en"),
        ("og:image", f"{ADDRESS}/assets/p.jpg"),
        ("og:image:alt", "ALT"),
        ("article:published_time", "2026-11-12T12:00:00Z"),
        ("article:modified_time", "2026-11-21T12:00:00Z"),
        ("article:author", f"{ADDRESS}/author/keeper"),
        ("article:section", "C"),
        ("article:tag", "X Y"),
        ("article:tag", "Z"),
    ]


def test_without_a_picture_of_its_own_an_article_is_shared_with_the_first_of_its_body():
    page = ArticlePage(article=replace(ARTICLE, picture=None), form=ReplyForm())
    assert ("og:image", "https://example.org/i.jpg") in properties(page)
    assert read(page).css("meta[name='twitter:card'][content=summary_large_image]")


def test_an_article_without_a_summary_is_described_by_title_author_and_blog():
    assert description(ArticlePage(article=CLOSED, form=ReplyForm())) == "“T”, by L, on BLOG"


def test_an_author_is_a_profile_with_a_portrait():
    assert {("og:type", "profile"), ("og:image", f"{ADDRESS}/assets/k.png")} <= set(properties(PAGES["author"]))


SITE_FEEDS = ["/rss.xml", "/atom.xml", "/feed.json"]


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("home", ""),
        ("tag", "/tag/x-y"),
        ("category", "/category/c"),
        ("author", "/author/keeper"),
        ("article", "/comments/t"),
        ("month", ""),
    ],
)
def test_feed_readers_find_the_sites_feeds_everywhere_and_the_pages_own(name, own):
    theirs = [f"{own}{feed}" for feed in SITE_FEEDS] if own else []
    assert links(PAGES[name], "alternate") == SITE_FEEDS + theirs


def test_a_pages_comments_that_nobody_can_write_have_no_feed():
    assert links(PAGES["page"], "alternate") == SITE_FEEDS


def test_pages_of_a_list_lead_both_ways():
    quoted = CURSOR.replace(":", "%3A")
    assert (links(PAGES["newer"], "prev"), links(PAGES["newer"], "next")) == (
        [f"/?after={quoted}"],
        [f"/?before={quoted}"],
    )
    assert links(PAGES["home"], "prev") == []


def test_home_is_called_by_the_blogs_name_and_tagline():
    assert read(PAGES["home"]).css_first("title").text() == "BLOG · LIGHT"
    assert read(PAGES["tag"]).css_first("title").text() == "Articles tagged “X Y” · BLOG"


def test_the_second_stylesheet_is_linked_only_where_a_body_needs_it():
    assert len(links(PAGES["article"], "stylesheet")) == 2
    assert len(links(PAGES["page"], "stylesheet")) == len(links(PAGES["home"], "stylesheet")) == 1
