"""Comments as a page shows them: numbered, indented by depth, each knowing whom it answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from markupsafe import Markup

from blog.comment import Comment, CommentKind
from rendering.comment_text import comment_html

# The stylesheet has this many tints for initials, and this many steps of indentation.
TINTS = 8
STEPS = 4


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One comment of a page. `number` is 0 where not known; `answered` is None where that comment is elsewhere."""

    comment: Comment
    number: int
    html: Markup
    answered: Comment | None

    @property
    def anchor(self) -> str:
        return f"comment-{self.comment.id}"

    @property
    def step(self) -> int:
        return min(self.comment.depth, STEPS)

    @property
    def initials(self) -> str:
        return initials_of(self.comment.name)

    @property
    def tint(self) -> int:
        return tint_of(self.comment.name)

    @property
    def is_pingback(self) -> bool:
        return self.comment.kind is not CommentKind.COMMENT


def thread(comments: tuple[Comment, ...], first_number: int) -> tuple[ThreadEntry, ...]:
    """Entries for comments in thread order."""
    return tuple(_entries(comments, first_number))


def _entries(comments: tuple[Comment, ...], first_number: int) -> Iterator[ThreadEntry]:
    by_path = {}
    for offset, comment in enumerate(comments):
        by_path[comment.path] = comment
        number = first_number + offset if first_number else 0
        yield ThreadEntry(comment, number, html_of(comment), by_path.get(comment.parent))


def html_of(comment: Comment) -> Markup:
    return Markup(comment.text) if comment.is_html else comment_html(comment.text)


def initials_of(name: str) -> str:
    """Up to two letters that stand for a name where there is no picture."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


def tint_of(name: str) -> int:
    return crc32(name.casefold().encode()) % TINTS
