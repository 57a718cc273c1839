"""How far the subset of Markdown is CommonMark's: markdown-it-py, which has the whole of it, is asked."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from blog.comment_markdown import comment_html

MAIL = 'href="mailto:b" rel="ugc nofollow"'


# With what each differs in: all else is CommonMark's (https://spec.commonmark.org/0.31.2/).
@pytest.mark.parametrize(
    ("difference", "text", "html"),
    [
        ("stars within a word are no marks, as low lines are none", "a*b*c **d**e", "<p>a*b*c **d**e</p>"),
        ("four marks in a row are none", "****a****", "<p>****a****</p>"),
        ("a line without the mark ends a quote", "> a\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("a line that is not indented ends a list", "- a\nb", "<ul><li>a</li></ul><p>b</p>"),
        ("an item has words", "-\n- a", "<p>-</p><ul><li>a</li></ul>"),
        ("a link has an address, and a scheme", "[a](b)", "<p>[a](b)</p>"),
        ("and no title", '[a](mailto:b "c")', "<p>[a](mailto:b &quot;c&quot;)</p>"),
        ("a link has words, if only its address", "[](mailto:b)", f"<p><a {MAIL}>mailto:b</a></p>"),
        ("a picture is a link", "![a](mailto:b)", f"<p><a {MAIL}>a</a></p>"),
        ("an address is a link", "https://b", '<p><a href="https://b" rel="ugc nofollow">https://b</a></p>'),
        ("the ninth level is shown as typed", "> " * 9, f"{'<blockquote>' * 8}<p>&gt;</p>{'</blockquote>' * 8}"),
    ],
)  # fmt: skip
def test_the_differences_from_commonmark_are_these(difference, text, html):
    assert comment_html(text) == html
    assert commonmark(text) != normal(html), f"'{difference}' is none any more"


WORDS = st.sampled_from(
    (
        *("lamp", "2", "it's", "a_b", "Ω", "中", "x<y", "R&D", "“so”", "(see", "end)", "&c;", "<i>", "https", "5>"),
        *("no.", "'b'", r"\*", r"\<", "x\\"),
    )
)
INLINE = st.recursive(
    WORDS
    | WORDS.map(lambda word: f"`{word}`")
    | WORDS.map(lambda word: f"``` {word}`{word} ```")
    | st.sampled_from(("[a](https://example.org/a_(b)?c=*d*&e)", "[*a* b]( mailto:a@b )", "[a", "b]"))
    | st.just("<https://example.org/a_b?c&d>"),
    lambda inner: st.tuples(
        st.sampled_from(("*", "**", "_", "__")), st.lists(inner, min_size=1, max_size=3).map(" ".join)
    ).map(lambda marked: f"{marked[0]}{marked[1]}{marked[0]}"),
    max_leaves=8,
)  # fmt: skip
LINES = st.lists(st.lists(INLINE, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=3)
CODE = st.lists(st.sampled_from(("a = *b*", "  <c>", "", "> d", "- e", "1. f")), max_size=3)


def prefixed(first: str, other: str) -> Callable[[list[str]], list[str]]:
    def blocks(lines: list[str]) -> list[str]:
        return [(other if number else first) + line if line else line for number, line in enumerate(lines)]

    return blocks


BLOCK = st.recursive(
    LINES
    | CODE.map(lambda code: ["```", *code, "```"])
    | CODE.map(lambda code: ["~~~~ sh", *code, "~~~", "~~~~"])
    | st.just(["    a = *b*", "", "      <c>", "    d"]),
    lambda inner: st.one_of(
        inner.map(lambda lines: [f"> {line}" for line in lines]),
        inner.map(prefixed("- ", "  ")),
        inner.map(prefixed("+   ", "    ")),
        inner.map(prefixed("1. ", "   ")),
        inner.map(prefixed("27) ", "    ")),
        st.tuples(inner, inner).map(lambda two: [*two[0], "", *two[1]]),
    ),
    max_leaves=6,
)
ORACLE = MarkdownIt("commonmark", {"html": False, "breaks": True, "xhtmlOut": False}).disable(
    ["heading", "lheading", "hr", "html_block", "html_inline", "entity", "reference", "image"]
)


def commonmark(text: str) -> str:
    return normal(ORACLE.render(text))


def normal(html: str) -> str:
    """Without the white space between elements, what we add, and whether an item's only paragraph is one."""
    html = re.sub(r' class="[^"]*"| rel="ugc nofollow"| tabindex="0"', "", html)
    parts = re.split("(<pre>.*?</pre>)", html, flags=re.DOTALL)
    parts = [re.sub("\n+</code>", "</code>", each) if each[:5] == "<pre>" else each.replace("\n", "") for each in parts]
    tree = LexborHTMLParser("".join(parts))
    for item in tree.css("li"):
        paragraphs = [node for node in item.iter() if node.tag == "p"]
        if len(paragraphs) == 1:
            paragraphs[0].unwrap()
    return tree.body.inner_html


def in_subset(text: str) -> bool:
    return not re.search(r"\*{4}|_{4}", text)


@given(
    st.lists(BLOCK, min_size=1, max_size=4).map(lambda blocks: "\n\n".join(map("\n".join, blocks))).filter(in_subset)
)
def test_a_text_of_the_subset_is_read_as_commonmark_says(text):
    assert normal(comment_html(text)) == commonmark(text)
