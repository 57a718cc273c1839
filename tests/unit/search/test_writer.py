"""The index follows what the blog's items say, in whatever order and how often they say it."""

import itertools
import random
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.article import ArticleState
from search import tables
from search.index import SearchIndex
from search.queries import read_query
from search.writer import writing
from tests.unit.search.conftest import AnIndex, a_comment, a_head


def test_saying_the_same_again_changes_nothing(index):
    head, comment = a_head("one"), a_comment("one", "candles")

    def say(writer):
        writer.put_settings({"title": "Night"})
        writer.put_head("one", head)
        writer.put_body("one", "<p>lantern</p>")
        writer.put_comment("one", comment.path, comment)

    assert index.write(say)
    before = index.path.read_bytes()
    assert not index.write(say)
    assert index.path.read_bytes() == before


def test_what_readers_do_not_search_for_is_no_change(index):
    index.article("one", "<p>lantern</p>")
    assert not index.write(lambda writer: writer.put_head("one", a_head("one", comment_count=5, like_count=3)))
    assert not index.write(lambda writer: writer.put_head("none", None))
    assert not index.write(lambda writer: writer.put_body("none", None))
    assert not index.write(lambda writer: writer.put_comment("none", "01m82gdrg4j6c3jc", None))


def test_an_edited_article_is_found_by_its_new_words_only(index):
    index.article("one", "<p>lantern</p>", title="Old title", tags=("gas",))
    index.article("one", "<p>candle</p>", title="New title", tags=("wax",))
    assert [index.found(word) for word in ("lantern", "old", "gas")] == [[], [], []]
    assert [index.found(word) for word in ("candle", "new", "wax")] == [["one"]] * 3


def test_an_edited_or_removed_comment(index):
    comment = index.comment("one", "lantern")
    index.article("one")
    index.write(lambda writer: writer.put_comment("one", comment.path, replace(comment, text="candle")))
    assert (index.found("lantern"), index.found("candle")) == ([], ["one: [candle]"])
    index.write(lambda writer: writer.put_comment("one", comment.path, None))
    assert index.found("candle") == []


def test_html_in_an_imported_comment_is_no_word_and_in_a_typed_one_it_is(index):
    index.article("one")
    index.comment("one", "<p>see <em>there</em></p>", 1, is_html=True)
    index.comment("one", "write <em> here", 2)
    assert index.found("em") == ["one: write <[em]> here"]


def test_marks_and_addresses_that_a_comment_does_not_show_are_no_words(index):
    index.article("one")
    index.comment("one", "a *bright* [lantern](https://example.org/hidden), see snake_case", 1)
    assert index.found("lantern") == ["one: a bright [lantern], see snake_case"]
    assert index.found("hidden") == []


@pytest.mark.parametrize("state", [state for state in ArticleState if state is not ArticleState.PUBLISHED])
def test_an_article_that_is_not_published_takes_its_comments_with_it(index, state):
    index.article("one", "<p>lantern</p>")
    index.comment("one", "candle")
    index.write(lambda writer: writer.put_head("one", a_head("one", state=state)))
    assert (index.found("lantern"), index.found("candle")) == ([], [])
    index.write(lambda writer: writer.put_head("one", a_head("one")))
    assert (index.found("lantern"), index.found("candle")) == (["one"], ["one: [candle]"])


def test_what_an_article_says_may_come_in_any_order(tmp_path):
    comment = a_comment("one", "candle")
    said = (
        lambda writer: writer.put_head("one", a_head("one", title="Night")),
        lambda writer: writer.put_body("one", "<p>lantern</p>"),
        lambda writer: writer.put_comment("one", comment.path, comment),
    )
    for number, order in enumerate(itertools.permutations(said)):
        index = AnIndex(tmp_path / f"{number}.sqlite3")
        for change in order:
            index.write(change)
        assert [index.search(word).total for word in ("night", "lantern", "candle")] == [1, 1, 1]


