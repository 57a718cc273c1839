"""A blog of any size, put straight into the table and not by the ways that things are written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import batched

from blog.lists import lists_of
from storage import comment_items, items, keys, list_items
from storage.calls import call_batch_write
from storage.values import Item
from tests.support.blog import NOW, a_comment, an_article
from tests.support.stores import Store

STICKY = (3, 7)
# As many articles as pages show here; and the lists that are read, of which no two kinds are read differently.
FIRST = 32
ROWS = [keys.row(name) for name in ("AUTHOR#keeper", "TAG#night", "MONTH#2026-11")]
# The article that is talked about.
TALKED_ABOUT = "article-000003"
_AT_ONCE = 4


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
        yield list_items.info_key(ref) | said | {"count": {"N": f"{count:06}"}}


def comments(first: int, last: int) -> Iterator[Item]:
    """On the article that is talked about."""
    return (comment_items.comment_item(a_comment(TALKED_ABOUT, number=number)) for number in range(first, last))


def fill(store: Store, written: Iterator[Item]) -> None:
    """By a few at once."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for some in batched(({"PutRequest": {"Item": item}} for item in written), 1000 * _AT_ONCE, strict=False):
            parts = [some[start::_AT_ONCE] for start in range(_AT_ONCE)]
            list(pool.map(lambda part: call_batch_write(store.client, store.name, part), parts))
