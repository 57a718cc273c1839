import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.allowed import is_player
from exchange.html import clean_article_html, clean_comment_html, text_of
from exchange.translate import player_address
from tests.unit.exchange.samples import Tags

PIECES = [
    "<script>x</script>", "<p>", "</p>", "<div class='gallery evil' style='float:left'>", "</div>", "<pre>\n\n",
    "</pre>", "<a href='javascript:x()' onclick=x>", "<a name=here>", "</a>", "<img src=x onerror=x>",
    "<img src='data:x'>", "<h1>", "<iframe src='https://www.youtube.com/embed/abc'>", "<iframe src=//example.org><b>",
    "</iframe>", "<table>", "<tr>", "<td align=right>", "</table>", "<svg><style>", "<math><mtext><mglyph>",
    "<noscript>", "<select><option>", "<button>", "<form action=x>", "<template>", "<!--", "-->", "<![CDATA[", "]]>",
    "text", " ", "\n", "<b>", "<i>", "</i>", "<li>", "<ul>", "<p id=comments>", "<details open ontoggle=x>", "<br>",
    "<q cite='javascript:x'>", "&lt;script&gt;", "&nbsp;", "<video autoplay src='vbscript:x'>", "<object data=x>",
    "<base href=x>", "<plaintext>", "\x00", "\x0b", "<p></p>", "<img src=a srcset='javascript:x 1x, b 2x'>", "<cite>",
    "</cite>", "<textarea>", "<xmp>", "<font>", "<center>",
]  # fmt: skip
HTML = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=14).map("".join)
ADDRESSES = frozenset({"href", "src", "srcset", "cite", "poster", "data", "action"})


def assert_harmless(html):
    for tag, attributes in Tags(html).found:
        assert tag not in {"script", "style", "form", "object", "embed", "base", "svg", "math", "template", "h1"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ADDRESSES:
                assert not (value or "").strip().lower().startswith(("javascript:", "data:", "vbscript:"))
            if name == "id":
                assert value != "comments"


@settings(max_examples=400)
@given(HTML)
def test_nothing_that_runs_survives_in_an_article(html):
    assert_harmless(clean_article_html(html))


@settings(max_examples=400)
@given(HTML)
def test_nothing_that_runs_survives_in_a_comment(html):
    cleaned = clean_comment_html(html)
    assert_harmless(cleaned)
    assert all(attributes["rel"] == "ugc nofollow" for tag, attributes in Tags(cleaned).found if tag == "a")


@settings(max_examples=400)
@given(HTML)
def test_cleaning_twice_is_cleaning_once(html):
    article, comment = clean_article_html(html), clean_comment_html(html)
    assert clean_article_html(article) == article
    assert clean_comment_html(comment) == comment


@given(st.text())
def test_text_comes_back_from_its_own_escaping(text):
    kept = "".join(each for each in text if each.isprintable())
    escaped = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert text_of(f"<p>{escaped}</p>") == " ".join(kept.split())


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="a-part">A part</h2>\n<p>Words, <em>more</em> <strong>words</strong>.</p>',
        '<table><caption>C</caption><colgroup><col span="2"></colgroup><thead><tr><th scope="col" colspan="2">H</th>'
        "</tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        '<figure class="alignwide"><picture><source srcset="/b.avif 1x, /b@2.avif 2x" type="image/avif">'
        '<img src="/b.jpg" alt="Boats" width="4" height="3" loading="lazy"></picture>'
        "<figcaption>Boats</figcaption></figure>",
        '<video controls="" poster="/p.jpg"><source src="/v.mp4" type="video/mp4"><track src="/v.vtt" kind="captions" '
        'srclang="en" label="English"></video>',
        '<details><summary>More</summary><p>Less</p></details><dl><dt>T</dt><dd>D</dd></dl>',
        '<p><abbr title="A">A</abbr> <kbd>K</kbd><samp>S</samp><var>V</var><mark>M</mark><small>S</small><sub>1</sub>'
        '<sup>2</sup> <del>d</del><ins>i</ins><q cite="https://example.org/">q</q><cite>c</cite></p>',
        "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>",
        '<pre tabindex="0"><code class="language-python">a &lt; b\n</code></pre>',
        '<p><a href="/here">1</a> <a href="mailto:editor@example.org">2</a> <a href="tel:+100">3</a> '
        '<a href="http://example.org/">4</a></p>',
        '<ol start="3" reversed="" type="a"><li value="7">x</li></ol>',
    ],
)  # fmt: skip
def test_what_authors_use_stays_as_it_is(html):
    assert clean_article_html(html) == html


