"""What readers type: always a query that FTS5 takes, never its syntax."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import tables
from search.queries import MOST_WORDS, read_query


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    with closing(tables.create(Path(tmp_path_factory.mktemp("index")) / "index.sqlite3")) as connection:
        yield connection


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("lamp", '(("lamp" OR "lamp" *))'),
        ("street lamp", '("street" AND ("lamp" OR "lamp" *))'),
        ('"street lamp"', '("street lamp")'),
        ("“street lamp”", '("street lamp")'),
        ('"street la', '(("street la" OR "street la" *))'),
        ("lamp -oil", '(("lamp" OR "lamp" *)) NOT "oil"'),
        ('lamp -"oil lamp"', '(("lamp" OR "lamp" *)) NOT "oil lamp"'),
        ("l", '("l")'),
        ("street -", '(("street" OR "street" *))'),
        ("NEAR(a b)", '("NEAR(a" AND "b)")'),
        ("title:lamp* OR x", '("title:lamp*" AND "OR" AND "x")'),
        ("-oil", ""),
        ('"" - * !!', ""),
        ("", ""),
    ],
)
def test_words_phrases_and_exclusions_become_strings(typed, expression):
    assert read_query(typed).expression == expression


@given(st.text())
@example('"')
@example("lamp\x00 AND")
@example('a"b""c')
@example("^a + b* {c} : (d")
@example("\ud800 half")
@example("🎉 NOT 🎉")
@example("東京 " * 300)
def test_nothing_that_can_be_typed_is_refused(empty, typed):
    query = read_query(typed)
    if query.expression:
        empty.execute("SELECT rowid FROM words WHERE words MATCH ?", (query.expression,)).fetchall()
    assert read_query(query.text).expression == query.expression


@pytest.mark.parametrize("typed", ["lamp " * 2000, "x" * 10_000, '"' + "a b " * 2500, "東京" * 5000])
def test_what_is_too_long_is_cut_and_says_so(typed):
    query = read_query(typed)
    assert query.is_cut
    assert query.expression
    assert 0 < len(query.words) <= MOST_WORDS


def test_what_is_short_enough_is_not_cut():
    assert not read_query("  street   lamp, ").is_cut
    assert read_query(" ".join(["lamp"] * MOST_WORDS)).is_cut is False


def test_a_word_beyond_the_last_is_cut_off_whole():
    typed = " ".join(f"word{number}" for number in range(MOST_WORDS + 3))
    assert read_query(typed).words == tuple(f"word{number}" for number in range(MOST_WORDS))
