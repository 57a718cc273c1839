"""Translations there and back, for anything that a blog can hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.article import (
    Ancestor,
    Article,
    ArticleKind,
    ArticleState,
    Author,
    Heading,
    Link,
    Neighbour,
    Picture,
    Place,
)
from blog.comment import Comment, CommentKind, CommentState, Gap, Reason
from blog.errors import ArticleTooLarge
from storage import comment_items, items, keys, list_items, values
from tests.support.blog import a_comment, an_article

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
WORDS = TEXT.filter(bool)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1), timezones=ZONES)
SLUGS = st.sampled_from(["hello", "こんにちは", "a.b-c_d"])
LINKS = st.lists(st.builds(Link, WORDS, WORDS), max_size=2).map(tuple)
AUTHORS = st.builds(Author, slug=WORDS, name=WORDS, bio=TEXT, picture=TEXT, url=TEXT, links=LINKS)
PLACES = st.builds(
    Place,
    slug=SLUGS,
    kind=st.sampled_from(ArticleKind),
    published_at=TIMES,
    author=TEXT,
    category=TEXT,
    ancestors=st.lists(SLUGS, max_size=2).map(tuple),
)
NEIGHBOURS = st.builds(Neighbour, TEXT, PLACES)
ARTICLES = st.builds(
    Article,
    slug=SLUGS,
    title=WORDS,
    author=AUTHORS,
    published_at=TIMES,
    updated_at=st.none() | TIMES,
    expires_at=st.none() | TIMES,
    state=st.sampled_from(ArticleState),
    kind=st.sampled_from(ArticleKind),
    summary=TEXT,
    tags=st.lists(WORDS, max_size=3).map(tuple),
    categories=st.lists(WORDS, max_size=3).map(tuple),
    picture=st.none() | st.builds(Picture, url=WORDS, alt=TEXT, caption=TEXT),
    images=st.lists(WORDS, max_size=3).map(tuple),
    word_count=st.integers(0, 10_000),
    sticky=st.booleans(),
    parent=st.just("") | SLUGS,
    order=st.integers(-5, 5),
    comments_open=st.booleans(),
    body=TEXT | st.just("<p>Long</p>" * 5_000),
    contents=st.lists(st.builds(Heading, st.integers(2, 4), WORDS, TEXT), max_size=3).map(tuple),
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
    reasons=st.lists(st.builds(Reason, rule=WORDS, evidence=TEXT, weight=st.integers(-99, 99)), max_size=3).map(tuple),
    answers=st.sampled_from(["", a_comment(number=2).path]),
    edited_at=st.none() | TIMES,
    by_author=st.booleans(),
    pinned=st.booleans(),
    avatar=st.sampled_from(["", "0a" * 32]),
    replies=st.integers(0, 9),
    reports=st.integers(0, 9),
    was_public=st.booleans(),
    edits=st.integers(0, 9),
)
GAPS = st.builds(
    Comment,
    slug=st.just("hello"),
    path=st.just(a_comment().path),
    name=st.just(""),
    text=st.just(""),
    state=st.just(CommentState.APPROVED),
    gap=st.sampled_from(Gap),
    replies=st.integers(1, 9),
)


@given(ARTICLES)
def test_an_article_comes_back_as_it_went(article):
    assert items.read_article(items.head_item(article), items.body_item(article)) == article


@given(COMMENTS | GAPS)
def test_a_comment_comes_back_as_it_went_and_so_does_a_gap(comment):
    assert comment_items.read_comment(comment_items.comment_item(comment)) == comment


@given(COMMENTS)
def test_a_pinned_comments_copy_has_what_readers_are_shown_and_nothing_else(comment):
    copy = comment_items.read_chosen(comment_items.chosen_item(comment), "hello")
    kept = {"email": "", "reasons": (), "reports": 0, "replies": 0, "was_public": False, "edits": 0}
    assert copy == replace(comment, state=CommentState.APPROVED, pinned=True, **kept)
    shown = comment_items.PAGE_PROJECTION["ExpressionAttributeNames"].values()
    assert comment_items.chosen_item(comment).keys() <= {"pk", *shown}
    assert not {"email", "reasons", "reports", "was_public", "edits"} & set(shown)


@given(ARTICLES, st.text("0123456789abcdef", min_size=1), NEIGHBOURS, st.lists(NEIGHBOURS, max_size=4), st.booleans())
def test_what_the_blog_adds_comes_back_too_and_is_never_written_by_an_author(article, guid, other, related, liked):
    added = replace(
        article,
        guid=guid,
        comments_locked=liked,
        comment_count=7,
        like_count=int(liked),
        previous=other,
        ancestors=(Ancestor("above", "Above"),),
        related=tuple(related),
    )
    head, body = items.head_item(added), items.body_item(added)
    assert (head, body) == (items.head_item(article), items.body_item(article))
    head |= {"guid": {"S": guid}, "comment_count": {"N": "7"}, "previous": values.neighbour(other)}
    head |= {"ancestors": values.ancestors(added.ancestors)}
    head |= {"like_count": {"N": "1"}, "comments_locked": {"BOOL": True}} if liked else {}
    body |= {"related": {"L": [values.neighbour(each) for each in related]}}
    assert items.read_article(head, body) == added


@given(ARTICLES)
def test_a_row_reads_back_as_what_a_list_shows(article):
    published = replace(article, state=ArticleState.PUBLISHED, guid="urn:uuid:1")
    shown = ("slug", "title", "published_at", "updated_at", "summary", "kind", "tags", "categories", "picture", "guid")
    for sk, row in list_items.row_items(published).items():
        read = items.read_summary(row)
        assert (row["sk"]["S"], read.place, read.state) == (sk, published.place, ArticleState.PUBLISHED)
        if sk != keys.SLUG_ROW:
            assert [getattr(read, name) for name in shown] == [getattr(published, name) for name in shown]
            assert (read.author.name, read.comment_count) == (published.author.name, 0)


def test_only_what_is_published_has_rows():
    assert set(list_items.row_items(an_article(sticky=True, tags=("Night", "night")))) == {
        *("LISTED#AUTHOR#keeper", "LISTED#YEAR#2026", "LISTED#MONTH#2026-11", "LISTED#TAG#night"),
        *("LISTED#SLUGS", "LISTED#STICKY"),
    }
    assert set(list_items.row_items(an_article(kind=ArticleKind.PAGE, sticky=True))) == {"LISTED#SLUGS"}
    for state in set(ArticleState) - {ArticleState.PUBLISHED}:
        assert list_items.row_items(an_article(state=state)) == {}


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
