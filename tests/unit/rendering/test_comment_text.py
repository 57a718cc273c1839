import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from rendering.comment_text import comment_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        (
            "See https://example.org/a?b=1&c=2.",
            '<p>See <a href="https://example.org/a?b=1&amp;c=2" rel="ugc nofollow">https://example.org/a?b=1&amp;c=2</a>.</p>',
        ),
        ("javascript://example.org/%0aalert(1)", "<p>javascript://example.org/%0aalert(1)</p>"),
        ('https://example.org/"onmouseover="alert(1)', None),
    ],
)
def test_words_become_paragraphs_and_links(text, html):
    if html is not None:
        assert comment_html(text) == html
    assert all(set(node.attributes) == {"href", "rel"} for node in LexborHTMLParser(comment_html(text)).css("a"))


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>\"'&:/h\n")))
def test_no_text_makes_any_element_but_paragraphs_breaks_and_links(text):
    tree = LexborHTMLParser(comment_html(text))
    assert {node.tag for node in tree.css("body *")} <= {"p", "br", "a"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1))
def test_nothing_that_was_typed_is_lost(text):
    assert LexborHTMLParser(comment_html(text)).text() == text
