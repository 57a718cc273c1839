"""Each function's role against what the function does: every call it makes is granted, and nothing else is.

That every call is granted, each test of the suite holds (tests/conftest.py); that nothing else is, these do.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from storage import keys
from tests.architecture import walks
from tests.architecture.grants import unused
from tests.support import roles
from tests.support.blog import Blog
from tests.support.roles import Calls, at_work, recorded, role_of
from tests.support.search import SearchedBlog, searched


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
    left = unused(role_of(function).policy, calls.asked[function])
    assert not left, f"{function} never asks for\n" + "\n".join(left)


def test_whatever_test_it_is_in_a_function_that_asks_for_more_is_noticed(blog):
    with at_work("ServePages"), pytest.raises(ClientError, match="not authorized to perform: dynamodb:UpdateItem"):
        blog.store.settings.save({"title": "Mine"})
    assert "role/ServePagesRole/ServePages is not authorized" in roles.refused.pop()


def done_to_articles(requests: list[tuple[str, dict[str, Any]]]) -> set[tuple[str, str]]:
    """What is done to the heads and bodies of articles, which no condition can tell from the comments beside them."""
    written = [said for name, said in requests if name == "TransactWriteItems"]
    parts = [part for said in written for each in said["TransactItems"] for part in each.items()]
    return {
        (kind, said.get("UpdateExpression", ""))
        for kind, said in parts
        if kind != "ConditionCheck" and said.get("Key", said.get("Item"))["sk"]["S"] in keys.FRONT
    }


def test_the_function_that_shows_pages_asks_for_all_that_its_role_grants(blog, calls):
    walks.fill(blog)
    assert walks.read_all(blog) == {200, 301, 400, 403, 404, 410}
    asks_for_all_that_is_granted("ServePages", calls)


def test_the_function_that_takes_comments_asks_for_all_that_its_role_grants(blog, calls):
    walks.fill(blog)
    assert walks.send_all(blog) == {200, 303, 404, 409, 410, 415, 422}
    asks_for_all_that_is_granted("ReceiveComments", calls)
    assert done_to_articles(calls.requests["ReceiveComments"]) == {("Update", "ADD #comment_count :comment_count")}


def test_the_function_that_takes_likes_asks_for_all_that_its_role_grants(blog, calls):
    blog.publish()
    assert walks.like_all(blog) == {303, 404}
    asks_for_all_that_is_granted("ReceiveLikes", calls)
    assert done_to_articles(calls.requests["ReceiveLikes"]) == {("Update", "ADD #like_count :like_count")}


def test_the_function_that_keeps_time_asks_for_all_that_its_role_grants(blog, calls):
    assert walks.keep_all(blog) == ["published", "expired", "", "published", "published", "", "expired", "expired"]
    asks_for_all_that_is_granted("KeepTime", calls)


def test_the_function_that_searches_asks_for_all_that_its_role_grants(blog, search, calls):
    assert walks.search_all(blog, search) == [503, 200, 200]
    asks_for_all_that_is_granted("SearchArticles", calls)


def test_the_function_that_follows_changes_asks_for_all_that_its_role_grants(blog, search, calls):
    walks.follow_all(blog, search)
    asks_for_all_that_is_granted("FollowChanges", calls)


def test_the_function_that_tries_a_version_asks_for_all_that_its_role_grants(blog, search, calls):
    walks.try_all(blog, search)
    asks_for_all_that_is_granted("TryVersion", calls)


def test_the_function_that_makes_a_secret_asks_aws_for_nothing(calls):
    asks_for_all_that_is_granted("MakeSecret", calls)
