"""Where feeds are: below the list that they follow, or below `/comments`; and where WordPress had them."""

import re
from collections.abc import Mapping

RSS, ATOM, JSON = "rss.xml", "atom.xml", "feed.json"
FORMATS = (RSS, ATOM, JSON)
# What the feeds of all comments and of those on one article (`/comments/<slug>`) are below.
COMMENTS = "/comments"
_OLD_PATH = re.compile(r"(?P<of>.*)/feed(?:/(?P<format>rss2?|rdf|atom|json))?")
_OLD_QUERY = re.compile(r"(?P<comments>comments-)?(?P<format>rss2?|rdf|atom|json|feed)")
_OLD_FORMATS = {"atom": ATOM, "json": JSON}
# Of WordPress before permalinks, of Hugo and of Jekyll.
_OLD_FILES = {
    "/wp-rss.php": ("/", RSS),
    "/wp-rss2.php": ("/", RSS),
    "/wp-rdf.php": ("/", RSS),
    "/wp-feed.php": ("/", RSS),
    "/wp-atom.php": ("/", ATOM),
    "/wp-commentsrss2.php": (COMMENTS, RSS),
    "/index.xml": ("/", RSS),
    "/feed.xml": ("/", RSS),
}


def feed_path(of: str, name: str = RSS) -> str:
    """The feed of a list, of `/comments` or of `/comments/<slug>`, in the format that is called `name`."""
    return f"{of.rstrip('/')}/{name}"


def comments_on(slug: str) -> str:
    """What the feeds of the comments on one article are below."""
    return f"{COMMENTS}/{slug}"


def old_feed(path: str, query: Mapping[str, str]) -> tuple[str, str] | None:
    """What a feed's address in WordPress (or its like) stood for, and the format; None for any other address.

    The first is the path of a list, `/comments`, or an address that an article has or had: its comments are meant.
    """
    if "feed" in query and (asked := _OLD_QUERY.fullmatch(query["feed"])):
        number = query.get("p") or query.get("page_id")
        of = COMMENTS if asked["comments"] else f"/?p={number}" if number else path
        return of, _OLD_FORMATS.get(asked["format"], RSS)
    if asked := _OLD_PATH.fullmatch(path.rstrip("/")):
        return asked["of"] or "/", _OLD_FORMATS.get(asked["format"], RSS)
    return _OLD_FILES.get(path)
