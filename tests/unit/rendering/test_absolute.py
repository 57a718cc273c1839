"""What is read away from the blog's pages must lead back to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from exchange.html import clean_article_html
from rendering.absolute import absolute, absolute_html

BASE = "https://blog.example.org/2026/11/hello"
ADDRESSES = st.sampled_from(
    ["/x", "x.jpg", "../x", "#a", "?b=1&c=2", "//cdn.example.org/x", "https://example.org/", ""]
)
PIECES = st.lists(
    st.text(max_size=20)
    | ADDRESSES.map(lambda address: f'<a href="{address}" title="see href=">')
    | ADDRESSES.map(lambda address: f'<img src="{address}" srcset="{address or "a"} 2x">')
    | st.sampled_from(
        ["</a>", "<pre><code>", "</code></pre>", "<p>", '&lt;img src="/x"&gt;', "<blockquote cite='/q'>"]
    ),
    max_size=8,
).map("".join)


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("/about", "https://blog.example.org/about"),
            ("lamp.jpg", "https://blog.example.org/2026/11/lamp.jpg"),
            ("../10/old", "https://blog.example.org/2026/10/old"),
            ("#note-1", f"{BASE}#note-1"),
            ("?page=2&amp;x=1", f"{BASE}?page=2&amp;x=1"),
            ("", BASE),
            ("//cdn.example.org/lamp.jpg", "https://cdn.example.org/lamp.jpg"),
            ("http://example.org/a#b", "http://example.org/a#b"),
            ("mailto:keeper@example.org", "mailto:keeper@example.org"),
            ("//[broken", "//[broken"),
        ],
    )
    def test_an_address_is_what_a_browser_makes_of_it(self, address, expected):
        assert absolute(address, BASE) == expected

    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ('<a href="/a">/a</a>', '<a href="https://blog.example.org/a">/a</a>'),
            ('<video poster="/p" src="/v"></video>', "poster=https://blog.example.org/p"),
            ('<q cite="/q">', '<q cite="https://blog.example.org/q">'),
            (
                '<img srcset="/a.jpg 1x, b,c.jpg 2x" alt="/a.jpg">',
                '<img srcset="https://blog.example.org/a.jpg 1x, https://blog.example.org/2026/11/b,c.jpg 2x" '
                'alt="/a.jpg">',
            ),
            ('<img alt="a &gt; b" src="/a">', '<img alt="a &gt; b" src="https://blog.example.org/a">'),
            ('<a title=" href=" href="/a">', '<a title=" href=" href="https://blog.example.org/a">'),
        ],
    )
    def test_every_address_in_a_tag_becomes_absolute(self, html, expected):
        assert expected.replace('"', "") in absolute_html(html, BASE).replace('"', "")

    def test_code_that_shows_markup_stays_as_it_was_written(self):
        html = '<pre><code>&lt;a href="/a"&gt; href="/b" src="c"</code></pre>'
        assert absolute_html(html, BASE) == html

    @given(PIECES)
    def test_only_addresses_change_and_none_changes_twice(self, pieces):
        html = clean_article_html(pieces)
        once = absolute_html(html, BASE)
        assert absolute_html(once, BASE) == once
        before, after = LexborHTMLParser(html), LexborHTMLParser(once)
        assert after.text() == before.text()
        for node in after.css("[href], [src]"):
            assert (node.attributes.get("href") or node.attributes.get("src")).startswith("http")
        assert [node.attributes.get("title") for node in after.css("a")] == [
            node.attributes.get("title") for node in before.css("a")
        ]
