"""Questions to an index: what is found for a query, best first, and what the blog's settings are."""

import sqlite3
import weakref
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from blog.article import ArticleKind, Place
from blog.hits import Hit, Piece
from blog.settings import Settings
from search.queries import WORD, Query, read_query
from search.spelling import meant_by
from search.tables import COMMENTS_FROM, open_for_reading
from search.texts import FOUND, FOUND_END, is_unspaced, readable

HITS_PER_PAGE = 10
# To rank them all would take longer than all else together.
_MANY = 5_000
# Whoever has not found it by then asks for something else.
MOST_PAGES = 50
# Of a snippet, in words; a character of a script without spaces is one.
_LENGTH, _UNSPACED_LENGTH = 32, 64
# A word counts twenty times as much in a title, five times in a tag, a third in a comment. Equals stand newest first.
_BEST = f"""
WITH hits (id, score) AS MATERIALIZED (
    SELECT rowid, bm25(words, 2, 10, 40) * iif(rowid < {COMMENTS_FROM}, 1, 0.3) FROM words WHERE words MATCH :expression
)
SELECT id FROM hits
ORDER BY score, iif(id < {COMMENTS_FROM},
    (SELECT at FROM articles WHERE articles.id = hits.id), (SELECT at FROM comments WHERE comments.id = hits.id)
) DESC LIMIT :limit OFFSET :offset
"""
# The "+" lets FTS5 walk through its matches once, instead of looking for each of the ten anew.
_SHOWN = """
SELECT {table}.id, slug, kind, published_at, author, category, ancestors, {own},
    snippet(words, 0, :found, :end, '…', :length) AS text
FROM words CROSS JOIN {table} ON {table}.id = words.rowid {more}
WHERE words MATCH :expression AND +words.rowid IN ({ids})
"""
_OF_ARTICLES = {
    "table": "articles",
    "own": "highlight(words, 2, :found, :end) AS title, '' AS path",
    "more": "",
}
_OF_COMMENTS = {
    "table": "comments",
    "own": "articles.title, path, name, comments.at",
    "more": "JOIN articles ON articles.id = article",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of what was found. `total` counts all of it; `meant` is what may have been meant where that is none."""

    query: Query
    page: int = 1
    total: int = 0
    hits: tuple[Hit, ...] = ()
    meant: str = ""

    @property
    def last_page(self) -> int:
        return min(MOST_PAGES, max(1, -(-self.total // HITS_PER_PAGE)))


class SearchIndex:
    """The index in a file that nobody changes. Raises `WrongFormat`."""

    def __init__(self, path: Path) -> None:
        self._connection = open_for_reading(path)
        self._connection.row_factory = sqlite3.Row
        # Called at the latest when nobody holds the index any more.
        self.close = weakref.finalize(self, self._connection.close)

    @cached_property
    def settings(self) -> Settings:
        return Settings.read(dict(self._connection.execute("SELECT name, value FROM facts").fetchall()))

    def search(self, query: Query, page: int = 1) -> Results:
        """The page of what is found for a query, the first page being 1; an empty one where there is no such page."""
        total = self._count(query)
        if not total:
            return Results(query=query, page=page, meant=self._meant(query))
        return Results(query=query, page=page, total=total, hits=self._hits(query, self._best(query, page, total)))

    def _best(self, query: Query, page: int, total: int) -> list[int]:
        """The ids of a page. Of very many, those that have the words in title or tags are ranked before the others."""
        if page > MOST_PAGES:
            return []
        offset = (page - 1) * HITS_PER_PAGE
        if total <= _MANY:
            return self._ranked(query.expression, offset, HITS_PER_PAGE)
        titled = f"{{labels title}} : {query.expression}"
        found = self._ranked(titled, offset, HITS_PER_PAGE)
        if len(found) == HITS_PER_PAGE:
            return found
        others = f"({query.expression}) NOT ({titled})"
        return found + self._ranked(others, max(0, offset - self._matches(titled)), HITS_PER_PAGE - len(found))

    def _ranked(self, expression: str, offset: int, limit: int) -> list[int]:
        values = {"expression": expression, "offset": offset, "limit": limit}
        return [row["id"] for row in self._connection.execute(_BEST, values)]

    def _hits(self, query: Query, ids: list[int]) -> tuple[Hit, ...]:
        articles, comments = (
            [each for each in ids if each < COMMENTS_FROM],
            [each for each in ids if each >= COMMENTS_FROM],
        )
        rows = self._shown(query, articles, _OF_ARTICLES) + self._shown(query, comments, _OF_COMMENTS)
        hits = {row["id"]: _hit(row) for row in rows}
        return tuple(hits[each] for each in ids)

    def _shown(self, query: Query, ids: list[int], parts: dict[str, str]) -> list[sqlite3.Row]:
        if not ids:
            return []
        length = _UNSPACED_LENGTH if is_unspaced(query.text) else _LENGTH
        values = {"expression": query.expression, "found": FOUND, "end": FOUND_END, "length": length}
        return self._connection.execute(_SHOWN.format(ids=", ".join(map(str, ids)), **parts), values).fetchall()

    def _count(self, query: Query) -> int:
        return self._matches(query.expression) if query.expression else 0

    def _matches(self, expression: str) -> int:
        return self._connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (expression,)).fetchone()[0]

    def _meant(self, query: Query) -> str:
        """The query with other words for those that are nowhere, if that finds anything; else ''."""
        better = {word: meant for word in query.words if (meant := self._meant_by(word, query))}
        text = WORD.sub(lambda word: better.get(word[0], word[0]), query.text)
        return text if better and self._count(read_query(text)) else ""

    def _meant_by(self, word: str, query: Query) -> str:
        """What may have been meant by a word that is nowhere; the last one may be the beginning of a word."""
        if self._uses(word) or (word == query.words[-1] and self._count(read_query(word))):
            return ""
        return meant_by(word, self._connection, self._uses)

    def _uses(self, word: str) -> int:
        return self._count(read_query(f'"{word}"'))


def _hit(row: sqlite3.Row) -> Hit:
    place = Place(
        slug=row["slug"],
        kind=ArticleKind(row["kind"]),
        published_at=datetime.fromisoformat(row["published_at"]),
        author=row["author"],
        category=row["category"],
        ancestors=tuple(filter(None, row["ancestors"].split("/"))),
    )
    title, text = _pieces(row["title"]), _pieces(row["text"])
    if not row["path"]:
        return Hit(place=place, title=title, text=text, written_at=place.published_at)
    written_at = datetime.fromtimestamp(row["at"], UTC)
    return Hit(place=place, title=title, text=text, written_at=written_at, commenter=row["name"], path=row["path"])


def _pieces(marked: str) -> tuple[Piece, ...]:
    """A text from the index, divided where FTS5 marked what it found."""
    before, *rest = readable(marked).split(FOUND)
    pieces = [Piece(before)]
    for each in rest:
        found, _, after = each.partition(FOUND_END)
        pieces += Piece(found, is_found=True), Piece(after)
    return tuple(piece for piece in pieces if piece.text)
