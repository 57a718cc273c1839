"""Touched addresses as CloudFront wants to be told of them, in as few paths as do the same.

A path is matched as it was asked for, percent-encoded and with its query; a `*` at its end stands for whatever follows:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html

The first thousand paths a month are free, each further one is $0.005, which is the price of some three thousand pages
made anew (gateway, function, one read). So it is never worth a path to spare less: what begins alike is told at once,
though it takes a neighbour along, and many addresses are told as `/*`, which is one path. What each comment touches
beside the article and home, the edge keeps for a minute only.
"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from blog.article import ArticleSummary
from blog.changes import Change, HeadChanged
from blog.feeds import COMMENTS, FORMATS
from blog.permalinks import url_path
from blog.touched import EVERYTHING

# A publication is about 14 paths, a comment 2. In progress at a time: 15 with a star, and 3,000 without; a batch that
# took all of them would have the next one wait for minutes.
MOST_PATHS, MOST_STARS = 25, 13
_LONGEST = 4_000
# Pages that no query changes.
_PLAIN = ("/archive", "/tags")
_SITEMAPS = "/sitemap"


def cdn_paths(addresses: Iterable[str]) -> tuple[str, ...]:
    """The paths to invalidate, sorted; none for no address."""
    paths = {path for address in addresses for path in _paths_of(address)}
    stars = sorted(path for path in paths if path.endswith("*"))
    widest = [star for star in stars if not any(_covers(other, star) for other in stars if other != star)]
    plain = [path for path in paths if not path.endswith("*") and not any(_covers(star, path) for star in widest)]
    if len(widest) > MOST_STARS or len(widest) + len(plain) > MOST_PATHS:
        return (EVERYTHING,)
    return tuple(sorted((*widest, *plain)))


def is_worth_it(change: Change) -> bool:
    """Whether the edge is told: of all but likes, of which there may be thousands.

    Others see one with the next change of its article, or within the day; whoever likes it, at once.
    """
    match change:
        case HeadChanged(old=ArticleSummary() as old, new=ArticleSummary() as new):
            told_anyway = change.rewritten or change.relinked
            return told_anyway or old.like_count == new.like_count or replace(old, like_count=new.like_count) != new
    return True


def _paths_of(address: str) -> Iterable[str]:
    path, mark, query = address.partition("?")
    encoded = _encoded(path)
    if address == EVERYTHING:
        return (EVERYTHING,)
    if address == "/":
        # `/*` would be everything. What is further back is kept for a minute (serve_pages/routes.py).
        return ("/",)
    if mark:
        return (_no_longer(f"{encoded}?{quote(query, safe=_IN_QUERY)}"),)
    if path in _PLAIN:
        return (path,)
    if path.startswith(f"{COMMENTS}/"):
        # Feeds of comments are kept for a minute (serve_pages/feed_routes.py): who reads them asks once an hour.
        return ()
    folder, _, name = encoded.rpartition("/")
    if folder and name in FORMATS:
        # The feeds of a thing are told together, as a rule.
        return (_no_longer(f"{folder}/*"),)
    if path.startswith(_SITEMAPS):
        return (f"{_SITEMAPS}*",)
    return (_no_longer(f"{encoded}*"),)


# RFC 3986 §3.4, without the star.
_IN_QUERY = "/?:@!$&'()+,;=-._~%"


def _encoded(path: str) -> str:
    """As links have it; a star that stands in a path is none of CloudFront's."""
    return url_path(path).replace("*", "%2A")


def _no_longer(path: str) -> str:
    """A path that is too long, by its beginning."""
    return path if len(path) <= _LONGEST else f"{path[: _LONGEST - 1].rpartition('%')[0] or path[: _LONGEST - 1]}*"


def _covers(star: str, path: str) -> bool:
    return path.startswith(star[:-1])
