"""The formats of feeds, by the last part of their addresses."""

from collections.abc import Callable
from typing import NamedTuple

from blog.feeds import ATOM, JSON, RSS
from rendering.feeds import atom, json_feed, rss
from rendering.feeds.feed import Feed


class Format(NamedTuple):
    content_type: str
    write: Callable[[Feed], str]


FORMATS = {
    RSS: Format(f"{rss.CONTENT_TYPE}; charset=utf-8", rss.write),
    ATOM: Format(f"{atom.CONTENT_TYPE}; charset=utf-8", atom.write),
    JSON: Format(json_feed.CONTENT_TYPE, json_feed.write),
}
