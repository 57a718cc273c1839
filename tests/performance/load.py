"""Many readers and writers at a time at the local cloud: nobody gets an error, no comment is lost, nobody waits long.

`lamppost serve` is another process, with its table in DynamoDB Local. Functions take turns there (DECISIONS 17), so how
long a reader waits says something only against how long others do.
"""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from storage import keys
from storage.calls import every_item
from tests.support.measured import Measured, measured_blog
from tests.support.visitor import Fetched

REQUESTS, AT_A_TIME = 10_000, 50
_SLUGS = ("fifty-comments", "lamps-and-their-light", *(f"short-{number}" for number in range(8)))
_LISTS = ("/", "/tag/night", "/archive", "/rss.xml", "/comments/atom.xml", "/search?q=lamp", "/sitemap.xml")
# What is sent is published or held as its rules say; a flood is what this is.
_UNGUARDED = ("hold_comments=none", "flood_source=off", "flood_article=off", "flood_blog=off")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What one request was answered, after how many seconds; `token` is in the text of the comment that it sent."""

    kind: str
    status: int
    seconds: float
    token: str = ""


def report(folder: Path, requests: int = REQUESTS) -> Iterator[str]:
    with measured_blog(folder / "load") as blog:
        blog.served.lamppost("settings", "set", *_UNGUARDED)
        started = time.monotonic()
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            sent = list(pool.map(lambda number: _send(blog, number), range(requests)))
        took = time.monotonic() - started
        promised = {each.token for each in sent if each.status == 303 and each.token}
        lost = promised - _stored(blog)
    yield f"{requests:,} requests, {AT_A_TIME} at a time, {requests / took:.0f} a second      p50       p99   p99 / p50"
    for kind in ("read", "comment", "like", ""):
        waited = [each.seconds * 1000 for each in sent if kind in ("", each.kind)]
        half, most = median(waited), quantiles(waited, n=100)[98]
        aim = "" if kind else "   aim: at most 20 ×"
        named = f"{kind or 'all'}, {len(waited):,}"
        yield f"  {named:<40} {half:>9.0f} ms {most:>6.0f} ms {most / half:>9.1f} ×{aim}"
    statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(Counter(e.status for e in sent).items()))
    yield f"  {statuses}; {len(promised):,} comments taken, {len(lost)} lost   aim: no error, none"
    if lost or any(each.status not in (200, 303) for each in sent):
        raise RuntimeError("a request was answered with an error, or a comment was lost")


def _send(blog: Measured, number: int) -> _Sent:
    """Of a hundred requests twelve comment, three like and the others read."""
    chance = Random(number)
    dice, slug, token = chance.randrange(100), chance.choice(_SLUGS), ""
    started = time.monotonic()
    if dice < 12:
        kind, token = "comment", f"token{number:06}"
        answer = _comment(blog, slug, token)
    elif dice < 15:
        kind, answer = "like", blog.visitor.post(f"/likes/{slug}")
    else:
        kind, answer = "read", blog.visitor.get(chance.choice((f"/{slug}", chance.choice(_LISTS))))
    return _Sent(kind, answer.status, time.monotonic() - started, token)


def _comment(blog: Measured, slug: str, token: str) -> Fetched:
    fields = {"author": f"Reader {token}", "email": f"{token}@example.org", "opened": "2026-01-01T00:00:00+00:00"}
    return blog.visitor.post(f"/comments/{slug}", comment=f"What I wanted to say: {token}.", **fields)


def _stored(blog: Measured) -> set[str]:
    """The tokens of all comments that there are, in whatever state."""
    client, table = blog.table()
    asked: dict[str, Any] = {"TableName": table, "ConsistentRead": True}
    kept = (item for item in every_item(client.scan, **asked) if item["sk"]["S"].startswith(_COMMENTS))
    return {item["text"]["S"].rpartition(" ")[2].rstrip(".") for item in kept if "text" in item}


_COMMENTS = tuple(keys.COMMENT.values())
