"""WordPress's own theme unit test data, the export with which themes are tried; it runs where the file lies."""

import re

import pytest

from blog.article import ArticleState
from blog.comment import CommentState
from exchange.html import clean_article_html
from exchange.wordpress.shortcodes import unknown_names
from tests.support.theme_data import theme_data
from tests.unit.exchange.samples import Tags, imported


@pytest.fixture(scope="module")
def everything():
    return imported(theme_data())


@pytest.fixture(scope="module")
def articles(everything):
    return everything[1]


def test_every_item_is_counted(everything):
    known, articles, skipped = everything
    # 19 posts and 3 pages were added later with CDATA around their kind: a search of the text finds only 39 and 18.
    assert known.counts == {"post": 58, "page": 21, "attachment": 37, "nav_menu_item": 70, "comment": 33}
    assert len(articles) == 79
    assert {each.kind for each in skipped} == {"nav_menu_item"}


def test_every_comment_is_there_in_its_state_and_depth(articles):
    comments = [comment for found in articles.values() for comment in found.comments]
    assert len(comments) == len({comment.path for comment in comments}) == 33
    assert sum(comment.state is CommentState.PENDING for comment in comments) == 3
    assert max(comment.depth for comment in comments) == 9


def test_what_was_hidden_stays_hidden(articles):
    drafts = {slug for slug, found in articles.items() if found.article.state is ArticleState.DRAFT}
    assert drafts == {"draft", "template-password-protected"}


def test_no_shortcode_remains_that_is_not_reported(articles):
    for found in articles.values():
        for name in unknown_names(found.article.body):
            assert f"unknown shortcode [{name}] kept as text" in found.notes
    assert not any("[gallery" in found.article.body or "[caption" in found.article.body for found in articles.values())


def test_every_body_is_clean_and_says_something(articles):
    for slug, found in articles.items():
        body = found.article.body
        assert clean_article_html(body) == body, slug
        assert not re.search(r"<p>\s*</p>|<!--|\x02|<h1", body), slug
        assert body or slug in {"edge-case-no-content", "επίπεδο-3"}


def test_galleries_players_and_pictures_are_shown(articles):
    gallery = Tags(articles["post-format-gallery"].article.body).found
    assert [attributes["class"] for _, attributes in gallery if "gallery " in attributes.get("class", "")] == [
        "gallery gallery-columns-3",
        *(f"gallery gallery-columns-{columns}" for columns in range(1, 10)),
    ]
    assert "youtube-nocookie.com/embed/SQEQr7c0-dw" in articles["post-format-video-youtube"].article.body
    assert articles["template-featured-image-vertical"].article.picture.url.endswith("/featured-image-vertical.jpg")
    assert articles["επίπεδο-2"].addresses[0] == "/greek/επίπεδο-2/"


def test_an_author_whose_login_was_mistyped_is_still_that_author(articles):
    assert {found.article.author.slug for found in articles.values()} == {"themedemos", "themereviewteam"}
