"""A slug is an article's identity and the last part of its address."""

import re
import unicodedata

from blog.errors import BadSlug

MAX_LENGTH = 200
_SLUG = re.compile(r"[^\W_][\w.-]{0,199}")
_BREAK = re.compile(r"[^\w.]+|_+")
# The addresses that belong to the blog itself, so that an article cannot hide them.
RESERVED = frozenset(
    {
        *(
            "archive",
            "author",
            "category",
            "comments",
            "feed",
            "likes",
            "media",
            "pages",
            "search",
            "tag",
            "tags",
            "assets",
        ),
        *(
            "atom.xml",
            "favicon.ico",
            "feed.json",
            "feed.xml",
            "index.xml",
            "robots.txt",
            "rss.xml",
            "sitemap_index.xml",
        ),
    }
)
# Below a list they are its feeds, so no list is called so.
_FEEDS = frozenset({"feed", "rss.xml", "atom.xml", "feed.json"})
# A year, a month, a day, the number of a page and a part of the sitemap are addresses too.
_RESERVED_FORMS = re.compile(r"\d{1,2}|\d{4}|(?:wp-)?sitemap[\w-]*\.xml", re.ASCII)


def is_slug(text: str) -> bool:
    return _SLUG.fullmatch(text) is not None and not is_reserved(text)


def is_reserved(text: str) -> bool:
    """Whether it belongs to the blog itself, whatever an article is called."""
    return text in RESERVED or _RESERVED_FORMS.fullmatch(text) is not None


def checked_slug(text: str) -> str:
    """`text`, if it can be a slug. Raises `BadSlug`."""
    if not is_slug(text):
        raise BadSlug(text)
    return text


def slug_in(path: str) -> str:
    """The part of an address that finds the article, whatever stands before it: the last one.

    It may be no slug at all.
    """
    return path.rstrip("/").rpartition("/")[2]


def slugify(title: str) -> str:
    """An article's slug from its title; '' when nothing is left."""
    slug = term_slug(title)
    return f"{slug}-1" if is_reserved(slug) else slug


def term_slug(name: str) -> str:
    """A tag's or category's slug: lower case, NFC, words joined by '-'; '' when nothing is left.

    Letters of every script stay (WordPress keeps them too); only Latin accents are folded.
    """
    folded = "".join(_plain(character) for character in unicodedata.normalize("NFC", name.lower()))
    words = [word.strip(".-") for word in _BREAK.split(folded.replace("'", "").replace("’", ""))]
    slug = "-".join(word for word in words if word)[:MAX_LENGTH].rstrip("-.")
    return f"{slug}-1" if slug in _FEEDS else slug


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character
