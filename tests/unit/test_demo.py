"""The demo is the tour: it shows one of everything."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import lamppost.demo
from blog.article import ArticleKind, ArticleState, Author, state_at
from exchange.markdown import read_all

FOLDER = Path(lamppost.demo.__file__).parent
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def articles():
    return read_all([FOLDER / "articles"], default_author=Author(slug="", name=""))


def test_it_has_an_article_in_every_state_and_two_pages_of_them(articles):
    states = [state_at(article, NOW) for article in articles if article.kind is ArticleKind.POST]
    assert set(states) == set(ArticleState)
    assert states.count(ArticleState.PUBLISHED) > 10


def test_it_has_contents_pictures_colours_notes_and_a_page_below_a_page(articles):
    assert any(article.contents for article in articles)
    assert any(article.picture for article in articles)
    assert any('class="highlight"' in article.body for article in articles)
    assert any("footnote-ref" in article.body for article in articles)
    assert any(article.parent for article in articles)
    assert {article.author.slug for article in articles} == {"keepers", "lamplighter"}


def test_every_conversation_is_about_an_article_of_it(articles):
    conversations = yaml.safe_load((FOLDER / "comments.yaml").read_text())
    assert conversations.keys() <= {article.slug for article in articles if article.comments_open}


def test_its_conversations_have_one_of_everything_too():
    conversations = yaml.safe_load((FOLDER / "comments.yaml").read_text())
    told = [entry for entries in conversations.values() for entry in every(entries)]
    assert sorted(entry["fate"] for entry in told if "fate" in entry) == ["deleted", "pinned"]
    assert [entry["state"] for entry in told if "state" in entry] == ["pending"]
    assert any("edited" in entry for entry in told)


def every(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        yield entry
        yield from every(entry.get("replies", []))
