"""A slug is an article's identity and the last part of its address."""

import re
import unicodedata

from blog.errors import BadSlug

MAX_LENGTH = 200
_SLUG = re.compile(r"[^\W_][\w.-]{0,199}")
_BREAK = re.compile(r"[^\w.]+|_+")
# The addresses that belong to the blog itself, so that an article cannot hide them.
RESERVED = frozenset({"assets", "comments", "pages", "favicon.ico", "robots.txt"})


def is_slug(text: str) -> bool:
    return _SLUG.fullmatch(text) is not None and text not in RESERVED


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
    """A slug from a title: lower case, NFC, words joined by '-'; '' when nothing is left.

    Letters of every script stay (WordPress keeps them too); only Latin accents are folded.
    """
    folded = "".join(_plain(character) for character in unicodedata.normalize("NFC", title.lower()))
    words = [word.strip(".-") for word in _BREAK.split(folded.replace("'", "").replace("’", ""))]
    slug = "-".join(word for word in words if word)[:MAX_LENGTH].rstrip("-.")
    return f"{slug}-1" if slug in RESERVED else slug


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character
