"""Each function's role against what the function does: every call it makes is granted, and nothing else is.

That every call is granted, each test of the suite holds (tests/conftest.py); that nothing else is, these do.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lamppost.local_cloud.parameters import parameter_values
from lamppost.local_cloud.stack import TEMPLATE
from lamppost.local_cloud.template import Template, load_document
from tests.architecture import walks
from tests.architecture.grants import unused
from tests.support import roles
from tests.support.blog import Blog
from tests.support.roles import Calls, recorded, role_of, the_stack
from tests.support.search import SearchedBlog, searched

FUNCTIONS = list(the_stack().functions)


@pytest.fixture(scope="module")
def template() -> Template:
    document = load_document(TEMPLATE)
    return Template(document, parameter_values(document["Parameters"], {}), TEMPLATE.parent)


@pytest.fixture
def calls() -> Iterator[Calls]:
    with recorded() as made:
        yield made


@pytest.fixture
def blog(store) -> Blog:
    """With settings in its store, as in Lambda."""
    return Blog(store, settings=None)


@pytest.fixture
def search(blog: Blog, tmp_path: Path) -> Iterator[SearchedBlog]:
    with searched(blog.store, tmp_path) as made:
        yield made


def asks_for_all_that_is_granted(function: str, calls: Calls) -> None:
    assert roles.refused == []
    left = unused(role_of(function).policy, calls[function])
    assert not left, f"{function} never asks for\n" + "\n".join(left)


def test_the_function_that_shows_pages_asks_for_all_that_its_role_grants(blog, calls):
    walks.fill(blog)
    assert walks.read_all(blog) == {200, 301, 400, 403, 404, 410}
    asks_for_all_that_is_granted("ServePages", calls)


def test_the_function_that_takes_comments_asks_for_all_that_its_role_grants(blog, calls):
    walks.fill(blog)
    assert walks.send_all(blog) == {200, 303, 404, 409, 410, 415, 422}
    asks_for_all_that_is_granted("ReceiveComments", calls)


def test_the_function_that_takes_likes_asks_for_all_that_its_role_grants(blog, calls):
    blog.publish()
    assert walks.like_all(blog) == {303, 404}
    asks_for_all_that_is_granted("ReceiveLikes", calls)


def test_the_function_that_keeps_time_asks_for_all_that_its_role_grants(blog, calls):
    assert walks.keep_all(blog) == ["published", "expired", "", "published", "published", "", "expired", "expired"]
    asks_for_all_that_is_granted("KeepTime", calls)


def test_the_function_that_searches_asks_for_all_that_its_role_grants(blog, search, calls):
    assert walks.search_all(blog, search) == [503, 200, 200]
    asks_for_all_that_is_granted("SearchArticles", calls)


def test_the_function_that_follows_changes_asks_for_all_that_its_role_grants(blog, search, calls):
    walks.follow_all(blog, search)
    asks_for_all_that_is_granted("FollowChanges", calls)
