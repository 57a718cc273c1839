from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.article import Article, ArticleKind, ArticleState, Author, Picture
from blog.errors import BadSlug
from exchange.errors import FileFaults
from exchange.front_matter import MAX_BYTES
from exchange.markdown import read_all, read_markdown

EDITOR = Author(slug="editor", name="The Editor")
FULL = """---
title: "A title: with a colon"
slug: a-slug
date: 2026-03-31 18:30:00 +02:00
updated: 2026-04-01
author: {slug: first-author, name: First Author, url: "https://example.org/"}
tags: [one, two, one]
categories: "Sea, Shore"
summary: What it says.
draft: true
kind: page
sticky: true
comments: closed
picture: {url: "https://example.org/a.png", alt: Boats, caption: At noon}
---
Words.
"""


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes, name: str = "2026-01-02-a-file.md") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def read(path: Path) -> Article:
    return read_markdown(path, default_author=EDITOR)


def faults_of(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(FileFaults) as found:
        read(path)
    assert all(fault.path == path for fault in found.value.faults)
    return [(fault.line, fault.reason) for fault in found.value.faults]


def test_every_key_finds_its_place(write):
    assert read(write(FULL)) == Article(
        slug="a-slug",
        title="A title: with a colon",
        author=Author(slug="first-author", name="First Author", url="https://example.org/"),
        published_at=datetime(2026, 3, 31, 18, 30, tzinfo=timezone(timedelta(hours=2))),
        updated_at=datetime(2026, 4, 1, tzinfo=UTC),
        state=ArticleState.DRAFT,
        kind=ArticleKind.PAGE,
        summary="What it says.",
        tags=("one", "two"),
        categories=("Sea", "Shore"),
        picture=Picture(url="https://example.org/a.png", alt="Boats", caption="At noon"),
        sticky=True,
        comments_open=False,
        word_count=1,
        body="<p>Words.</p>",
        origin="markdown",
    )


def test_a_title_is_enough_when_the_files_name_has_a_date(write):
    article = read(write("---\ntitle: T\n---\nWords."))
    assert (article.slug, article.published_at) == ("a-file", datetime(2026, 1, 2, tzinfo=UTC))
    assert (article.author, article.state, article.comments_open) == (EDITOR, ArticleState.PUBLISHED, True)


def test_a_file_named_only_by_its_date_has_its_titles_slug(write):
    assert read(write("---\ntitle: The title\n---\nWords.", "2026-01-02.md")).slug == "the-title"


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-03-31", datetime(2026, 3, 31, tzinfo=UTC)),
        ("2026-03-31 18:30", datetime(2026, 3, 31, 18, 30, tzinfo=UTC)),
        ("2026-03-31T18:30:00Z", datetime(2026, 3, 31, 18, 30, tzinfo=UTC)),
        ("2026-03-31 18:30 -05:00", datetime(2026, 3, 31, 18, 30, tzinfo=timezone(timedelta(hours=-5)))),
    ],
)
def test_a_time_without_a_zone_is_utc(write, date, moment):
    assert read(write(f"---\ntitle: T\ndate: {date}\n---\nWords.")).published_at == moment


def test_markdown_has_tables_notes_lists_of_terms_and_headings_with_anchors(write):
    body = read(
        write(
            "---\ntitle: T\n---\n# Big\n## Part\n## Part\n## Respond\n\n~~old~~[^1]\n\n"
            "| a |\n|--:|\n| 1 |\n\nTerm\n: Meaning\n\n```python\na < b\n```\n\n<script>x</script>\n\n[^1]: Note\n"
        )
    ).body
    assert '<h2 id="big">Big</h2>' in body
    assert '<h2 id="part">Part</h2>\n<h2 id="part-2">Part</h2>\n<h2 id="section-respond">Respond</h2>' in body
    assert '<s>old</s><sup class="footnote-ref"><a href="#fn1" id="fnref1">' in body
    assert '<td class="has-text-align-right">1</td>' in body
    assert "<dt>Term</dt>\n<dd>Meaning</dd>" in body
    assert '<code class="language-python">a <span class="o">&lt;</span> b\n</code></pre>' in body
    assert "script" not in body


def test_the_summary_is_what_stands_before_more_or_the_first_paragraph(write):
    assert (
        read(write("---\ntitle: T\n---\n# H\nOne[^1].\n\nTwo.\n\n<!--more-->\nThree.\n\n[^1]: n")).summary
        == "One. Two."
    )
    assert read(write("---\ntitle: T\n---\n# H\n\n![x](/a.png)\n\nOne *word*.\n\nTwo.")).summary == "One word."


