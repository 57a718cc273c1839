import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from blog.comment_markdown import comment_html, links_in

ALLOWED = {
    **{tag: set[str]() for tag in ("p", "br", "em", "strong", "code", "blockquote", "ul", "li")},
    "a": set[str](),
    "ol": {"start"},
    "pre": {"tabindex"},
}
ADDRESS = re.compile(r' href="(?:https?://|mailto:)\w[^\s\x00-\x1f\x7f"<>\\`\[\]]*"', re.IGNORECASE)
ANY_CHARACTER = st.characters(exclude_categories=["Cs"])
MARKS = [
    *("*", "**", "***", "_", "__", "`", "``", "```", "~~~", "[", "]", "![", "](", ")", "(", "<", ">", "&", '"', "'"),
    *("\\", "https://e.org", "](https://e.org/a)", "<https://e.org>", "mailto:a@e.org", "javascript:", "&#106;"),
    *("&amp;", "\n", "\n\n", "    ", "\t", "> ", "- ", "1. ", "<b onclick=alert(1)>", "</p>", "<!--"),
    *("\x00", "\xa0", "\u202e"),
]  # fmt: skip
ANY_TEXT = st.lists(st.sampled_from(MARKS) | st.text(ANY_CHARACTER, max_size=4)).map("".join)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("One\r\ntwo\rthree", "<p>One<br>two<br>three</p>"),
        ("*a* _b_ **c** __d__ ***e***", None),
        ("*a **b** c*", "<p><em>a <strong>b</strong> c</em></p>"),
        ("`a *b*` ``c ` d`` ` e", "<p><code>a *b*</code> <code>c ` d</code> ` e</p>"),
        ("> a\n> > b\n\nc", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><p>c</p>"),
        ("- a\n- b\n  - c\n\nd", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>d</p>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n\n  b", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("```python\nif a < b:\n    c\n```\nd", '<pre tabindex="0"><code>if a &lt; b:\n    c</code></pre><p>d</p>'),
        ("    a\n\n     b\n\nc", '<pre tabindex="0"><code>a\n\n b</code></pre><p>c</p>'),
        (r"\*a\* \<b\> \[c](d)", "<p>*a* &lt;b&gt; [c](d)</p>"),
    ],
)
def test_the_subset_becomes_elements(text, html):
    assert comment_html(text) == (html or "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> "
                                  "<em><strong>e</strong></em></p>")  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_words, __slots and _a",
        "2*3*4, 2 * 3 * 4, 2**3**4",
        "Liebe Leser*innen und Freund*innen!",
        "  Indented prose,\n   as on a typewriter.",
        "5 > 3, 3 < 5, a & b, \"c\" 'd' &amp; &#106;",
        "It was in\n1984. Then came\n2001.",
        "-- \nme",
        "# No heading\n===\n---\n* * *\n<b>no markup</b>",
        "+1\n#1\n*) see below",
        "[sic] and [x] and f(x)[0](1)",
        "C:\\Users\\x",
        "javascript://example.org/%0aalert(1) and ftp://example.org and www.example.org",
        "",
    ],
)
def test_what_was_typed_before_there_was_markdown_looks_as_it_did(text):
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    lines = "<br>".join(line.strip() for line in plain.split("\n"))
    assert comment_html(text) == (f"<p>{lines}</p>" if lines else "")


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        ("See https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&c=2", None),
        ("(as https://example.org/a_(b)_c says)", "https://example.org/a_(b)_c", None),
        ("(https://example.org/a)", "https://example.org/a", None),
        ("*https://example.org/a_b_c*", "https://example.org/a_b_c", None),
        ("https://example.org/?a&", "https://example.org/?a", None),
        ("HTTPS://EXAMPLE.ORG/!", "HTTPS://EXAMPLE.ORG/", None),
        ("看https://例え.jp/路", "https://例え.jp/路", None),
        ("<https://example.org/a,b.>", "https://example.org/a,b.", None),
        ("<mailto:a@example.org>", "mailto:a@example.org", None),
        ("[the *words*](https://example.org/a_(b))", "https://example.org/a_(b)", "the words"),
        ("[a](mailto:b@example.org)", "mailto:b@example.org", "a"),
        ("[](https://example.org)", "https://example.org", None),
        ("![a picture](https://example.org/a.png)", "https://example.org/a.png", "a picture"),
        ("[https://a.example.org](https://b.example.org)", "https://b.example.org", "https://a.example.org"),
        ("[a [b](https://example.org) c](/d)", "https://example.org", "b"),
        ('https://example.org/"onmouseover="alert(1)', "https://example.org/", None),
        ("https://example.org/\u202egnp.exe", "https://example.org/", None),
    ],
)
def test_an_address_becomes_a_link_that_is_no_vote(text, address, words):
    (link,) = LexborHTMLParser(comment_html(text)).css("a")
    assert link.attributes == {"href": address, "rel": "ugc nofollow"}
    assert link.text() == (words or address)
    assert links_in(text) == (address,)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)"),
        *("data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "//example.org", "/a", "#a", "tel:1"),
        *(
            "https:",
            "\x01javascript:alert(1)",
            "https://",
            "https://[a](b)",
            'https://example.org/" onclick="alert(1)',
            " ",
            "",
        ),
    ],
)
def test_nothing_else_is_an_address(address):
    for text in (f"[x]({address})", f"![x]({address})", f"<{address}>"):
        assert set(links_in(text)) <= {"https://example.org/", "https://example.org"}


@given(ANY_TEXT)
def test_no_text_makes_more_than_the_allowed_elements(text):
    # Addresses apart: nh3 takes away those of hosts that cannot be.
    html = ADDRESS.sub("", comment_html(text))
    assert nh3.clean(html, tags=set(ALLOWED), attributes=ALLOWED, link_rel="ugc nofollow") == respelled(html)


@given(ANY_TEXT)
def test_every_element_ends_where_a_browser_ends_it(text):
    html = comment_html(text)
    assert LexborHTMLParser(f"<body>{html}").body.inner_html == respelled(html)


def respelled(html: str) -> str:
    """As serialisers write what we write for attributes too."""
    return html.replace("&quot;", '"').replace("\xa0", "&nbsp;")


@given(ANY_TEXT)
def test_nothing_is_shown_that_was_not_typed(text):
    typed = iter(text.replace("\t", " " * 4))
    shown = LexborHTMLParser(comment_html(text)).text()
    # Links without words show their address, which was typed behind where they are: its letters come in order too.
    assert all(character in typed for character in shown if not character.isspace())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="(`~0123456789")))
def test_no_word_that_was_typed_is_lost(text):
    shown = LexborHTMLParser(comment_html(text)).text()
    assert [each for each in shown if each.isalpha()] == [each for each in text if each.isalpha()]


@given(ANY_TEXT)
def test_the_links_are_those_of_the_html(text):
    tree = LexborHTMLParser(comment_html(text))
    assert links_in(text) == tuple(node.attributes["href"] for node in tree.css("a"))
