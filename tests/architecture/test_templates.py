"""What templates and the rest of the house must agree on."""

import re

import pytest

from exchange.allowed import CLASSES, is_free_id
from rendering.environment import find_templates
from rendering.thread import STEPS, TINTS

TEMPLATES = "\n".join(path.read_text() for path in sorted(find_templates().glob("*.html")))
STYLESHEET = (find_templates() / "assets" / "lamppost.css").read_text()
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
def test_a_class_that_authors_may_use_is_one_that_the_stylesheet_honours(name):
    assert re.search(rf"\.{name}\b", STYLESHEET)


def test_there_is_a_tint_for_every_name_and_a_step_for_every_depth():
    # Tint 0 is the avatar's own colour, step 0 the margin of the page.
    assert set(re.findall(r"\.tint-(\d+)", STYLESHEET)) == {str(number) for number in range(1, TINTS)}
    assert set(re.findall(r"\.step-(\d+)", STYLESHEET)) == {str(number) for number in range(1, STEPS + 1)}
