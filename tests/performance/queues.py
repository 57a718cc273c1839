"""What does not grow: a page of the moderation queue, and the first page of a thread.

Requests, and capacity units as DynamoDB Local counts them, which is as AWS does. What is there is put into the table in
one go, and not by the ways that comments come.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from blog.comment import Comment, CommentState
from blog.discussion import Order
from blog.settings import Settings
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack
from storage import comment_items
from tests.support.blog import Blog, a_comment, an_article
from tests.support.dynamodb_local import running
from tests.support.growing import fill
from tests.support.stores import Store, make_store

QUEUE, THREAD = (10, 100_000), (50, 10_000)
_WORDS = "What I wanted to say about this takes a line or two."


def report(folder: Path) -> Iterator[str]:
    stack = read_stack()
    with running() as endpoint, local_account(endpoint) as session:
        store = make_store(session.client("dynamodb"), stack, stack.table_name)
        yield f"{'What a page costs':<42} {'requests':>9} {'capacity':>10}"
        yield from _grows(store, "queue: {:,} wait", QUEUE, _waiting, _queue(store))
        for order in Order:
            slug = f"{order}-first"
            store.articles.save(an_article(slug))
            thread = _grows(store, f"{order} first: {{:,}} comments", THREAD, _said(slug), _page(store, slug, order))
            yield from thread


def _grows(
    store: Store, what: str, sizes: tuple[int, int], made: Callable[[int], Comment], ask: Callable[[], int]
) -> Iterator[str]:
    """What it costs to ask at each size."""
    there = 0
    for size in sizes:
        fill(store, (comment_items.comment_item(made(number)) for number in range(there, size)))
        there = size
        store.meter.reset()
        shown = ask()
        requests = len(store.meter.operations)
        yield f"  {what.format(size) + f', {shown} shown':<40} {requests:>9} {store.meter.capacity:>10.1f}"


def _waiting(number: int) -> Comment:
    """On many articles, as it is after a flood."""
    return a_comment(f"article-{number % 1000}", number, text=_WORDS, state=CommentState.PENDING)


def _said(slug: str) -> Callable[[int], Comment]:
    return lambda number: a_comment(slug, number, text=_WORDS)


def _queue(store: Store) -> Callable[[], int]:
    return lambda: len(store.desk.page(CommentState.PENDING).comments)


def _page(store: Store, slug: str, order: Order) -> Callable[[], int]:
    blog = Blog(store, Settings(comment_order=order))
    return lambda: len(blog.get(f"/{slug}").page.css(".comments li"))
