"""An index in a folder of its own, written and asked as the Lambdas do."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from blog.article import ArticleSummary, Author
from blog.comment import Comment, CommentState
from blog.hits import Piece
from blog.ids import make_id
from search import tables
from search.index import Results, SearchIndex
from search.queries import read_query
from search.writer import IndexWriter, writing

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def a_head(slug: str, **fields: Any) -> ArticleSummary:
    defaults: dict[str, Any] = {
        "title": slug.replace("-", " "),
        "author": Author(slug="keeper", name="The Keeper"),
        "published_at": NOW,
    }
    return ArticleSummary(slug=slug, **(defaults | fields))


def a_comment(slug: str, text: str, number: int = 0, **fields: Any) -> Comment:
    path = make_id(NOW + timedelta(minutes=number), number)
    return Comment(slug=slug, path=path, name="A Reader", text=text, state=CommentState.APPROVED, **fields)


def text_of(pieces: tuple[Piece, ...]) -> str:
    """The words, with brackets around what is marked."""
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


class AnIndex:
    def __init__(self, path: Path) -> None:
        self.path = path
        tables.create(path).close()

    def write(self, *changes: Callable[[IndexWriter], None]) -> bool:
        """Makes the changes in one transaction; whether they changed anything."""
        with closing(tables.open_for_writing(self.path)) as connection:
            with writing(connection) as writer:
                for change in changes:
                    change(writer)
            return writer.changed

    def article(self, slug: str, body: str = "", **fields: Any) -> None:
        self.write(lambda writer: writer.put_head(slug, a_head(slug, **fields)))
        self.write(lambda writer: writer.put_body(slug, body))

    def comment(self, slug: str, text: str, number: int = 0, **fields: Any) -> Comment:
        comment = a_comment(slug, text, number, **fields)
        self.write(lambda writer: writer.put_comment(slug, comment.path, comment))
        return comment

    def search(self, typed: str, page: int = 1) -> Results:
        return SearchIndex(self.path).search(read_query(typed), page)

    def found(self, typed: str) -> list[str]:
        """Slugs, best first; a comment's followed by its words."""
        hits = self.search(typed).hits
        return [f"{hit.place.slug}: {text_of(hit.text)}" if hit.path else hit.place.slug for hit in hits]


@pytest.fixture
def index(tmp_path: Path) -> AnIndex:
    return AnIndex(tmp_path / "index.sqlite3")
