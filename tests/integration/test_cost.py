"""What a page costs must not depend on what it does not show. Capacity as DynamoDB Local counts it, as AWS does."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import batched

import pytest

from blog.discussion import Order
from blog.lists import lists_of
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import Stack
from storage import comment_items, items, keys, list_items
from storage.blog_table import COMMENTS_PER_PAGE
from storage.values import Item
from tests.support.blog import NOW, Blog, a_comment, an_article
from tests.support.dynamodb_local import running
from tests.support.stores import Store, make_store

STICKY = (3, 7)
# As many articles as pages show here; and the lists that are read, of which no two kinds are read differently.
FIRST = 32
ROWS = [keys.row(name) for name in ("AUTHOR#keeper", "TAG#night", "MONTH#2026-11")]
LISTS = ["/", "/tag/night", "/author/keeper", "/2026/11"]

pytestmark = [pytest.mark.dynamodb_local, pytest.mark.slow]


@pytest.fixture
def large_store(stack: Stack) -> Iterator[Store]:
    """An empty table in a DynamoDB Local of its own, which what is left behind here would slow down for all others."""
    with running() as endpoint, local_account(endpoint) as session:
        yield make_store(session.client("dynamodb"), stack, stack.table_name)


def fill(store, written: Iterator[Item]) -> None:
    """Puts many items straight into the table."""
    for batch in batched(written, 25, strict=False):
        left = {store.name: [{"PutRequest": {"Item": item}} for item in batch]}
        while left:
            left = store.client.batch_write_item(RequestItems=left)["UnprocessedItems"]


def articles(first: int, last: int) -> Iterator[Item]:
    """One each minute, all by one author and with one tag, with their rows in the lists that are read here."""
    for number in range(first, last):
        article = an_article(
            f"article-{number:06}",
            published_at=NOW - timedelta(minutes=number),
            tags=("Night",),
            sticky=number in STICKY,
            guid=f"urn:uuid:{number:036}",
        )
        yield items.head_item(article) | {"guid": {"S": article.guid}, "origin": {"S": ""}, "digest": {"S": ""}}
        if number < FIRST:
            yield items.body_item(article)
        rows = list_items.row_items(article)
        yield from (rows[sk] for sk in (*ROWS, keys.STICKY_ROW) if sk in rows)


def infos(count: int) -> Iterator[Item]:
    """What the lists that all articles are in say of themselves."""
    article = an_article(tags=("Night",))
    for ref in lists_of(article):
        said = list_items.info_values(article, ref, {})
        yield list_items.info_key(ref) | said | {"count": {"N": f"{count:05}"}}


def comments(first: int, last: int) -> Iterator[Item]:
    return (comment_items.comment_item(a_comment("article-000003", number=number)) for number in range(first, last))


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
