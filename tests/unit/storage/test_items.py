"""Translations there and back, for anything that a blog can hold."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.article import Article, ArticleKind, ArticleState, Author, Neighbour, Picture
from blog.comment import Comment, CommentKind, CommentState, Reason
from blog.errors import ArticleTooLarge
from storage import items
from tests.support.blog import a_comment, an_article

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
WORDS = TEXT.filter(bool)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1), timezones=ZONES)
AUTHORS = st.builds(Author, slug=WORDS, name=WORDS, bio=TEXT, picture=TEXT, url=TEXT)
ARTICLES = st.builds(
    Article,
    slug=st.sampled_from(["hello", "こんにちは", "a.b-c_d"]),
    title=WORDS,
    author=AUTHORS,
    published_at=TIMES,
    updated_at=st.none() | TIMES,
    state=st.sampled_from(ArticleState),
    kind=st.sampled_from(ArticleKind),
    summary=TEXT,
    tags=st.lists(WORDS, max_size=3).map(tuple),
    categories=st.lists(WORDS, max_size=3).map(tuple),
    picture=st.none() | st.builds(Picture, url=WORDS, alt=TEXT, caption=TEXT),
    sticky=st.booleans(),
    comments_open=st.booleans(),
    body=TEXT | st.just("<p>Long</p>" * 5_000),
    origin=st.just(""),
)
COMMENTS = st.builds(
    Comment,
    slug=st.just("hello"),
    path=st.sampled_from([a_comment().path, a_comment(number=1, parent=a_comment().path).path]),
    name=WORDS,
    text=WORDS,
    url=TEXT,
    email=TEXT,
    state=st.sampled_from(CommentState),
    kind=st.sampled_from(CommentKind),
    is_html=st.booleans(),
    reasons=st.lists(st.builds(Reason, rule=WORDS, evidence=TEXT), max_size=3).map(tuple),
)


@given(ARTICLES)
def test_an_article_comes_back_as_it_went(article):
    assert items.read_article(items.head_item(article), items.body_item(article)) == article


@given(COMMENTS)
def test_a_comment_comes_back_as_it_went(comment):
    assert items.read_comment(items.comment_item(comment), "hello") == comment


def test_neighbours_and_the_count_are_read_but_never_written_by_an_author():
    article = an_article(comment_count=7, previous=Neighbour("a", "A"))
    head = items.head_item(article)
    assert "comment_count" not in head
    assert "previous" not in head
    head |= {"comment_count": {"N": "3"}, "next": items.neighbour_value(Neighbour("b", "B"))}
    read = items.read_summary(head)
    assert (read.comment_count, read.previous, read.next) == (3, None, Neighbour("b", "B"))


def test_a_long_body_is_stored_compressed_and_whole():
    body = "".join(f"<p>{number}</p>" for number in range(100_000))
    article = an_article(body=body)
    item = items.body_item(article)
    assert len(item["packed_body"]["B"]) < items.BODY_LIMIT < len(body)
    assert items.read_article(items.head_item(article), item).body == body


def test_a_body_that_no_item_holds_is_refused_with_its_size():
    import random

    noise = random.Random(1).randbytes(400_000).hex()
    with pytest.raises(ArticleTooLarge, match=r"'hello' is 4\d\d,\d\d\d bytes even when compressed") as refused:
        items.body_item(an_article(body=noise))
    assert refused.value.size > refused.value.limit


def test_times_keep_their_offset():
    at = datetime(2011, 3, 15, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
    article = an_article(published_at=at, updated_at=datetime(2011, 3, 16, tzinfo=UTC))
    read = items.read_summary(items.head_item(article))
    assert (read.published_at.isoformat(), read.updated_at.isoformat()) == (
        "2011-03-15T09:30:00-05:00",
        "2011-03-16T00:00:00+00:00",
    )
