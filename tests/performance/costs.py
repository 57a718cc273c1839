"""What a month costs: capacity, duration, bytes and log as measured here, at public prices.

The page is an article with fifty comments, and every view is a browser's first: nobody's blog costs more. Functions run
built, under Lambda's runtime, whose own report says how long each call took (this machine is no Lambda: a
millisecond there costs 2.3 cents in a million). Capacity units are DynamoDB Local's, counted as AWS counts.
"""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from blog.changes import CommentChanged, HeadChanged
from blog.settings import Settings
from blog.touched import touched
from follow_changes.cdn_paths import cdn_paths
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import TEMPLATE, Stack, read_stack
from lamppost.local_cloud.template import LOCAL_SECRET, load_document
from tests.performance import builds
from tests.performance.cost_model import PEAK, Asked, Blog, dollars, first_met, used
from tests.performance.prices import DATED, MILLION
from tests.support.blog import HOST, event
from tests.support.blog import Blog as Apps
from tests.support.dynamodb_local import running
from tests.support.measured import TALKED_ABOUT, conversation
from tests.support.runtime import Runtime
from tests.support.stores import Store, make_store
from watching.emf import Metric
from web import edge

VIEWS, HITS = (0, 10_000, MILLION, 100 * MILLION), (0.0, 0.9, 0.99)
_COLD, _VIEWS_A_COMMENT = 0.01, 1_000
# The blog that is stored: as many articles and comments as an eager author has after ten years.
_ARTICLES, _COMMENTS = 1_000, 10_000
_CALLS = 60
_STEADY = (Metric.NOT_MODIFIED, Metric.COLD_START, Metric.READ_UNITS, Metric.ROUND_TRIPS)
_DURATION = re.compile(r"\bDuration: ([\d.]+) ms\s+Billed")
_LINKED = re.compile(r'(?:href|src)="(/(?:assets/[^"]+\.(?:css|js)|favicon\.ico|assets/[^"]+\.svg))"')


def report(folder: Path) -> Iterator[str]:
    blog = _measure(folder)
    page = blog.page
    yield (
        f"A page view: {len(blog.requests)} requests, {sum(each.bytes for each in blog.requests) / 1000:.1f} KB, "
        f"{page.capacity:g} read units, {page.seconds * 1000:.1f} ms warm, {blog.start * 1000:.0f} ms to start"
    )
    yield f"  a comment for {_VIEWS_A_COMMENT:,} views; {blog.table / MILLION:.0f} MB in the table; prices of {DATED}"
    heading = "Page views a month, answered by the edge"
    yield f"{heading:<42} {'dollars':>9} {'without free':>13}   most of it, and the nearest limit"
    nearest: dict[str, str] = {}
    for views in VIEWS:
        for hits in HITS if views else (0.0,):
            yield _row(blog, views, hits)
            limit, _ = first_met(blog, views, hits)
            nearest[limit.name] = limit.then
    yield f"  nearest limit: in a busy hour, with {PEAK} × the mean. Where one is met:"
    yield from (f"    {name}: {then}" for name, then in nearest.items())


def _row(blog: Blog, views: float, hits: float) -> str:
    units = used(blog, views, hits)
    paid, bare = dollars(units), dollars(units, with_free=False)
    most = max(paid, key=paid.__getitem__)
    named = f"{views:,} at {hits:.0%}" if views else "nobody reads"
    row = f"  {named:<40} {sum(paid.values()):>9,.2f} {sum(bare.values()):>13,.2f}   {most}"
    if not views:
        return row
    limit, share = first_met(blog, views, hits)
    return f"{row}; {limit.name}: {share:.1%}"


