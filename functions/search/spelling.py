"""What a reader may have meant by a word that nobody wrote.

Words are kept forwards and backwards, so those that share either half with a mistyped one stand side by side.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator

from search.texts import is_unspaced

_WORD = re.compile(r"[^\W\d_]{3,30}")
# The accents that SQLite's tokenizer drops.
_ACCENTS = re.compile("[\u0300-\u0331]")
_BACKWARDS = "<"
_LAST = "\U0010ffff"
# Of several equally near words the most used one is meant; so many are compared.
_COMPARED = 8


def forms_in(text: str) -> Iterator[str]:
    """How the words of an indexed text are kept, forwards and backwards."""
    for word in set(_WORD.findall(_folded(text))):
        if not is_unspaced(word):
            yield word
            yield _BACKWARDS + word[::-1]


def meant_by(word: str, connection: sqlite3.Connection, uses: Callable[[str], int]) -> str:
    """The word that differs least from this one, of several the most used; '' when none is near or used at all.

    Elasticsearch's measure of nearness ("AUTO"): one change in words of up to five letters, two in longer ones.
    """
    word = _folded(word)
    if not _WORD.fullmatch(word) or is_unspaced(word):
        return ""
    farthest = 1 if len(word) <= 5 else 2
    near: dict[int, list[str]] = {distance: [] for distance in range(1, farthest + 1)}
    for candidate in _candidates(word, connection):
        if abs(len(candidate) - len(word)) <= farthest and (distance := _distance(word, candidate)) in near:
            near[distance].append(candidate)
    for candidates in near.values():
        likely = sorted(candidates, key=lambda each: (each[0] != word[0], each))[:_COMPARED]
        counted = [(uses(each), each) for each in likely]
        if best := max((each for each in counted if each[0]), key=lambda each: each[0], default=None):
            return unicodedata.normalize("NFC", best[1])
    return ""


def _candidates(word: str, connection: sqlite3.Connection) -> set[str]:
    """Words with the same first or second half, and the one with the two letters in the middle exchanged."""
    half = len(word) // 2
    found = {word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]}
    for start in (word[:half], _BACKWARDS + word[half:][::-1]):
        rows = connection.execute(
            "SELECT form FROM spellings WHERE form >= ? AND form < ?", (start, start + _LAST)
        ).fetchall()
        found.update(form[:0:-1] if form[0] == _BACKWARDS else form for (form,) in rows)
    return found


def _distance(one: str, other: str) -> int:
    """Letters to insert, remove, replace or exchange with their neighbour: the optimal string alignment distance."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one):
        before, previous, row = row, before, [i + 1]
        for j, twin in enumerate(other):
            least = min(before[j] + (letter != twin), before[j + 1] + 1, row[j] + 1)
            if i and j and letter == other[j - 1] and one[i - 1] == twin:
                least = min(least, previous[j - 1] + 1)
            row.append(least)
    return row[-1]


def _folded(text: str) -> str:
    """The text as SQLite's tokenizer folds it."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))
