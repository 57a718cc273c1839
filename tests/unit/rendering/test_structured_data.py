"""JSON-LD as a search engine reads it, against what was published."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from rendering.environment import Renderer, find_templates
from rendering.pages import ArticlePage, Page, ReplyForm
from rendering.structured_data import graph
from rendering.thread import entry
from tests.support.blog import ADDRESS, a_comment, an_article
from tests.unit.rendering.samples import ARTICLE, COMMENTS, FIRST, PAGES, SITE

RENDERER = Renderer(find_templates(), SITE)


def things(page: Page) -> dict[str, Any]:
    (script,) = LexborHTMLParser(RENDERER.html(page)).css("script:not([src])")
    return {thing["@type"]: thing for thing in json.loads(script.text())["@graph"]}


def test_an_article_is_a_blog_posting_with_all_that_was_published():
    posting = things(PAGES["article"])["BlogPosting"]
    comments = posting.pop("comment")
    assert len(comments) == len(COMMENTS)
    assert posting == {
        "@type": "BlogPosting",
        "@id": f"{ADDRESS}/2026/11/t",
        "url": f"{ADDRESS}/2026/11/t",
        "mainEntityOfPage": f"{ADDRESS}/2026/11/t",
        "headline": ARTICLE.title,
        "name": ARTICLE.title,
        "description": "S “S”",
        "inLanguage": "en",
        "datePublished": "2026-11-12T12:00:00Z",
        "dateModified": "2026-11-21T12:00:00Z",
        "author": {
            "@type": "Person",
            "name": "K K",
            "url": f"{ADDRESS}/author/keeper",
            "description": "LAMPS",
            "image": f"{ADDRESS}/assets/k.png",
            "sameAs": ["https://example.org/k", "https://example.org/@k"],
        },
        "publisher": {
            "@type": "Organization",
            "name": "BLOG",
            "url": f"{ADDRESS}/",
            "logo": f"{ADDRESS}{RENDERER.assets.icon}",
        },
        "image": [f"{ADDRESS}/assets/p.jpg", "https://example.org/i.jpg"],
        "keywords": ["X Y", "Z"],
        "articleSection": ["C"],
        "wordCount": 1000,
        "commentCount": 2,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/LikeAction",
            "userInteractionCount": 3,
        },
    }


def test_a_comment_says_who_when_what_and_whom_it_answers():
    first, second, imported, _ = things(PAGES["article"])["BlogPosting"]["comment"]
    assert first == {
        "@type": "Comment",
        "url": f"{ADDRESS}/2026/11/t?comment={FIRST.path}#comment-{FIRST.id}",
        "author": {"@type": "Person", "name": "A", "url": "https://example.org/"},
        "datePublished": "2026-11-17T12:00:01Z",
        "text": "T",
    }
    assert second["text"] == 'T <U> "V"'
    assert second["parentItem"] == {"@type": "Comment", "url": first["url"]}
    assert second["dateModified"] == "2026-11-22T12:00:00Z"
    assert imported["text"] == "T\nU\n\nV & W"


def test_what_a_comment_says_is_told_without_its_marks():
    comment = a_comment(text="*So* it\nis:\n\n- [a](https://example.org)\n- `b`\n\n> c < d")
    page = replace(PAGES["article"], thread=(entry(comment, "/t"),))
    (told,) = things(page)["BlogPosting"]["comment"]
    assert " ".join(told["text"].split()) == "So it is: a b c < d"


def test_gaps_are_told_to_nobody_and_what_is_pinned_once():
    gaps, pinned = (things(PAGES[name])["BlogPosting"]["comment"] for name in ("gaps", "pinned"))
    assert [(each["author"]["name"], each.get("parentItem")) for each in gaps] == [
        ("E", None),
        ("F", {"@type": "Comment", "url": gaps[0]["url"]}),
    ]
    assert len(pinned) == len(COMMENTS) + 1


def test_the_way_from_home_leads_over_the_category_or_the_pages_above():
    def way(name: str) -> list[tuple[str, str]]:
        return [(step["name"], step["item"]) for step in things(PAGES[name])["BreadcrumbList"]["itemListElement"]]

    home = ("BLOG", f"{ADDRESS}/")
    assert way("article") == [home, ("C", f"{ADDRESS}/category/c"), (ARTICLE.title, f"{ADDRESS}/2026/11/t")]
    assert way("page") == [home, ("ABOUT", f"{ADDRESS}/about"), ("BELOW", f"{ADDRESS}/about/below")]
    assert way("month") == [home, ("2026", f"{ADDRESS}/2026"), ("November 2026", f"{ADDRESS}/2026/11")]
    uncategorised = ArticlePage(article=replace(ARTICLE, categories=()), form=ReplyForm())
    assert "BreadcrumbList" not in things(uncategorised)


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("home", {"Blog", "WebSite"}),
        ("older", {"CollectionPage"}),
        ("tag", {"CollectionPage"}),
        ("author", {"ProfilePage"}),
        ("month", {"CollectionPage", "BreadcrumbList"}),
        ("tags", {"CollectionPage"}),
        ("pages", {"CollectionPage"}),
        ("page", {"WebPage", "BreadcrumbList"}),
    ],
)
def test_every_kind_of_page_says_what_it_is(name, types):
    assert set(things(PAGES[name])) == types


def test_home_tells_how_to_search():
    action = things(PAGES["home"])["WebSite"]["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{ADDRESS}/search?q={{words}}"
    assert action["query-input"] == "required name=words"


def test_an_author_is_a_person():
    person = things(PAGES["author"])["ProfilePage"]["mainEntity"]
    assert (person["@type"], person["name"], person["description"]) == ("Person", "K K", "LAMPS")


@given(st.text())
def test_no_text_ends_the_script_or_breaks_its_json(text):
    document = graph([{"@type": "Thing", "name": text}], ['{"text":"</script>"}'])
    assert "<" not in document
    (thing,) = json.loads(document)["@graph"]
    assert (thing["name"], thing["comment"]) == (text, [{"text": "</script>"}])


def test_likes_that_are_switched_off_are_told_to_nobody():
    settings = replace(SITE.settings, likes=False)
    html = Renderer(find_templates(), replace(SITE, settings=settings)).html(PAGES["article"])
    assert "LikeAction" not in html and "/likes/" not in html
    assert "LikeAction" not in RENDERER.html(ArticlePage(article=an_article(), form=ReplyForm()))