def test_a_long_summary_ends_between_two_words(write):
    summary = read(write("---\ntitle: T\n---\n" + "word " * 100)).summary
    assert summary == "word " * 55 + "word…"
    assert read(write("---\ntitle: T\n---\n" + "w" * 300)).summary == "w" * 279 + "…"


def test_an_author_is_known_by_slug_from_the_file_beside(write):
    write("first:\n  name: First Author\n  bio: Writes.\n", "authors.yaml")
    assert read(write("---\ntitle: T\nauthor: first\n---\nx")).author == Author(
        slug="first", name="First Author", bio="Writes."
    )
    assert read(write("---\ntitle: T\nauthor: {slug: first}\n---\nx")).author.name == "First Author"
    assert read(write("---\ntitle: T\nauthor: A Guest\n---\nx")).author == Author(slug="a-guest", name="A Guest")


def test_all_faults_of_a_file_are_named_at_once_with_their_lines(write):
    assert faults_of(
        write(
            '---\ntitel: T\ndraft: "yes"\ntags: [2026]\nslug: "a b"\ndate: soon\nkind: pst\npicture: ftp://x\n---\n\n'
        )
    ) == [
        (1, "'title' is missing"),
        (2, "unknown key 'titel': did you mean 'title'?"),
        (3, "'draft' must be true or false, but is text"),
        (4, "'tags' must be a list of texts (numbers and dates in quotes), but is a list"),
        (5, str(BadSlug("a b"))),
        (6, "'date' must be a date such as 2026-03-31 or 2026-03-31 18:30 +02:00, but is text"),
        (7, "'kind' must be post or page, not 'pst'"),
        (8, "'picture' needs an http(s) address or a path that starts with '/'"),
        (10, "nothing follows the front matter"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("title: 1984", "'title' must be text (put it in quotes), but is a number"),
        ("summary: [a]", "'summary' must be text (put it in quotes), but is a list"),
        ("author: [a]", "'author' must be text or a mapping of slug, name, bio, picture, url, but is a list"),
        ("author: {slug: nobody}", "'author' has no name"),
        ("author: {name: A Guest, mail: x}", "unknown key 'mail' in 'author': known are slug, name, bio, picture, url"),
        ("author: {slug: [x]}", "'slug' in 'author' must be text (put it in quotes)"),
        ("author: {name: 7}", "'name' in 'author' must be text (put it in quotes)"),
        ("author: '!!!'", "'' cannot be an author's slug"),
        (
            "author: {name: x, url: //x}",
            "the url of 'author' must be an http(s) address or a path that starts with '/'",
        ),
        ("picture: {alt: x}", "'picture' needs an http(s) address or a path that starts with '/'"),
        ("picture: {link: x}", "unknown key 'link' in 'picture': known are url, alt, caption"),
        ("? [a]\n: b", "a key must be one word"),
        ("date: 0999-01-01", "'date' must be a date such as 2026-03-31 or 2026-03-31 18:30 +02:00, but is a date"),
        ("tags: \x07", "not YAML: special characters are not allowed"),
    ],
)
def test_a_wrong_value_is_named_in_its_line(write, line, reason):
    title = "" if line.startswith("title") else "title: T\n"
    number = 3 if title else 2
    assert faults_of(write(f"---\n{title}{line}\n---\nx"))[-1] == (number, reason)


