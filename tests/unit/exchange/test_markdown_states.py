"""What front matter says of times, places and people."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from blog.article import Article, ArticleState, Author, Link
from exchange.errors import FileFaults
from exchange.markdown import read_all, read_markdown

EDITOR = Author(slug="editor", name="The Editor")


@pytest.fixture
def write(tmp_path):
    def write(lines: str, body: str = "Words.", name: str = "2026-01-02-a-file.md") -> Path:
        path = tmp_path / name
        path.write_text(f"---\ntitle: T\n{lines}\n---\n{body}\n")
        return path

    return write


def read(path: Path, *, comments_open: bool = True) -> Article:
    return read_markdown(path, default_author=EDITOR, comments_open=comments_open)


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ("", ArticleState.PUBLISHED),
        ("draft: true", ArticleState.DRAFT),
        ("unlisted: true", ArticleState.UNLISTED),
        ("unlisted: true\ndraft: true", ArticleState.DRAFT),
        ("unlisted: false\ndraft: false", ArticleState.PUBLISHED),
        # When that is, is for others to say: there is no clock here.
        ("date: 2999-01-01", ArticleState.PUBLISHED),
    ],
)
def test_an_article_is_published_unlisted_or_a_draft(write, lines, state):
    assert read(write(lines)).state is state


def test_an_article_may_end(write):
    ends = datetime(2026, 12, 24, 18, tzinfo=timezone(timedelta(hours=1)))
    assert read(write("expires: 2026-12-24 18:00 +01:00")).expires_at == ends
    assert read(write("")).expires_at is None


def test_pages_stand_below_others_in_an_order(write):
    article = read(write("kind: page\nparent: about\norder: -3"))
    assert (article.parent, article.order) == ("about", -3)
    assert read(write("kind: page")).order == 0


@pytest.mark.parametrize(
    ("lines", "open_by_default", "comments_open"),
    [
        ("", True, True),
        ("", False, False),
        ("comments: true", False, True),
        ("comments: closed", True, False),
        ("kind: page", True, False),
        ("kind: page\ncomments: open", True, True),
        ("kind: page\ncomments: open", False, True),
    ],
)
def test_a_page_takes_no_comments_unless_it_says_so(write, lines, open_by_default, comments_open):
    path = write(lines)
    assert read(path, comments_open=open_by_default).comments_open is comments_open
    (article,) = read_all([path], default_author=EDITOR, comments_open=open_by_default)
    assert article.comments_open is comments_open


def test_an_author_has_links(write):
    links = (Link("Mastodon", "https://example.org/@first"), Link("About me", "/about"))
    lines = "author: {name: First, links: {Mastodon: 'https://example.org/@first', About  me: /about}}"
    assert read(write(lines)).author == Author(slug="first", name="First", links=links)


def test_an_author_in_the_file_beside_has_links(write, tmp_path):
    (tmp_path / "authors.yaml").write_text("first:\n  name: First\n  links:\n    Code: https://example.org/\n")
    assert read(write("author: first")).author.links == (Link("Code", "https://example.org/"),)


LINKS = "the links of 'author' must be labels with http(s) addresses or paths"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("expires: 2026-01-02", "'expires' must be later than 'date'"),
        ("expires: soon", "'expires' must be a date such as 2026-03-31 or 2026-03-31 18:30 +02:00, but is text"),
        ("unlisted: maybe", "'unlisted' must be true or false, but is text"),
        ("parent: about", "'parent' is for pages: add 'kind: page'"),
        ("order: 1", "'order' is for pages: add 'kind: page'"),
        ("kind: page\norder: first", "'order' must be a whole number from -999999 to 999999, but is text"),
        ("kind: page\norder: true", "'order' must be a whole number from -999999 to 999999, but is true or false"),
        ("kind: page\norder: 1000000", "'order' must be a whole number from -999999 to 999999, but is a number"),
        ("kind: page\nparent: a-file", "'parent' must be the slug of another page, not 'a-file'"),
        ("kind: page\nparent: /about/us", "'parent' must be the slug of another page, not '/about/us'"),
        ("author: {name: x, links: https://example.org/}", LINKS),
        ("author: {name: x, links: {Code: 'javascript:x'}}", LINKS),
        ("author: {name: x, links: {1: https://example.org/}}", LINKS),
        ("author: {name: x, links: {'': https://example.org/}}", LINKS),
        ("author: {name: x, links: {Code: [a]}}", LINKS),
    ],
)
def test_what_cannot_be_is_named_in_its_line(write, lines, reason):
    with pytest.raises(FileFaults) as found:
        read(write(lines))
    assert [(fault.line, fault.reason) for fault in found.value.faults] == [(3 + lines.count("\n"), reason)]


def test_what_a_body_holds_is_known(write):
    body = "# Part\n\n" + "word " * 700 + "\n\n## Part\n\n### End\n\n![A](/a.png) ![B](https://example.org/b.png)"
    article = read(write("", body))
    assert [(heading.level, heading.id) for heading in article.contents] == [(2, "part"), (2, "part-2"), (3, "end")]
    assert article.word_count == 703
    assert article.images == ("/a.png", "https://example.org/b.png")


def test_a_fence_names_its_language(write):
    body = read(write("", "```Python title=x\nif a: b\n```\n\n~~~\nif a: b\n~~~\n")).body
    assert '<code class="language-Python"><span class="k">if</span> a: b\n</code>' in body
    assert '<pre tabindex="0"><code>if a: b\n</code></pre>' in body


def test_footnotes_lead_there_and_back(write):
    body = read(write("", "One[^a], two[^b] and one again[^a].^[At once.]\n\n[^a]: First\n[^b]: Second\n")).body
    for mark in ("1", "1:1", "2", "3"):
        assert body.count(f'id="fnref{mark}"') == body.count(f'href="#fnref{mark}"') == 1
    for number, text in enumerate(("First", "Second", "At once."), 1):
        assert f'<li id="fn{number}" class="footnote-item"><p>{text} <a href="#fnref{number}"' in body
        assert f'href="#fn{number}"' in body
