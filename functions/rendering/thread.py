"""Comments as a page shows them: numbered, indented by depth, each knowing whom it answers."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zlib import crc32

from markupsafe import Markup

from blog.comment import Comment, CommentKind
from blog.ids import time_of
from rendering.comment_text import comment_html

# The stylesheet has this many tints for initials, and this many steps of indentation.
TINTS = 8
STEPS = 4


class ThreadEntry(NamedTuple):
    """One comment of a page: all that its HTML is made from, and cheap to compare, so that it is made once.

    `article` is the article's path, not encoded; `number` is 0 where it is not known; `answered_id` is '' where that
    comment is elsewhere.
    """

    article: str
    path: str
    name: str
    url: str
    text: str
    is_html: bool
    is_pingback: bool
    number: int
    answered_id: str
    answered_name: str

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def anchor(self) -> str:
        return f"comment-{self.id}"

    @property
    def is_reply(self) -> bool:
        return "/" in self.path

    @property
    def step(self) -> int:
        return min(self.path.count("/"), STEPS)

    @property
    def written_at(self) -> datetime:
        return time_of(self.id)

    @property
    def html(self) -> Markup:
        return Markup(self.text) if self.is_html else comment_html(self.text)


def thread(comments: tuple[Comment, ...], first_number: int, article: str) -> tuple[ThreadEntry, ...]:
    """Entries for comments in thread order, on the article at the path `article`."""
    return tuple(_entries(comments, first_number, article))


def _entries(comments: tuple[Comment, ...], first_number: int, article: str) -> Iterator[ThreadEntry]:
    by_path: dict[str, Comment] = {}
    for offset, comment in enumerate(comments):
        by_path[comment.path] = comment
        answered = by_path.get(comment.parent)
        yield ThreadEntry(
            article,
            comment.path,
            comment.name,
            comment.url,
            comment.text,
            comment.is_html,
            comment.kind is not CommentKind.COMMENT,
            first_number + offset if first_number else 0,
            answered.id if answered else "",
            answered.name if answered else "",
        )


def initials_of(name: str) -> str:
    """Up to two letters that stand for a name where there is no picture."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


def tint_of(name: str) -> int:
    return crc32(name.casefold().encode()) % TINTS