def test_a_slug_is_asked_for_when_neither_name_nor_title_makes_one(write):
    assert faults_of(write("---\ntitle: '!!!'\n---\nx", "2026-01-01.md")) == [
        (1, "neither the file's name nor the title makes a slug: add a 'slug' line")
    ]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "no front matter: the first line must be '---'"),
        (b"# Words", 1, "no front matter: the first line must be '---'"),
        (b"---\ntitle: T\n", 1, "the front matter that begins here has no closing '---'"),
        (b"---\n- a\n---\nx", 2, "must be 'key: value' lines, but is a list"),
        (b"---\njust words\n---\nx", 2, "must be 'key: value' lines, but is a single value"),
        (b"---\n---\nx", 2, "must be 'key: value' lines, but is empty"),
        (b"---\ntitle: T\na: [\n---\nx", 3, "not YAML: expected the node content, but found '<stream end>'"),
        (b"---\ntitle: T\nx: \t@\n---\nx", 3, "not YAML: found character '\\t' that cannot start any token"),
        (b"---\ntitle: T\n\nbio: a\xffb\n---\nx", 4, "not UTF-8: the byte 0xff cannot stand there"),
        (b"---\ntitle: &a T\n---\nx", 2, "anchors (&) and aliases (*) are not read here: put the text in quotes"),
        (b"---\ntitle: *a\n---\nx", 2, "anchors (&) and aliases (*) are not read here: put the text in quotes"),
        (b"---\ntitle: !!python/name:os.system x\n---\nx", 2, "tags (!) are not read here: put the text in quotes"),
        (b"---\ntitle: T\ntags: " + b"[" * 500 + b"\n---\nx", 3, "nested too deeply"),
        (b"---\ntitle: T\ntitle: U\n---\nx", 3, "'title' is set twice (first in line 2)"),
        (b"---\ntitle: T\ndate: 2026-02-31\n---\nx", 3, "not a value: day is out of range for month"),
        (b"---\ntitle:\n---\nx", 2, "'title' is missing"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_the_line_and_the_reason(write, content, line, reason):
    assert faults_of(write(content))[0] == (line, reason)


def test_a_date_is_needed_when_the_name_has_none(write):
    assert faults_of(write("---\ntitle: T\n---\nx", "a-file.md")) == [
        (1, "'date' is missing, and the file's name does not begin with one")
    ]
    assert faults_of(write("---\ntitle: T\n---\nx", "2026-02-31-x.md")) == [
        (1, "the file's name begins with '2026-02-31', which is no date")
    ]


def test_a_file_beyond_the_limit_is_not_read(write):
    assert faults_of(write(b"---\ntitle: T\n---\n" + b"x" * MAX_BYTES)) == [(1, "larger than 5,000,000 bytes")]


def test_a_missing_file_is_a_fault(tmp_path):
    assert faults_of(tmp_path / "nowhere.md") == [(1, "cannot be read: No such file or directory")]


def test_a_folder_is_read_in_order_and_what_is_hidden_in_it_is_not(write, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / ".git").mkdir()
    write("---\ntitle: B\n---\nx", "2026-01-02-b.md")
    write("---\ntitle: A\n---\nx", "2026-01-01-a.md")
    write("---\ntitle: C\n---\nx", "more/2026-01-03-c.md")
    write("nothing", ".git/notes.md")
    assert [article.slug for article in read_all([tmp_path], default_author=EDITOR)] == ["a", "b", "c"]


def test_one_bad_file_lets_none_through_and_every_fault_is_one_line(write, tmp_path):
    good = write("---\ntitle: A\n---\nx", "2026-01-01-a.md")
    same = write("---\ntitle: A\nslug: a\n---\nx", "2026-01-01-b.md")
    bad = write("x", "c.md")
    write("first: {}\na b: {name: x}\n", "authors.yaml")
    with pytest.raises(FileFaults) as found:
        read_all([tmp_path], default_author=EDITOR)
    assert str(found.value).splitlines() == [
        f"{tmp_path / 'authors.yaml'}:1: 'first' has no name",
        f"{tmp_path / 'authors.yaml'}:2: 'a b' cannot be an author's slug",
        f"{bad}:1: no front matter: the first line must be '---'",
    ]
    (tmp_path / "authors.yaml").unlink()
    bad.unlink()
    with pytest.raises(FileFaults) as found:
        read_all([tmp_path], default_author=EDITOR)
    assert str(found.value) == f"{same}:1: the slug 'a' is taken by {good}"


YAML_PIECES = st.sampled_from(
    [
        "---\n", "title: T\n", "date: 2026-01-01\n", "date: 0001-01-01 00:00:00 +14:00\n", "tags: [a, 1]\n",
        "author:\n  name: x\n", "updated: 99999\n", "slug: .\n", "? [a]\n: b\n", "<<: {a: b}\n", "picture: {1: 2}\n",
        "draft: ~\n", "x: 1e999\n", "x: .nan\n", "\t", "words\n", "# h\n", "[^1]: n\n", "<b>", "\x85", "\u2028",
        "x: 0o9\n", "date: 1:2\n", "title: 1" + "0" * 5000 + "\n", "author: {picture: x, name: y}\n", "kind: page\n",
        "comments: open\n", "expires: 2026-01-01\n", "parent: a\n", "order: 1e9\n", "unlisted: ~\n",
        "author: {name: x, links: {a: /b}}\n",
    ]
).map(str.encode)  # fmt: skip


@given(st.lists(YAML_PIECES | st.binary(max_size=6), max_size=12).map(lambda pieces: b"---\n" + b"".join(pieces)))
def test_no_bytes_make_the_reader_fail_otherwise_than_by_naming_faults(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "2026-01-01-any.md"
    path.write_bytes(content)
    try:
        article = read(path)
    except FileFaults as found:
        assert found.faults
        assert str(found).count("\n") + 1 == len(found.faults)
    else:
        assert article.title
        assert article.published_at.tzinfo
