"""The tables of the index, drawn, and connections to them.

    facts       name, value                    the blog's settings, each a text
    articles    slug, title, labels, body, …   what the blog's items say; `title` is null while nobody finds it
    comments    article, path, name, body, …   approved comments, of whichever articles; ids from `COMMENTS_FROM` on
    words       body, labels, title            FTS5 over `texts`: articles that readers find, and the comments on them
    spellings   form                           words as they were written, and again backwards after a `<`

The view is what FTS5 calls external content: it keeps words and their places, and asks the view for the texts that it
shows or forgets. Articles and comments share one table of words, so that a word is as rare in the one as in the other.
The body is the first column, because the places of a first column take two bytes less each.
"""

import sqlite3
from pathlib import Path

from search.texts import indexable, unpacked

# Changes with the tables: a file of another format has to be built anew.
FORMAT = 1
# More than there will ever be articles.
COMMENTS_FROM = 1 << 31
# What a crash destroys is a copy of what lies in the bucket.
_CARELESS = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF"
_SCHEMA = f"""
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT, labels TEXT, body BLOB,
    at INTEGER, published_at TEXT, kind TEXT, author TEXT, category TEXT, ancestors TEXT
);
CREATE TABLE comments (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL, path TEXT NOT NULL, at INTEGER NOT NULL, name TEXT NOT NULL,
    body BLOB NOT NULL, UNIQUE (article, path)
);
CREATE TABLE spellings (form TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIEW texts AS
    SELECT id, id AS article, indexable(body) AS body, indexable(labels) AS labels, indexable(title) AS title
    FROM articles WHERE title IS NOT NULL
    UNION ALL
    SELECT comments.id, article, indexable(comments.body), '', ''
    FROM comments JOIN articles ON articles.id = article WHERE title IS NOT NULL;
CREATE VIRTUAL TABLE words USING fts5 (
    body, labels, title, content='texts', content_rowid='id',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
PRAGMA user_version = {FORMAT};
"""


class WrongFormat(Exception):
    """The file is none of ours, or was made by another version of Lamppost: it has to be built anew."""


def create(path: Path) -> sqlite3.Connection:
    """A new, empty index, open for writing."""
    connection = _connect(f"{path.as_uri()}?mode=rwc")
    # Texts of two kilobytes waste less of a large page.
    connection.executescript(f"PRAGMA page_size = 32768; {_CARELESS}; {_SCHEMA}")
    return connection


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Raises `WrongFormat`."""
    connection = _checked(_connect(f"{path.as_uri()}?mode=rw"))
    connection.executescript(_CARELESS)
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody changes. Raises `WrongFormat`."""
    connection = _checked(_connect(f"{path.as_uri()}?mode=ro&immutable=1"))
    connection.execute("PRAGMA mmap_size = 1073741824")
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    # Lambda calls a function from one thread at a time; the local cloud's threads take turns.
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.create_function("indexable", 1, _indexable, deterministic=True)
    # The views call it, and the file is our own.
    connection.execute("PRAGMA trusted_schema = ON")
    return connection


def _checked(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError:
        found = None
    if found != FORMAT:
        connection.close()
        raise WrongFormat
    return connection


def _indexable(stored: str | bytes | None) -> str:
    text = unpacked(stored) if isinstance(stored, bytes) else stored
    return indexable(text or "")
