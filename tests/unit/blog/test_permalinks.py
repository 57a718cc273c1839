from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from blog.article import ArticleKind, Place
from blog.permalinks import PATTERNS, is_pattern, path_of, url_path

# Still the 31st where it was written, already the 1st in UTC.
WRITTEN = datetime(2026, 3, 31, 22, 30, tzinfo=timezone(timedelta(hours=-4)))
POST = Place(slug="hello", published_at=WRITTEN, author="ada", category="night-walks")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/{slug}", "/hello"),
        ("/{slug}/", "/hello/"),
        ("/{year}/{month}/{slug}", "/2026/03/hello"),
        ("/{year}/{month}/{day}/{slug}/", "/2026/03/31/hello/"),
        ("/{category}/{slug}", "/night-walks/hello"),
        ("/{author}/{slug}", "/ada/hello"),
        ("/archives/{slug}", "/archives/hello"),
    ],
)
def test_each_pattern_makes_one_path_by_the_date_that_the_author_wrote(pattern, path):
    assert path_of(POST, pattern) == path


def test_every_pattern_is_tried_above():
    assert [is_pattern(pattern) for pattern in (*PATTERNS, "/{slug}/", "{slug}", "/{slug}//", "/x/{slug}")] == [
        *[True] * (len(PATTERNS) + 1),
        *[False] * 3,
    ]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_page_lies_below_its_ancestors_whatever_the_pattern_is(pattern):
    page = Place(slug="colophon", kind=ArticleKind.PAGE, published_at=WRITTEN, ancestors=("about", "house"))
    assert path_of(page, pattern) == "/about/house/colophon"
    assert path_of(page, f"{pattern}/") == "/about/house/colophon/"


@pytest.mark.parametrize(
    ("category", "path"),
    [("", "/uncategorized/hello"), ("tag", "/tag-1/hello"), ("2026", "/2026-1/hello"), ("search", "/search-1/hello")],
)
def test_a_category_hides_no_address_of_the_blogs_own(category, path):
    assert path_of(replace(POST, category=category), "/{category}/{slug}") == path


def test_a_path_in_a_link_is_percent_encoded_where_it_must_be():
    assert url_path("/über/c++ & co") == "/%C3%BCber/c++%20&%20co"


def test_utc_is_not_what_counts():
    assert WRITTEN.astimezone(UTC).month == 4
