"""What a search finds, as far as a page shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from blog.article import Place


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found, or a comment: then it says by whom, and its path; `title` is always the article's.

    `text` is the part of it that says most about what was looked for.
    """

    place: Place
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    written_at: datetime
    commenter: str = ""
    path: str = ""

    @property
    def anchor(self) -> str:
        """Where the comment stands on its page."""
        return f"comment-{self.path.rpartition('/')[2]}"