@pytest.mark.parametrize(
    ("given_html", "cleaned"),
    [
        ("<h1>Title</h1>", "<h2>Title</h2>"),
        ('<p style="color:red;text-align:center">a</p>', '<p class="has-text-align-center">a</p>'),
        ('<img src="/a.png" align="right">', '<img src="/a.png" class="alignright">'),
        ('<p class="gallery mine language-">a</p>', '<p class="gallery">a</p>'),
        (
            '<figure class="wp-block-gallery columns-4">a</figure>',
            '<figure class="gallery gallery-columns-4">a</figure>',
        ),
        ("<a>a</a>", "a"),
        ("<iframe src='https://[x'></iframe>a", "a"),
        ("<iframe src='https://\u2100.example.org/'></iframe>a", "a"),
        ('<a name="note">a</a>', '<a id="note">a</a>'),
        ('<p id="respond">a</p><p id="comment-7">b</p>', "<p>a</p><p>b</p>"),
        ("<p>a<p></p><p>&nbsp;<br></p><div>\n</div>", "<p>a</p>"),
        ("<p>a<br><br></p>", "<p>a</p>"),
        ("<acronym>a</acronym><tt>b</tt><strike>c</strike><big>d</big>", "<abbr>a</abbr><code>b</code><s>c</s>d"),
        ("<pre>\n\nx</pre>", '<pre tabindex="0">\n\nx</pre>'),
        ("<noscript><img src=/a.png></noscript>", '<img src="/a.png">'),
        ('<img src="/a" srcset="javascript:x 1x, /b 2x">', '<img src="/a" srcset="/b 2x">'),
        ("<img src='javascript:x'>", ""),
        ("<video autoplay src=/v.mp4></video>", '<video src="/v.mp4" controls=""></video>'),
    ],
)
def test_what_is_old_or_odd_is_said_otherwise(given_html, cleaned):
    assert clean_article_html(given_html) == cleaned


def test_an_authors_link_is_followed_and_cannot_reach_back_from_a_new_window():
    assert clean_article_html('<a href="/a">a</a>') == '<a href="/a">a</a>'
    assert (
        clean_article_html('<a href="/a" target="_blank">a</a>') == '<a href="/a" target="_blank" rel="noopener">a</a>'
    )
    assert clean_article_html('<a href="/a" rel="sponsored evil">a</a>') == '<a href="/a" rel="sponsored">a</a>'


def test_a_known_player_is_framed_by_https_without_cookies():
    html = clean_article_html('<iframe src="//www.youtube.com/embed/abc" onload="x()">')
    [(tag, attributes)] = Tags(html).found
    assert tag == "iframe"
    assert attributes["src"] == "https://www.youtube-nocookie.com/embed/abc"
    assert attributes["loading"] == "lazy"
    assert attributes["referrerpolicy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("host", ["example.org", "www.youtube.com.example.org", "player.vimeo.com@example.org"])
def test_an_unknown_frame_becomes_a_link(host):
    assert clean_article_html(f'<iframe src="https://{host}/x?a=1&amp;b=2"><p>no</iframe>') == (
        f'<a href="https://{host}/x?a=1&amp;b=2">https://{host}/x?a=1&amp;b=2</a>'
    )


@pytest.mark.parametrize("address", ["https://[x", "", "//", "player.vimeo.com/1", "http://player.vimeo.com/1"])
def test_what_python_cannot_read_as_an_https_address_is_no_player(address):
    assert not is_player(address)
    assert is_player(player_address(address)) == address.startswith("http://")


def test_a_frame_without_an_address_goes():
    assert clean_article_html("<p>a<iframe srcdoc='<script>x</script>'></iframe></p>") == "<p>a</p>"


def test_a_comment_keeps_its_words_apart_when_its_layout_goes():
    html = "<h1>One</h1>Two<table><tr><td>a</td><td>b</td></tr></table><img src='https://example.org/a.png'>"
    assert clean_comment_html(html) == (
        "<p><strong>One</strong></p>Two<p>a b </p>"
        '<a href="https://example.org/a.png" rel="ugc nofollow">https://example.org/a.png</a>'
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two &amp; <b>th</b>ree</p>", "One two & three"),
        ("a < b &lt;c&gt;", "a < b <c>"),
        ("<script>x</script><style>y</style>", ""),
        ("line<br>line\n\n  line&nbsp;", "line line line"),
    ],
)
def test_the_text_of_html_is_what_a_reader_reads(html, text):
    assert text_of(html) == text


def test_markup_that_no_reading_leaves_as_it_is_keeps_its_words(monkeypatch):
    monkeypatch.setattr("exchange.html._MOST_ROUNDS", 0)
    assert text_of(clean_article_html("<p>a <b>&lt;b&gt;</b></p>")) == "a <b>"
