"""WordPress's dates: one in the site's time, one in UTC, either of them possibly '0000-00-00 00:00:00'."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from exchange.wordpress.items import WxrItem

_FURTHEST = timedelta(hours=14)
_QUARTER = timedelta(minutes=15)
_FULL_YEAR = re.compile(r" \d{4} ", re.ASCII)
_YEARS = range(1000, 9999)


def moment(local: str, gmt: str) -> datetime | None:
    """The moment with the site's offset, as far as the two tell it; None when neither is a date.

    A local time alone is taken for UTC: drafts have no other.
    """
    here, there = _naive(local), _naive(gmt)
    if there is None:
        return here and here.replace(tzinfo=UTC)
    return there.replace(tzinfo=UTC).astimezone(_zone(here - there if here else timedelta()))


def of(item: WxrItem) -> datetime | None:
    """When an item was, or will be, published."""
    return moment(item.date, item.date_gmt) or published(item.published)


def published(text: str) -> datetime | None:
    """The moment of an RSS pubDate (RFC 2822), or None.

    WordPress writes the year -0001 for a draft that has no date, which Python would read as 2000.
    """
    if not _FULL_YEAR.search(text):
        return None
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.year not in _YEARS:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _zone(offset: timedelta) -> timezone:
    # An offset that is none was an edited date: then only the moment counts.
    return timezone(offset) if abs(offset) <= _FURTHEST and not offset % _QUARTER and offset else UTC


def _naive(text: str) -> datetime | None:
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None
    return at if at.year in _YEARS else None
