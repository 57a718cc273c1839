"""Changes of the blog, made in an open index. Each says how a thing is now, so repeating one changes nothing."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from blog.article import ArticleState, ArticleSummary
from blog.comment import Comment
from blog.comment_markdown import comment_html
from search.html_text import plain_text
from search.spelling import forms_in
from search.tables import COMMENTS_FROM
from search.texts import clean, packed

_COLUMNS = "body, labels, title"
# A file is made compact again when it has this many times its pages, and some more so that a small one has room.
_GROWTH, _SMALL = 1.02, 4
type _Row = dict[str, Any]


@contextmanager
def writing(connection: sqlite3.Connection, *, whole_blog: bool = False) -> Iterator["IndexWriter"]:
    """A writer inside one transaction, which any exception undoes. A whole blog is indexed in the end, all at once."""
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    with connection:
        writer = IndexWriter(connection, at_once=not whole_blog)
        yield writer
        if whole_blog:
            writer.index_all()
    if writer.changed:
        _compact_when_grown(connection)


class IndexWriter:
    """Writes what the blog's items say; `changed` tells whether there was anything to write."""

    def __init__(self, connection: sqlite3.Connection, *, at_once: bool = True) -> None:
        self._connection = connection
        self._at_once = at_once
        self._spelled: set[str] = set()
        self.changed = False

    def put_settings(self, texts: Mapping[str, str]) -> None:
        if dict(self._connection.execute("SELECT name, value FROM facts").fetchall()) != dict(texts):
            self._write("DELETE FROM facts")
            self._connection.executemany("INSERT INTO facts VALUES (?, ?)", texts.items())

    def put_head(self, slug: str, head: ArticleSummary | None) -> None:
        """What an article says of itself; None when it is gone. Only a published one is found, and its comments."""
        self._put_article(slug, _head_row(head if head and head.state is ArticleState.PUBLISHED else None))

    def put_body(self, slug: str, html: str | None) -> None:
        self._put_article(slug, {"body": None if html is None else packed(clean(plain_text(html)))})

    def put_comment(self, slug: str, path: str, comment: Comment | None) -> None:
        """An approved comment; None when it is gone, or is not approved any more."""
        new = _comment_row(comment) if comment else None
        known = self._one(
            "SELECT comments.* FROM comments JOIN articles ON articles.id = article WHERE slug = ? AND path = ?",
            slug,
            path,
        )
        if new == (known and {name: known[name] for name in ("at", "name", "body")}):
            return
        if known:
            self._forget("id", known["id"])
            self._write("DELETE FROM comments WHERE id = ?", known["id"])
        if new:
            (last,) = self._one("SELECT ifnull(max(id), ?) FROM comments", COMMENTS_FROM)
            place = {"id": last + 1, "article": self._article(slug)["id"], "path": path}
            self._index("id", self._insert("comments", place | new))
        elif known:
            self._sweep(known["article"])

    def count(self) -> int:
        """How many articles and comments can be found."""
        return self._one("SELECT count(*) FROM texts")[0]

    def index_all(self) -> None:
        """Makes everything findable that was written without being indexed."""
        self._write("INSERT INTO words (words) VALUES ('rebuild')")
        for texts in self._connection.execute(f"SELECT {_COLUMNS} FROM texts"):
            self._spell(texts)

    def _put_article(self, slug: str, new: _Row) -> None:
        if not any(new.values()) and not self._one("SELECT id FROM articles WHERE slug = ?", slug):
            return
        known = self._article(slug)
        if all(known[name] == value for name, value in new.items()):
            return
        article = known["id"]
        # What is found or hidden from now on takes its comments with it.
        whose = "article" if "title" in new and (new["title"] is None) != (known["title"] is None) else "id"
        assigned = ", ".join(f"{name} = ?" for name in new)
        self._forget(whose, article)
        self._write(f"UPDATE articles SET {assigned} WHERE id = ?", *new.values(), article)
        self._index(whose, article)
        self._sweep(article)

    def _article(self, slug: str) -> sqlite3.Row:
        """The row of an article, which is there from the first time that anything is said of it."""
        query = "SELECT * FROM articles WHERE slug = ?"
        if found := self._one(query, slug):
            return found
        self._insert("articles", {"slug": slug})
        return self._one(query, slug)

    def _sweep(self, article: int) -> None:
        """Removes the row of an article of which nothing is left."""
        self._write(
            "DELETE FROM articles WHERE id = ?1 AND title IS NULL AND body IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM comments WHERE article = ?1)",
            article,
        )

    def _index(self, column: str, value: int) -> None:
        """Makes findable what the view shows by an `id`, or of an `article` and its comments."""
        if not self._at_once:
            return
        where = f"FROM texts WHERE {column} = ?"
        self._write(f"INSERT INTO words (rowid, {_COLUMNS}) SELECT id, {_COLUMNS} {where}", value)
        for texts in self._connection.execute(f"SELECT {_COLUMNS} {where}", (value,)).fetchall():
            self._spell(texts)

    def _forget(self, column: str, value: int) -> None:
        """The opposite of `_index`: must be called while the view still shows what was indexed."""
        if self._at_once:
            self._write(
                f"INSERT INTO words (words, rowid, {_COLUMNS})"
                f" SELECT 'delete', id, {_COLUMNS} FROM texts WHERE {column} = ?",
                value,
            )

    def _spell(self, texts: sqlite3.Row) -> None:
        """Notes how words are written. None is taken back: whether a word is there (still) is looked up."""
        new = {form for text in texts for form in forms_in(text)} - self._spelled
        self._spelled |= new
        self._connection.executemany("INSERT OR IGNORE INTO spellings VALUES (?)", ((form,) for form in new))

    def _insert(self, table: str, row: _Row) -> int:
        marks = ", ".join("?" * len(row))
        return self._write(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values()).lastrowid

    def _one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        return self._connection.execute(sql, values).fetchone()

    def _write(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self.changed = True
        return self._connection.execute(sql, values)


def _compact_when_grown(connection: sqlite3.Connection) -> None:
    """Removes what changes leave behind. The file notes its size then, in the number that SQLite keeps for programs.

    Half a second for a large blog, once in a few hundred changes.
    """
    compact, pages = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "page_count"))
    if pages <= compact * _GROWTH + _SMALL:
        return
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.execute("VACUUM")
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA application_id = {pages}")


def _head_row(head: ArticleSummary | None) -> _Row:
    """An article's head as columns, all of them null while readers do not find it."""
    if head is None:
        return dict.fromkeys(("title", "labels", "at", "published_at", "kind", "author", "category", "ancestors"))
    place = head.place
    return {
        "title": clean(head.title),
        "labels": clean(" · ".join((*head.tags, *head.categories))),
        "at": int(head.published_at.timestamp()),
        "published_at": head.published_at.isoformat(),
        "kind": place.kind.value,
        "author": place.author,
        "category": place.category,
        "ancestors": "/".join(place.ancestors),
    }


def _comment_row(comment: Comment) -> _Row:
    return {
        "at": int(comment.written_at.timestamp()),
        "name": clean(comment.name),
        "body": packed(clean(plain_text(comment.text if comment.is_html else comment_html(comment.text)))),
    }
