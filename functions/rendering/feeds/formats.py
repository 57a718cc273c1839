"""The formats of feeds, by the last part of their addresses."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from blog.feeds import ATOM, JSON, RSS
from rendering.feeds import atom, json_feed, rss
from rendering.feeds.feed import Feed

# A feed is a value, and is mostly asked for as it was before: a tenth of a megabyte each, as a rule.
_FEEDS_KEPT = 16


class Format(NamedTuple):
    content_type: str
    write: Callable[[Feed], str]


_kept = lru_cache(_FEEDS_KEPT)
FORMATS = {
    RSS: Format(f"{rss.CONTENT_TYPE}; charset=utf-8", _kept(rss.write)),
    ATOM: Format(f"{atom.CONTENT_TYPE}; charset=utf-8", _kept(atom.write)),
    JSON: Format(json_feed.CONTENT_TYPE, _kept(json_feed.write)),
}
