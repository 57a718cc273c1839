import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.html import clean_article_html
from exchange.summaries import opening
from exchange.wordpress.autop import with_paragraphs
from exchange.wordpress.bodies import read_body
from tests.unit.exchange.samples import FILES, Tags, body


def sources(html: str, tag: str = "img") -> list[str | None]:
    return [attributes.get("src") for name, attributes in Tags(html).found if name == tag]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo\nthree", "<p>One</p>\n<p>Two<br>\nthree</p>\n"),
        ("\n\nOne  \n \n\n\nTwo\n", "<p>One</p>\n<p>Two</p>\n"),
        ("<p>One\ntwo</p>", "<p>One<br>\ntwo</p>\n"),
        ("<h2>H\n</h2>\nText", "<h2>H</h2>\n<p>Text</p>\n"),
        ("<ul>\n\t<li>a</li>\n\n\t<li>b\n\nc</li>\n</ul>", "<ul>\n<li>a</li>\n<li><p>b</p>\n<p>c</p>\n</li>\n</ul>\n"),
        ("<blockquote>Q\n\nR</blockquote>", "<blockquote><p>Q</p>\n<p>R</p>\n</blockquote>\n"),
        ("<div>a</div>b", "<div>a</div>\n<p>b</p>\n"),
        ("a<hr>b", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("a<br>\nb<br />\nc", "<p>a<br>\nb<br />\nc</p>\n"),
        ('<a\nhref="/x">a</a>', '<p><a\nhref="/x">a</a></p>\n'),
        ("<table>\n<tr>\n<td>a\n\nb</td>\n<td>c</td>\n</tr>\n</table>",
         "<table>\n<tr>\n<td><p>a</p>\n<p>b</p>\n</td>\n<td>c</td>\n</tr>\n</table>\n"),
        ("a<!-- b\n\nc -->d", "<p>ad</p>\n"),
        ("<li>a<li>b", "<li>a<li>b"),
    ],
)  # fmt: skip
def test_newlines_become_paragraphs_and_breaks(text, html):
    assert with_paragraphs(text) == html


TEXT_PIECES = [
    "a", "\n", "\n\n", "<p>", "</p>", "<b>", "</b>", "<li>", "<ul>", "</ul>", "<div>", "</div>", "<blockquote>",
    "</blockquote>", "<hr>", "<td>", "<", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(TEXT_PIECES), max_size=12).map("".join))
def test_paragraphs_lose_no_word_and_leave_no_empty_paragraph(text):
    cleaned = clean_article_html(with_paragraphs(text))
    assert cleaned.count("a") == clean_article_html(text).count("a")
    assert "<p></p>" not in cleaned


def test_preformatted_text_keeps_its_lines():
    assert body("a\n\n<pre>b\n\n[gallery]\n<i>c</i></pre>\nd") == (
        '<p>a</p>\n<pre tabindex="0">b\n\n[gallery]\n<i>c</i></pre>\n<p>d</p>'
    )


@pytest.mark.parametrize(
    "content",
    [
        '[caption id="x" align="alignleft" width="9" caption="Words"]<a href="/b"><img src="/a.png" /></a>[/caption]',
        '[caption align="alignleft" width="9"]<a href="/b"><img src="/a.png" /></a> Words[/caption]',
        "[wp_caption align='alignleft']<a href='/b'><img src='/a.png'></a>\nWords[/wp_caption]",
    ],
)
def test_a_caption_stands_below_its_picture(content):
    assert body(content) == (
        '<figure class="wp-caption alignleft"><a href="/b"><img src="/a.png"></a>'
        '<figcaption class="wp-caption-text">Words</figcaption></figure>'
    )


def test_a_gallery_without_names_shows_what_belongs_to_the_post():
    assert sources(body("[gallery]")) == ["https://example.org/2.png", "https://example.org/1.jpg"]
    assert sources(body("[gallery]", item="8")) == ["https://example.org/3.jpg"]
    assert sources(body('[gallery exclude="2"]')) == ["https://example.org/1.jpg"]
    assert sources(body('[gallery id="8"]')) == ["https://example.org/3.jpg"]


def test_a_gallery_shows_what_it_names_in_its_order_with_columns_and_captions():
    assert body('Before\n[gallery columns="2" ids="3,1,99" link="none"]\nAfter') == (
        '<p>Before</p>\n<figure class="gallery gallery-columns-2">\n'
        '<figure class="gallery-item"><img src="https://example.org/3.jpg" alt="" loading="lazy"></figure>\n'
        '<figure class="gallery-item"><img src="https://example.org/1.jpg" alt="A &lt;1&gt;" loading="lazy">'
        "<figcaption>First &amp; best</figcaption></figure>\n</figure>\n<p>After</p>"
    )


