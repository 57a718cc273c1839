"""What templates and the rest of the house must agree on."""

import re

import pytest

from exchange.allowed import CLASSES, is_free_id
from rendering.assets import ACCENT, ACCENT_DARK, minified
from rendering.environment import find_templates
from rendering.indexes import SIZES
from rendering.metadata import is_rich
from rendering.thread import STEPS, TINTS

TEMPLATES = "\n".join(path.read_text() for path in sorted(find_templates().glob("*.html")))
MAIN, BODIES = ((find_templates() / "assets" / name).read_text() for name in ("lamppost.css", "body.css"))
IDS = set(re.findall(r'\sid="([^"]+)"', TEMPLATES))


@pytest.mark.parametrize("pattern", sorted(IDS))
def test_no_author_can_take_an_id_of_the_pages_own(pattern):
    for value in ("comment-01m82gdrg4j6c3jc", "author"):
        taken = re.sub(r"{{ entry\.anchor }}", "comment-01m82gdrg4j6c3jc", pattern)
        taken = re.sub(r"{{.*?}}", value, taken)
        assert not is_free_id(taken)


def test_the_pages_own_ids_are_found():
    assert {"content", "respond", "comments", "author", "email", "url", "comment"} <= IDS


# The words of the allow-list that mean something to a reader only by how they look; the others name parts of those.
_PLAIN = {"alignnone", "gallery-item", "wp-block-column", "wp-block-button", "wp-block-file", "embed"}
_PLAIN |= {"footnotes-list", "footnote-item", "footnote-backref", "has-text-align-left"}


@pytest.mark.parametrize("name", sorted(CLASSES - _PLAIN))
def test_a_class_that_authors_may_use_is_one_that_the_stylesheet_of_bodies_honours(name):
    assert re.search(rf"\.{name}\b", BODIES)


def test_every_class_of_the_pages_own_stylesheet_stands_in_a_template():
    given = set(re.findall(r"\.([a-z][\w-]*)(?=[\s,.:>{\[])", re.sub(r"/\*.*?\*/", "", MAIN, flags=re.DOTALL)))
    numbered = {name for name in given if re.fullmatch(r"(tint|step|size|level)-\d", name)}
    words = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', TEMPLATES))))
    assert given - numbered - words == set()


def test_there_is_a_tint_for_every_name_and_a_step_for_every_depth():
    # Tint 0 is the avatar's own colour, step 0 the margin of the page.
    assert set(re.findall(r"\.tint-(\d+)", MAIN)) == {str(number) for number in range(1, TINTS)}
    assert set(re.findall(r"\.step-(\d+)", MAIN)) == {str(number) for number in range(1, STEPS + 1)}


def test_there_is_a_size_for_every_step_of_the_cloud():
    # Size 1 is the text's own.
    assert set(re.findall(r"\.size-(\d+)", MAIN)) == {str(number) for number in range(2, SIZES + 1)}


def test_the_colours_that_are_told_to_browsers_are_the_stylesheets_own():
    assert re.findall(r"--accent: (#\w{6})", MAIN) == [ACCENT, ACCENT_DARK]


def test_the_stylesheet_that_every_page_needs_is_at_most_8_kilobytes():
    assert len(minified(MAIN).encode()) <= 8_000


@pytest.mark.parametrize(
    ("styled", "within"),
    [("th", "table"), ("dt", "dl"), *((tag, tag) for tag in ("hr", "iframe", "audio", "video", "cite", "sub", "sup"))],
)
def test_the_stylesheet_of_bodies_is_linked_for_every_element_that_it_is_about(styled, within):
    assert re.search(rf"(?<![\w.-]){styled}\b[^{{}}]*{{", BODIES)
    assert is_rich(f"<p>…</p><{within}>")


def test_a_body_of_words_and_pictures_needs_no_second_stylesheet():
    assert not is_rich('<h2 id="h">A</h2><p>B <a href="/c">C</a> <code>class</code></p><img src="/d.jpg" alt="">')
    assert is_rich('<figure class="gallery"></figure>')