@dataclass(slots=True)
class _Meter:
    """Capacity units that were read and written."""

    read: float = 0.0
    written: float = 0.0

    def answer(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity", [])
        units = sum(each["CapacityUnits"] for each in (consumed if isinstance(consumed, list) else [consumed]))
        if model.name in ("Query", "GetItem", "BatchGetItem"):
            self.read += units
        else:
            self.written += units


def _measure(folder: Path) -> Blog:
    stack = read_stack()
    artifact = builds.shipped(folder / "costs")
    with running() as endpoint, local_account(endpoint) as session:
        client = session.client("dynamodb")
        store, meter = make_store(client, stack, stack.table_name), _Meter()
        client.meta.events.register("after-call.dynamodb", meter.answer)
        apps = Apps(store)
        size = _fill(store, apps)
        answer = apps.get(f"/{TALKED_ABOUT}")
        addresses = [f"/{TALKED_ABOUT}", *dict.fromkeys(_LINKED.findall(answer.text))]
        with _runtime(stack, artifact, endpoint) as runtime:
            asked = [_asked(runtime, apps, store, address) for address in addresses]
            start = runtime.init_milliseconds / 1000
        paths = _paths(store)
        meter.read = meter.written = 0.0
        if apps.post(TALKED_ABOUT, comment="What a reader says.").status != 303:
            raise RuntimeError("the comment was not taken")
    template = load_document(TEMPLATE)["Resources"].values()
    return Blog(
        page=asked[0],
        beside=tuple(asked[1:]),
        memory=stack.functions["ServePages"].memory / 1024,
        start=start,
        cold=_COLD,
        views_a_comment=_VIEWS_A_COMMENT,
        comment_reads=meter.read,
        comment_writes=meter.written,
        comment_paths=paths,
        table=size,
        objects=size,
        steady=len(_STEADY),
        metrics=len(Metric),
        alarms=sum(each["Type"] == "AWS::CloudWatch::Alarm" for each in template),
    )


def _paths(store: Store) -> int:
    """How many the edge is told to forget when a comment is published: the article, and home, which counts."""
    old = store.table.summary(TALKED_ABOUT)
    new = replace(old, comment_count=old.comment_count + 1)
    comment = conversation()[0]
    changes = HeadChanged(TALKED_ABOUT, True, old, new), CommentChanged(TALKED_ABOUT, comment.path, comment)
    pattern = Settings().permalinks
    return len(cdn_paths(address for each in changes for address in touched(each, pattern, {TALKED_ABOUT: new})))


def _fill(store: Store, apps: Apps) -> int:
    """The article that is read; returns how many bytes a whole blog of such articles and comments would take."""
    text = "".join(f"<p>{'A lamp is lit, and somebody walks by. ' * 20}</p>" for _ in range(5))
    apps.publish(TALKED_ABOUT, body=text, tags=("Night", "Lamps"))
    article = sum(map(_size, store.items()))
    store.desk.bring_in(TALKED_ABOUT, conversation())
    talk = sum(map(_size, store.items())) - article
    return article * _ARTICLES + talk * _COMMENTS // len(conversation())


def _size(item: dict[str, Any]) -> int:
    """About what DynamoDB counts: names and values (its own overhead of 100 bytes, and the index's copy, added)."""
    size = sum(len(name) + len(repr(value)) for name, value in item.items()) + 100
    return size * (2 if "list" in item else 1)


@contextmanager
def _runtime(stack: Stack, artifact: Path, endpoint: str) -> Iterator[Runtime]:
    function = stack.functions["ServePages"]
    here = {"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "TABLE_NAME": stack.table_name}
    with Runtime(artifact, function.handler, function.environment | here) as runtime:
        yield runtime


def _asked(runtime: Runtime, apps: Apps, store: Store, address: str) -> Asked:
    sent = event("GET", address, "", {edge.SECRET: LOCAL_SECRET, edge.VIEWER_HOST: HOST}, [])
    runtime.invoke(sent)
    before = len(runtime.log)
    for _ in range(_CALLS):
        if runtime.invoke(sent)["statusCode"] != 200:
            raise RuntimeError(f"{address} was not answered")
    logged = runtime.log[before:]
    store.meter.reset()
    answer = apps.get(address)
    milliseconds = median(float(found) for found in _DURATION.findall(logged))
    # As a reader gets it; CloudFront's Brotli makes a little less of it.
    size = len(gzip.compress(answer.content))
    return Asked(milliseconds / 1000, store.meter.capacity, size, len(logged) // _CALLS)
