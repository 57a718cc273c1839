import pytest

from blog.article import ArticleKind, ArticleState
from blog.lists import HOME, ListKind, ListRef, list_at, lists_of
from tests.support.blog import an_article

TAG = ListRef(ListKind.TAG, "night")


def test_an_article_is_in_the_lists_of_all_that_it_says():
    article = an_article(tags=("Night", "night", "!!!"), categories=("Streets & Lamps",))
    assert lists_of(article) == {
        HOME: "",
        ListRef(ListKind.AUTHOR, "keeper"): "The Keeper",
        ListRef(ListKind.YEAR, "2026"): "",
        ListRef(ListKind.MONTH, "2026-11"): "",
        ListRef(ListKind.CATEGORY, "streets-lamps"): "Streets & Lamps",
        TAG: "night",
    }


@pytest.mark.parametrize("state", sorted(set(ArticleState) - {ArticleState.PUBLISHED}))
def test_what_is_not_published_is_in_no_list(state):
    assert lists_of(an_article(state=state)) == {}


def test_a_static_page_is_in_no_list():
    assert lists_of(an_article(kind=ArticleKind.PAGE)) == {}


@pytest.mark.parametrize(
    "ref",
    [
        HOME,
        TAG,
        ListRef(ListKind.CATEGORY, "街"),
        ListRef(ListKind.AUTHOR, "ada"),
        ListRef(ListKind.YEAR, "2011"),
        ListRef(ListKind.MONTH, "2011-03"),
    ],
)
def test_a_lists_address_finds_the_list(ref):
    assert list_at(ref.path) == ref


@pytest.mark.parametrize(
    ("path", "now"),
    [
        ("/tag/night/", "/tag/night"),
        ("/page/2/", "/"),
        ("/tag/night/page/3", "/tag/night"),
        ("/category/streets/lamps/", "/category/lamps"),
        ("/2011/03/15/", "/2011/03"),
    ],
)
def test_wordpresss_addresses_find_it_too(path, now):
    found = list_at(path)
    assert found is not None
    assert found.path == now


@pytest.mark.parametrize(
    "path", ["/hello", "/2011/13", "/2011/3", "/tag", "/tag/a/b", "/author/", "/2011/03/hello", "/٢٠١١"]
)
def test_other_addresses_are_no_lists(path):
    assert list_at(path) is None
