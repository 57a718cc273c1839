"""What a page costs must not depend on what it does not show. Capacity as DynamoDB Local counts it, as AWS does."""

from collections.abc import Iterator

import pytest

from blog.discussion import Order
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import Stack
from storage.blog_table import COMMENTS_PER_PAGE
from tests.support.blog import Blog
from tests.support.dynamodb_local import running
from tests.support.growing import FIRST, articles, comments, fill, infos
from tests.support.stores import Store, make_store

LISTS = ["/", "/tag/night", "/author/keeper", "/2026/11"]

pytestmark = [pytest.mark.dynamodb_local, pytest.mark.slow]


@pytest.fixture
def large_store(stack: Stack) -> Iterator[Store]:
    """An empty table in a DynamoDB Local of its own, which what is left behind here would slow down for all others."""
    with running() as endpoint, local_account(endpoint) as session:
        yield make_store(session.client("dynamodb"), stack, stack.table_name)


def cost(store, blog: Blog, address: str) -> tuple[list[str], float]:
    store.meter.reset()
    assert blog.get(address).status == 200
    assert store.meter.capacity > 0
    return list(store.meter.operations), store.meter.capacity


FEEDS = ["/rss.xml", "/tag/night/atom.xml", "/author/keeper/feed.json", "/comments/rss.xml"]
ADDRESSES = ["/article-000003", "/article-000009", "/comments/article-000003/rss.xml", *LISTS, *FEEDS]


def older(blog: Blog) -> list[str]:
    """Second pages, by the links that readers follow."""
    return [blog.get(address).attribute("nav a[rel=next]", "href") for address in ("/", "/tag/night")]


def test_pages_cost_the_same_among_ten_articles_and_ten_thousand(large_store):
    blog = Blog(large_store)
    fill(large_store, articles(0, FIRST))
    fill(large_store, infos(FIRST))
    fill(large_store, comments(0, 60))
    addresses = [*ADDRESSES, *older(blog)]
    few = {address: cost(large_store, blog, address) for address in addresses}
    fill(large_store, articles(FIRST, 10_000))
    fill(large_store, infos(10_000))
    many = {address: cost(large_store, blog, address) for address in addresses}
    assert many == few
    requests = {address: len(operations) for address, (operations, _) in many.items()}
    feeds = {*FEEDS, "/comments/article-000003/rss.xml"}
    assert {address for address, count in requests.items() if count > 1} <= feeds
    assert max(requests.values()) <= 2


def first_pages(store: Store) -> list[tuple[list[str], float]]:
    """What the first page of a thread costs, oldest and newest first."""
    costs = []
    for order in Order:
        store.meter.reset()
        assert len(store.table.article("article-000003", order=order).page.comments) == COMMENTS_PER_PAGE
        costs.append((list(store.meter.operations), store.meter.capacity))
    return costs


def test_a_page_costs_the_same_with_fifty_comments_and_with_ten_thousand(large_store):
    blog = Blog(large_store)
    fill(large_store, articles(0, 12))
    fill(large_store, comments(0, COMMENTS_PER_PAGE))
    (_, fifty), _ = first_pages(large_store)
    fill(large_store, comments(COMMENTS_PER_PAGE, 100))
    more = blog.get("/article-000003").attribute(".comments a[rel=next]", "href")
    addresses = ["/article-000003", more.partition("#")[0]]
    hundred = [cost(large_store, blog, address) for address in addresses]
    firsts = first_pages(large_store)
    fill(large_store, comments(100, 10_000))
    thousands = [cost(large_store, blog, address) for address in addresses]
    assert thousands == hundred
    assert [operations for operations, _ in thousands] == [["Query"], ["Query", "BatchGetItem"]]
    assert first_pages(large_store) == firsts
    assert [operations for operations, _ in firsts] == [["Query"], ["Query", "Query"]]
    # DynamoDB counts by the half of 4 KB, and what is read beyond a page, to know whether there is more, is less.
    assert firsts[0][1] <= fifty + 0.5