def test_nothing_is_left_of_what_is_gone(index):
    empty = _rows(index)
    index.article("one", "<p>lantern</p>")
    comment = index.comment("one", "candle")
    index.write(
        lambda writer: writer.put_comment("one", comment.path, None),
        lambda writer: writer.put_body("one", None),
        lambda writer: writer.put_head("one", None),
    )
    assert _rows(index) == empty


def _rows(index):
    with closing(tables.open_for_writing(index.path)) as connection:
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        kept = ("articles", "comments", "words_docsize")
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in kept]


SLUGS = st.sampled_from(["one", "two"])
WORDS = st.sampled_from(["lantern", "candle", "gas light", "東京"])
NUMBERS = st.integers(0, 1)
PATHS = [a_comment("x", "x", number).path for number in range(2)]
CHANGES = st.one_of(
    st.builds(lambda slug, title: ("put_head", slug, a_head(slug, title=title)), SLUGS, WORDS),
    st.builds(lambda slug: ("put_head", slug, a_head(slug, state=ArticleState.UNLISTED)), SLUGS),
    st.builds(lambda slug: ("put_head", slug, None), SLUGS),
    st.builds(lambda slug, text: ("put_body", slug, f"<p>{text}</p>"), SLUGS, WORDS),
    st.builds(lambda slug: ("put_body", slug, None), SLUGS),
    st.builds(
        lambda slug, n, text: ("put_comment", slug, PATHS[n], a_comment(slug, text, n)), SLUGS, st.integers(0, 1), WORDS
    ),
    st.builds(lambda slug, n: ("put_comment", slug, PATHS[n], None), SLUGS, st.integers(0, 1)),
)


@given(st.lists(CHANGES, max_size=12))
@settings(max_examples=60)
def test_however_the_index_came_about_it_is_as_if_it_had_been_built_of_what_is_there_now(tmp_path_factory, changes):
    index = AnIndex(tmp_path_factory.mktemp("index") / "index.sqlite3")
    now = {}
    for name, *what, value in changes:
        index.write(lambda writer, name=name, what=what, value=value: getattr(writer, name)(*what, value))
        now[name, *what] = value
    built = index.path.with_name("built.sqlite3")
    with closing(tables.create(built)) as connection, writing(connection, whole_blog=True) as writer:
        for (name, *what), value in now.items():
            getattr(writer, name)(*what, value)
    assert _answers(index.path) == _answers(built)
    _rows(index)


def _answers(path):
    index = SearchIndex(path)
    return [
        {(hit.place.slug, hit.path, hit.title, hit.text) for hit in index.search(read_query(word)).hits}
        for word in ("lantern", "candle", "gas", "東京")
    ]


def test_the_file_is_made_compact_when_changes_have_let_it_grow(index):
    words, chance, sizes = [f"word{number}" for number in range(3000)], random.Random(1), []
    for _ in range(3):
        for number in range(20):
            index.article(f"number-{number}", " ".join(chance.sample(words, 2000)))
        sizes.append(index.path.stat().st_size)
    # Without that, each round adds a third.
    assert max(sizes) < 1.2 * min(sizes)


def test_a_change_that_fails_is_undone_whole(index):
    def fail(writer):
        writer.put_head("one", a_head("one"))
        raise KeyError

    with pytest.raises(KeyError):
        index.write(fail)
    assert index.found("one") == []


def test_a_file_of_another_format_is_refused(index, tmp_path):
    other = tmp_path / "other.sqlite3"
    other.write_bytes(b"no database at all" * 100)
    with closing(tables.open_for_writing(index.path)) as connection:
        connection.execute(f"PRAGMA user_version = {tables.FORMAT + 1}")
    for path in (other, index.path):
        with pytest.raises(tables.WrongFormat):
            SearchIndex(path)
        with pytest.raises(tables.WrongFormat):
            tables.open_for_writing(path)
