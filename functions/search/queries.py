"""What a reader typed, as a query that FTS5 cannot refuse.

Nothing typed is ever FTS5's syntax: each word or "phrase" becomes one of its strings, which its tokenizer reads as it
reads texts (https://www.sqlite.org/fts5.html#fts5_strings). All must be there, those after a `-` must not, and the
last word may be the beginning of one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from search.texts import clean, indexable

MOST_WORDS = 16
_LONGEST = 200
# One letter is the beginning of a thousand words.
_SHORTEST_BEGINNING = 2
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_PART = re.compile(r'(-?)(?:"([^"]*)("?)|([^\s"]+))')
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`text` is what is searched for, `is_cut` where more was typed; `expression` is FTS5's, '' for nothing.

    `words` are those that must be there.
    """

    text: str = ""
    expression: str = ""
    words: tuple[str, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A word, or a phrase between quotes; an open one has no second quote."""

    text: str
    is_excluded: bool
    is_open: bool


def read_query(typed: str) -> Query:
    """What `typed` asks for: any text at all; of a very long one, the first words."""
    everything = clean(typed[: 4 * _LONGEST]).translate(_QUOTES)
    text = _first_words(everything[:_LONGEST])
    parts = [part for part in _parts(text) if WORD.search(part.text)]
    required = [part for part in parts if not part.is_excluded]
    return Query(
        text=text,
        expression=_expression(required, [part for part in parts if part.is_excluded]),
        words=tuple(word for part in required for word in WORD.findall(part.text)),
        is_cut=text != everything or len(typed) > 4 * _LONGEST,
    )


def _first_words(text: str) -> str:
    words = list(WORD.finditer(text))
    return text[: words[MOST_WORDS].start()].rstrip() if len(words) > MOST_WORDS else text


def _parts(text: str) -> Iterator[_Part]:
    for found in _PART.finditer(text):
        minus, phrase, closed, word = found.groups()
        yield _Part(word or phrase or "", is_excluded=bool(minus), is_open=not closed)


def _expression(required: list[_Part], excluded: list[_Part]) -> str:
    if not required:
        return ""
    wanted = " AND ".join([*(_string(part.text) for part in required[:-1]), _beginning(required[-1])])
    return f"({wanted})" + "".join(f" NOT {_string(part.text)}" for part in excluded)


def _beginning(last: _Part) -> str:
    string = _string(last.text)
    if not last.is_open or _last_letters(last.text) < _SHORTEST_BEGINNING:
        return string
    # What is the whole word counts twice, and so stands above what only begins like it.
    return f"({string} OR {string} *)"


def _last_letters(text: str) -> int:
    """How many letters the last word has, as the tokenizer divides words."""
    count = 0
    for character in reversed(indexable(text)):
        kind = unicodedata.category(character)[0]
        if kind in "LN":
            count += 1
        elif kind != "M" and count:
            break
    return count


def _string(text: str) -> str:
    return f'"{indexable(text)}"'
