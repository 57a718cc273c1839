"""A feed and its entries, whatever the format: plain text and absolute addresses, but for `content`, which is HTML."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

_PICTURE_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


class Window(NamedTuple):
    """The part of a list that was asked for, and where it goes on: cursors, or ''."""

    before: str = ""
    after: str = ""
    newer: str = ""
    older: str = ""


class Person(NamedTuple):
    name: str
    url: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`id` stays when the address changes; `discussion` is the feed of the comments on an article, '' for a comment."""

    id: str
    url: str
    title: str
    author: Person
    published_at: datetime
    updated_at: datetime
    content: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    discussion: str = ""

    @property
    def picture_type(self) -> str:
        """By its ending. Formats must name one; an address that tells nothing is most likely a photograph's."""
        path = self.picture.partition("#")[0].partition("?")[0]
        return _PICTURE_TYPES.get(path.rpartition(".")[2].lower(), "image/jpeg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`page` shows the same to people; `url`, `newer` and `older` are parts of the feed that begins at `first`.

    `began_at` is when there was something that entries could be about.
    """

    title: str
    description: str
    language: str
    page: str
    first: str
    url: str
    newer: str = ""
    older: str = ""
    author: Person | None = None
    began_at: datetime | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def updated_at(self) -> datetime | None:
        """When anything in it changed last; None when nothing ever was in it."""
        return max((entry.updated_at for entry in self.entries), default=self.began_at)
