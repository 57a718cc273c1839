"""Where articles and lists are: WordPress's permalink patterns, and its addresses for lists."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from blog.article import ArticleKind, Place
from blog.slugs import is_reserved

# WordPress's own choices (Settings → Permalinks), the slug last, so that the last part finds the article.
PATTERNS = (
    "/{slug}",
    "/{year}/{month}/{slug}",
    "/{year}/{month}/{day}/{slug}",
    "/{category}/{slug}",
    "/{author}/{slug}",
    "/archives/{slug}",
)
_PARTS: Mapping[str, Callable[[Place], str]] = {
    "{slug}": lambda place: place.slug,
    "{year}": lambda place: f"{place.published_at:%Y}",
    "{month}": lambda place: f"{place.published_at:%m}",
    "{day}": lambda place: f"{place.published_at:%d}",
    "{category}": lambda place: _free(place.category or "uncategorized"),
    "{author}": lambda place: _free(place.author or "author"),
}


def is_pattern(text: str) -> bool:
    """One of `PATTERNS`, with a slash at its end or without."""
    return text in PATTERNS or text.removesuffix("/") in PATTERNS


def path_of(place: Place, pattern: str) -> str:
    """The one path of an article, not percent-encoded. A page's is made of its ancestors', whatever the pattern is."""
    if place.kind is ArticleKind.PAGE:
        return "/" + "/".join((*place.ancestors, place.slug)) + pattern[len(pattern.rstrip("/")) :]
    return "/".join(_PARTS[part](place) if part in _PARTS else part for part in pattern.split("/"))


def _free(folder: str) -> str:
    """A first part that hides no address of the blog's own."""
    return f"{folder}-1" if is_reserved(folder) else folder


def url_path(path: str) -> str:
    """A path as it stands in a link (RFC 3986 §3.3)."""
    return quote(path, safe="/!$&'()*+,;=:@")
