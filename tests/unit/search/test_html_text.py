"""The words of cleaned HTML."""

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.html import clean_article_html
from search.html_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("lamp<b>post</b>", "lamppost"),
        ("one<br>two", "one two"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ('<a href="/x" title="a > b">link</a>', "link"),
        ('<img src="/x.png" alt="not > shown">', ""),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
        ('<pre><code><span class="k">def</span> f</code></pre>', "def f"),
    ],
)
def test_tags_are_not_words_and_blocks_end_them(html, text):
    assert " ".join(plain_text(html).split()) == text


@given(st.text(), st.text(alphabet="<>&\"'=/ab "))
def test_whatever_an_author_writes_is_read_back_whole(title, words):
    """Cleaned by the very cleaner that stored bodies have passed."""
    html = clean_article_html(f'<p title="{nh3.clean_text(title)}">{nh3.clean_text(words)}</p>')
    assert "".join(plain_text(html).split()) == "".join(words.split())
