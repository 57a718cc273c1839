"""What a page weighs: bytes and requests as Chromium asks for them, and nothing from anybody else."""

import gzip

import pytest

from tests.quality.page_kinds import KINDS
from tests.support.measured import COMMENTS
from tests.support.visitor import Fetched
from tests.support.windows import beside_its_text, load, window

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("quality")]

_KB = 1024


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_is_light_keeps_still_and_asks_nobody_else(kind, pages, browser):
    with window(browser) as opened:
        found = load(opened, pages[kind.name])
    assert (found.elsewhere, found.missing, found.shifted) == ([], [], 0)
    assert 0 < found.css["lamppost"] <= 8 * _KB
    # Only where words are written is there a script, and only the one.
    scripts = [url.rpartition("/")[2].partition(".")[0] for url in found.scripts]
    assert scripts == (["comments"] if pages[kind.name].page.css("textarea") else [])


def test_an_article_of_words_and_its_comments_take_one_stylesheet(pages, browser):
    with window(browser) as opened:
        assert list(load(opened, pages["article with 50 comments"]).css) == ["lamppost"]


def test_an_article_with_50_comments_is_at_most_15_kb_beside_its_own_text(pages):
    page = pages["article with 50 comments"]
    assert len(page.page.css(".comment")) == COMMENTS
    assert page.headers["Content-Encoding"] == "gzip"
    assert beside_its_text(page) <= 15 * _KB


def planted(answer: Fetched, html: bytes) -> Fetched:
    """The page with more at the start of what it shows."""
    start, main, rest = answer.content.partition(b"<main")
    return Fetched(answer.url, answer.status, answer.headers, gzip.compress(start + html + main + rest))


def test_planted_requests_are_found(measured, browser):
    html = (
        b"<script>1</script><script src=/lamp.js></script><script type='application/ld+json'>{}</script>"
        b"<link rel=stylesheet href=/assets/missing.css><img src=http://localhost:9/x.png>"
        b"<p style='margin-top: 9999px'><img loading=lazy src=http://localhost:9/y.png>"
    )
    with window(browser) as opened:
        found = load(opened, planted(measured.visitor.get("/"), html))
    assert found.elsewhere == ["http://localhost:9/x.png", "http://localhost:9/y.png"]
    assert found.scripts == [f"{measured.visitor.origin}/lamp.js", "<script>1</script>"]
    assert {f"{measured.visitor.origin}/assets/missing.css", "http://localhost:9/x.png"} <= set(found.missing)


def test_a_picture_that_pushes_the_words_down_is_found(measured, browser):
    with window(browser) as opened:
        assert load(opened, planted(measured.visitor.get("/"), b"<img src=/assets/icon.svg>")).shifted > 0
