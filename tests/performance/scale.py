"""What does not grow with the blog: the same pages of a small table and of a large one, asked for in turns.

Capacity units as DynamoDB Local counts them, which is as AWS does; CPU time of this process, the median of pairs; bytes
of the page as it is sent to the edge. The large blog differs from the small one in nothing but how much there is of it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from blog.settings import Settings
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack
from tests.support.blog import Blog
from tests.support.dynamodb_local import running
from tests.support.growing import TALKED_ABOUT, articles, comments, fill, infos
from tests.support.stores import Store, make_store

SMALL, LARGE = 10, 100_000
_ROUNDS = 150
# Pages that ten of each fill, and go on after: what there is more of is behind a link.
_SETTINGS = Settings(articles_per_page=5, articles_in_feeds=5, comments_per_page=5)
_PAGES = {
    "home": "/",
    "a tag's list": "/tag/night",
    "a month's list": "/2026/11",
    "an article without comments": "/article-000004",
    "the feed": "/rss.xml",
    "the feed of all comments": "/comments/rss.xml",
    "archive": "/archive",
}


@dataclass(slots=True)
class _Side:
    """One of the two tables: what its pages cost."""

    store: Store
    blog: Blog

    def ask(self, address: str) -> tuple[float, float, int]:
        """Capacity units, milliseconds of CPU, bytes."""
        self.store.meter.reset()
        before = time.process_time_ns()
        answer = self.blog.get(address)
        spent = (time.process_time_ns() - before) / 1e6
        if answer.status != 200:
            raise RuntimeError(f"{address} was answered {answer.status}")
        return self.store.meter.capacity, spent, len(answer.content)


def report(folder: Path) -> Iterator[str]:
    with _sides() as (small, large):
        yield f"{f'From {SMALL} to {LARGE:,} articles':<42} {'capacity':>16} {'ratio':>7} {'CPU':>9} {'bytes':>8}"
        for name, address in _PAGES.items():
            yield _row(name, address, small, large)
        yield f"From {SMALL} to {LARGE:,} comments on one"
        yield _row("its first page of comments", f"/{TALKED_ABOUT}", small, large)
        yield "  aim: a ratio of at most 1.05 ×, each"


@contextmanager
def _sides() -> Iterator[tuple[_Side, _Side]]:
    stack = read_stack()
    with running() as endpoint, local_account(endpoint) as session:
        made = []
        for size in (SMALL, LARGE):
            store = make_store(session.client("dynamodb"), stack, f"{size}-of-each")
            fill(store, articles(0, size))
            fill(store, infos(size))
            fill(store, comments(0, size))
            made.append(_Side(store, Blog(store, _SETTINGS)))
        yield made[0], made[1]


def _row(name: str, address: str, small: _Side, large: _Side) -> str:
    pairs = [(small.ask(address), large.ask(address)) for _ in range(_ROUNDS + 20)][20:]
    (few_units, _, few_bytes), (many_units, _, many_bytes) = pairs[-1]
    cpu = median(many[1] / few[1] for few, many in pairs)
    units = f"{few_units:g} → {many_units:g}"
    capacity = many_units / few_units if few_units else 1.0
    return f"  {name:<40} {units:>16} {capacity:>5.2f} × {cpu:>7.2f} × {many_bytes / few_bytes:>6.2f} ×"
