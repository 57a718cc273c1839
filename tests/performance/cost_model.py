"""A month of a blog in dollars, and which limit of AWS it meets first: pure, from what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.performance.prices import PRICES, Unit

SECONDS_A_MONTH = 30 * 24 * 3600
_HOURS = SECONDS_A_MONTH / 3600
# A busy hour against the mean.
PEAK = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What one kind of request costs: `seconds` of a warm function, units of `capacity`, `bytes` as a reader gets it,
    and bytes that it leaves in the `log`."""

    seconds: float
    capacity: float
    bytes: int
    log: int


@dataclass(frozen=True, slots=True)
class Blog:
    """A view is one page and the `beside` (stylesheet, script, icon) that a browser which has nothing yet asks for.

    One view in `views_a_comment` leaves a comment, of which `comment_reads` and `comment_writes` units and
    `comment_paths` invalidations come. `cold` is the share of requests that start a function, for `start` seconds.
    Of the `metrics` that there are, `steady` are sent with every request, and the others with a comment.
    """

    page: Asked
    beside: tuple[Asked, ...]
    memory: float
    start: float
    cold: float
    views_a_comment: int
    comment_reads: float
    comment_writes: float
    comment_paths: float
    table: int
    objects: int
    steady: int
    metrics: int
    alarms: int

    @property
    def requests(self) -> tuple[Asked, ...]:
        return self.page, *self.beside


@dataclass(frozen=True, slots=True)
class Limit:
    """What AWS allows of something a second, for how much of it one view at the origin (or at the edge) asks."""

    name: str
    most: float
    view: float
    then: str
    at_edge: bool = False

    def used(self, views_a_second: float, missed: float) -> float:
        return views_a_second * self.view * (1 if self.at_edge else missed) / self.most


def used(blog: Blog, views: float, hits: float) -> dict[Unit, float]:
    """Units of a month with so many page views, of whose requests the share `hits` is answered by the edge."""
    missed, comments = views * (1 - hits), views / blog.views_a_comment
    invoked = missed * len(blog.requests) + 2 * comments
    lasted = missed * sum(each.seconds for each in blog.requests) + invoked * blog.cold * blog.start
    return {
        Unit.EDGE_REQUEST: views * len(blog.requests) + comments,
        Unit.EDGE_BYTE: views * sum(each.bytes for each in blog.requests),
        Unit.EDGE_FUNCTION: views * len(blog.requests) + comments,
        Unit.INVALIDATED: comments * blog.comment_paths,
        Unit.API_REQUEST: missed * len(blog.requests) + comments,
        Unit.INVOCATION: invoked,
        Unit.GB_SECOND: lasted * blog.memory,
        Unit.READ: missed * blog.page.capacity + comments * blog.comment_reads,
        Unit.WRITE: comments * blog.comment_writes,
        Unit.STORED: blog.table,
        Unit.RECOVERY: blog.table,
        Unit.LOGGED: missed * sum(each.log for each in blog.requests),
        # Paid for by the hour in which it is sent.
        Unit.METRIC: _share(invoked) * blog.steady + _share(comments) * (blog.metrics - blog.steady),
        Unit.ALARM: blog.alarms,
        Unit.OBJECT: blog.objects,
    }


def _share(events: float) -> float:
    """Of a month's hours, that in which something happens so often."""
    return min(1.0, events / _HOURS)


def dollars(units: Mapping[Unit, float], *, with_free: bool = True) -> dict[Unit, float]:
    return {unit: PRICES[unit].of(count, with_free=with_free) for unit, count in units.items()}


def limits(blog: Blog) -> Iterator[Limit]:
    """The quotas of a new account in us-east-1 that a reader could meet; all but the partition's can be raised."""
    seconds, requests = sum(each.seconds for each in blog.requests), len(blog.requests)
    # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; some new accounts begin with 10
    yield Limit("Lambda: 1,000 at a time", 1_000, seconds, "ask for more in Service Quotas; let the edge keep more")
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    yield Limit("HTTP API: 10,000 requests/s", 10_000, requests, "ask for more in Service Quotas")
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html: at first
    yield Limit("table: 12,000 read units/s at first", 12_000, blog.page.capacity, "warm throughput, before the day")
    # All read one article: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
    yield Limit("one article: 3,000 read units/s", 3_000, blog.page.capacity, "a longer s-maxage: the edge answers")
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    yield Limit("CloudFront: 250,000 requests/s", 250_000, requests, "ask for more in Service Quotas", at_edge=True)


def first_met(blog: Blog, views: float, hits: float) -> tuple[Limit, float]:
    """The limit that a busy hour comes nearest to, and the share of it that it uses (1 and more: it is met)."""
    busy = views * PEAK / SECONDS_A_MONTH
    return max(((limit, limit.used(busy, 1 - hits)) for limit in limits(blog)), key=lambda found: found[1])