def test_a_gallery_of_nothing_is_nothing():
    assert body("[gallery]", item="99") == ""


@pytest.mark.parametrize(
    ("content", "tag"),
    [
        ("[audio https://example.org/a.mp3]", "audio"),
        ('[audio mp3="https://example.org/a.mp3" autoplay="on"][/audio]', "audio"),
        ('[video width="9" src="https://example.org/a.mp3" /]', "video"),
    ],
)
def test_audio_and_video_have_controls(content, tag):
    html = body(content)
    assert html == f'<figure><{tag} controls=""><source src="https://example.org/a.mp3"></{tag}></figure>'


def test_a_player_without_an_address_plays_the_posts_own_file():
    assert sources(body("[audio]"), "source") == ["https://example.org/4.mp3"]


def test_a_playlist_is_a_list():
    assert body('[playlist ids="4,1"]') == (
        '<ol>\n<li>Four &amp; more <audio controls="" src="https://example.org/4.mp3"></audio></li>\n</ol>'
    )


@pytest.mark.parametrize(
    "content", ["[css]{}[/css]", "[code lang=css]{}[/code]", "[sourcecode language='css']{}[/sourcecode]"]
)
def test_code_in_a_shortcode_is_coloured_as_it_names_its_language(content):
    html = body(content.format("p { color: red }"))
    assert '<pre class="highlight" tabindex="0"><code class="language-css">' in html
    assert '<span class="k">color</span>' in html


def test_code_stays_as_it_was_typed():
    assert body('[code language="python"]\nif a &lt; b:\n\n    [gallery] # <b>\n[/code]') == (
        '<pre class="highlight" tabindex="0"><code class="language-python"><span class="k">if</span> a '
        '<span class="o">&lt;</span> b:\n\n    [gallery] <span class="c1"># &lt;b&gt;</span>\n</code></pre>'
    )


@pytest.mark.parametrize(
    ("content", "html", "notes"),
    [
        ("[[gallery]] and [[poll id=1]]", "<p>[gallery] and [poll id=1]</p>", ()),
        ("[gallery ids=99 /]in[/gallery]", "<p>in[/gallery]</p>", ()),
        ("[poll]", "<p>[poll]</p>", ("unknown shortcode [poll] kept as text",)),
        ('[box a="b"]in[/box] [box]', '<p>[box a="b"]in[/box] [box]</p>', ("unknown shortcode [box] kept as text",)),
        ("[tabs x]in[/tabs]", "<p>[tabs x]in[/tabs]</p>", ("unknown shortcode [tabs] kept as text",)),
        ("A [simple boat], [...] and a[0] [1]", "<p>A [simple boat], [...] and a[0] [1]</p>", ()),
        ("<code>[poll]</code>", "<p><code>[poll]</code></p>", ()),
    ],
)
def test_what_is_unknown_is_kept_and_named(content, html, notes):
    found = read_body(content, "7", FILES)
    assert (found.finished.body, found.notes) == (html, notes)


def test_a_long_article_without_a_teaser_is_summed_up_by_its_opening():
    summary = opening("<h2>H</h2>" + "<p>Some words.</p>" * 40)
    assert summary == " ".join(["Some words."] * 23) + "…"


def test_more_parts_the_teaser_from_the_rest_and_pages_are_joined():
    found = read_body("One.\n\n<!--more Go on-->\n\nTwo.<!--nextpage-->Three.", "7", FILES)
    assert found.finished.body == "<p>One.</p>\n<p>Two.Three.</p>"
    assert found.teaser == "<p>One.</p>"


BODY_PIECES = [
    "[gallery", "]", "[/caption]", "[caption]", "[[", "]]", "<!-- wp:cover ", '{"url":1}', " -->", "/-->", "words",
    "<!-- /wp:cover -->", "<!--more-->", "<p>", "\n\n", "https://youtu.be/abc", '"', "[code]", "[/code]", "<pre>",
    "</pre>", "x=", "[embed]", "[/embed]",
]  # fmt: skip


@given(st.lists(st.sampled_from(BODY_PIECES), max_size=14).map("".join))
def test_no_body_breaks_the_reading_and_all_are_clean(content):
    html = body(content)
    assert clean_article_html(html) == html
    assert "\x02" not in html
    assert "<!--" not in html
