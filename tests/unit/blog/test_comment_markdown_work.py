"""Comments come from strangers: what they cost is in proportion to their length, and pages stay readable."""

from collections.abc import Callable, Iterator
from time import thread_time

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from blog.comment_markdown import comment_html

WORST = 10_000
EVIL = {
    "quotes": ">",
    "spaced quotes": "> ",
    "opening brackets": "[",
    "empty brackets": "[]",
    "closing brackets": "]",
    "pictures": "![",
    "targets": "[x](",
    "nested links": "[a](https://a",
    "nested links with brackets": "[a](https://a(",
    "angled addresses": "<https://a",
    "stars": "*",
    "mixed marks": "_*",
    "openings": "*a ",
    "closings": "a* ",
    "crossing marks": "*a __b* c__ ",
    "many marks": "***a ** ",
    "marks between brackets": "*[_",
    "backticks": "`a``b```",
    "escapes": "\\",
    "items in items": "- ",
    "numbers in numbers": "1. ",
    "items": "- a\n",
    "distant items": "- a\n\n",
    "lists in quotes": "> - ",
    "quotes and lists": "> - a\n",
    "fences": "```\n",
    "open fences": "> ```\n",
    "empty lines": "\n",
    "spaces": " ",
    "tabs": "\t",
    "code": "    a\n\n",
    "entities": "&",
    "addresses": "https://a.b ",
}


@pytest.mark.parametrize("piece", EVIL.values(), ids=EVIL)
def test_twice_the_text_is_twice_the_work(piece):
    assert grows_with_length(lambda length: (piece * length)[:length])


@pytest.mark.parametrize(
    ("start", "piece"),
    [*(("https://a", each) for each in "&.)("), ("[a](https://a", "("), ("-", " ")],
)
def test_a_long_tail_is_read_once(start, piece):
    assert grows_with_length(lambda length: start + piece * length)


def test_backticks_of_growing_number_are_read_once():
    assert grows_with_length(lambda length: " ".join("`" * number for number in range(int((2 * length) ** 0.5))))


def test_items_of_growing_indentation_are_read_once():
    assert grows_with_length(lambda length: "".join(f"{'  ' * number}- a\n" for number in range(int(length**0.5))))


def grows_with_length(make: Callable[[int], str]) -> bool:
    """Whether four times the text costs far less than the sixteen times that squares would cost; some luck is given."""
    small, large = make(WORST), make(4 * WORST)
    return any(cost(large) < 9 * cost(small) for _ in range(8))


def cost(text: str) -> float:
    comment_html.cache_clear()
    before = thread_time()
    comment_html(text)
    return thread_time() - before


@pytest.mark.parametrize("text", ["> " * 5000, f"{'- ' * 5000}a", f"{'*a _b ' * 1000}{'c_ d* ' * 500}", "***a" * 2500])
def test_nothing_nests_so_deep_that_a_browser_gives_up(text):
    deepest = max(len(list(ancestors(node))) for node in LexborHTMLParser(comment_html(text)).css("*"))
    assert deepest < 50


def ancestors(node: LexborNode | None) -> Iterator[LexborNode]:
    while node := node and node.parent:
        yield node
