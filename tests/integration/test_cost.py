"""What a page costs must not depend on what it does not show. Capacity as DynamoDB Local counts it, as AWS does."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import batched

import pytest

from storage import items
from storage.items import Item
from tests.support.blog import NOW, Blog, a_comment, an_article

pytestmark = [pytest.mark.dynamodb_local, pytest.mark.slow]


def fill(store, written: Iterator[Item]) -> None:
    """Puts many items straight into the table."""
    for batch in batched(written, 25, strict=False):
        left = {store.name: [{"PutRequest": {"Item": item}} for item in batch]}
        while left:
            left = store.client.batch_write_item(RequestItems=left)["UnprocessedItems"]


def articles(first: int, last: int) -> Iterator[Item]:
    for number in range(first, last):
        article = an_article(f"article-{number:06}", published_at=NOW - timedelta(minutes=number))
        yield items.head_item(article) | {"origin": {"S": ""}, "digest": {"S": ""}}
        yield items.body_item(article)


def comments(first: int, last: int) -> Iterator[Item]:
    return (items.comment_item(a_comment("article-000003", number=number)) for number in range(first, last))


def cost(store, blog: Blog, address: str) -> tuple[list[str], float]:
    store.meter.reset()
    assert blog.get(address).status == 200
    assert store.meter.capacity > 0
    return list(store.meter.operations), store.meter.capacity


ADDRESSES = ["/article-000003", "/", "/article-000009"]


def test_pages_cost_the_same_among_ten_articles_and_ten_thousand(local_store):
    blog = Blog(local_store)
    fill(local_store, articles(0, 12))
    fill(local_store, comments(0, 60))
    few = {address: cost(local_store, blog, address) for address in ADDRESSES}
    fill(local_store, articles(12, 10_000))
    many = {address: cost(local_store, blog, address) for address in ADDRESSES}
    assert many == few
    assert [operations for operations, _ in many.values()] == [["Query"]] * 3


def test_a_page_costs_the_same_with_a_hundred_comments_and_with_ten_thousand(local_store):
    blog = Blog(local_store)
    fill(local_store, articles(0, 12))
    fill(local_store, comments(0, 100))
    more = blog.get("/article-000003").attribute(".comments a[rel=next]", "href")
    addresses = ["/article-000003", more.partition("#")[0]]
    hundred = [cost(local_store, blog, address) for address in addresses]
    fill(local_store, comments(100, 10_000))
    thousands = [cost(local_store, blog, address) for address in addresses]
    assert thousands == hundred
    assert [operations for operations, _ in thousands] == [["Query"], ["Query", "GetItem"]]
