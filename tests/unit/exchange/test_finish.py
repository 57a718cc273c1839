"""What every body gets at the end, wherever it came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.article import Heading
from exchange.finish import CONTENTS_FROM_WORDS, MOST_IMAGES, count_words, finish
from exchange.html import clean_article_html, text_of
from tests.unit.exchange.samples import Tags
from tests.unit.exchange.test_clean_html import PIECES

CODE_PIECES = [
    '<pre><code class="language-python">', '<pre class="language-php">', "</code></pre>", "<h2>", "</h2>", "<h3 id=a>",
    "</h3>", "<span class=k>", "</span>", "def f(): 'x'", "$a = \"b\";", "&lt;?php", "&amp;", "\xa0", '<p id="a">',
    '<pre class="brush: css">', "<pre title=\"it's\" lang=sql>", "<h4>", "</h4>", "<img src=/a.png>",
    '<sup class="footnote-ref">', "</sup>", "<pre class=highlight>", "\r", "\t",
]  # fmt: skip
HTML = st.lists(st.sampled_from(PIECES + CODE_PIECES) | st.text(max_size=6), max_size=14).map("".join)


def finished(html: str) -> str:
    return finish(clean_article_html(html)).body


@settings(max_examples=500)
@given(HTML)
def test_what_is_finished_is_clean_and_finished(html):
    once = finish(clean_article_html(html))
    assert clean_article_html(once.body) == once.body
    assert finish(once.body) == once


@settings(max_examples=300)
@given(HTML)
def test_finishing_changes_no_word_and_gives_no_id_twice(html):
    cleaned = clean_article_html(html)
    body = finish(cleaned).body
    assert text_of(body) == text_of(cleaned)
    ids = [attributes["id"] for _, attributes in Tags(body).found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_code_is_coloured_by_the_short_names_of_its_words():
    assert finished('<pre><code class="language-python">if a &lt; "b": # c</code></pre>') == (
        '<pre class="highlight" tabindex="0"><code class="language-python"><span class="k">if</span> a '
        '<span class="o">&lt;</span> <span class="s2">"b"</span>: <span class="c1"># c</span></code></pre>'
    )


@pytest.mark.parametrize(
    "pre",
    [
        '<pre class="language-css">',
        '<pre class="wp-block-code language-css"><code>',
        '<pre class="brush: css; title: ; notranslate" title="">',
        '<pre class="lang:css decode:true">',
        '<pre class="prism line-numbers lang-css" data-lang="CSS"><code>',
        '<pre lang="css" line="1">',
        '<pre class="EnlighterJSRAW language-CSS">',
    ],
)
def test_every_usual_way_to_name_a_language_is_understood(pre):
    end = "</code></pre>" if "<code>" in pre else "</pre>"
    [(_, outside), (_, inside), *words] = Tags(finished(f"{pre}\n\np {{ color: red }}{end}")).found
    assert outside["class"] == "highlight"
    assert inside["class"].lower() == "language-css"
    assert [attributes["class"] for _, attributes in words] == ["nt", "k", "kc"]
    assert "lang" not in outside


@pytest.mark.parametrize(
    "html",
    [
        '<pre tabindex="0"><code>if a: b</code></pre>',
        '<pre tabindex="0"><code class="language-klingon">if a: b</code></pre>',
        '<pre tabindex="0"><code class="language-text">if a: b</code></pre>',
        '<pre tabindex="0"><code class="language-python">if <b>a</b>: b</code></pre>',
        '<pre class="highlight" tabindex="0"><code class="language-python"><span class="x">if</span></code></pre>',
        f'<pre tabindex="0"><code class="language-python">{"if a: b\n" * 7_000}</code></pre>',
        '<pre lang="sv" tabindex="0">if a: b</pre>',
    ],
)
def test_code_that_says_too_little_or_has_marks_of_its_own_stays_as_it_is(html):
    assert finished(html) == html


def test_code_keeps_every_line_and_blank():
    code = "\n\n\ta = 1  \n\n\n"
    assert finished(f'<pre><code class="language-python">{code}</code></pre>').count("\n") == code.count("\n")
    assert '\n\n\ta <span class="o">=' in finished(f'<pre><code class="language-python">{code}</code></pre>')
    assert 'language-js">\n<span' in finished('<pre class="language-js">\n\nlet a</pre>')
    assert 'a <span class="o">=</span> b\nc' in finished('<pre class="language-js">a = b<br>c</pre>')


def test_php_needs_no_opening_tag():
    assert '<span class="nv">$a</span>' in finished('<pre class="language-php">$a = 1;</pre>')
    assert '<span class="nv">$a</span>' in finished('<pre class="language-php">&lt;b>&lt;?php $a = 1; ?></pre>')


def test_headings_get_ids_from_their_words():
    html = (
        '<h2>One &amp; two</h2><h3>One, two!</h3><h4>Respond</h4><h3>!!!</h3><h2 id="mine">Own</h2><h2></h2><h5>x</h5>'
    )
    assert finished(html) == (
        '<h2 id="one-two">One &amp; two</h2><h3 id="one-two-2">One, two!</h3><h4 id="section-respond">Respond</h4>'
        '<h3 id="section">!!!</h3><h2 id="mine">Own</h2><h2></h2><h5>x</h5>'
    )


def test_an_id_stays_with_the_first_that_has_it():
    assert finished('<p id="a">x</p><h2 id="a">Part</h2><p id="a">id="a"</p><h2>A</h2><a name="a-2">y</a>') == (
        '<p id="a">x</p><h2 id="a-3">Part</h2><p id="a-4">id="a"</p><h2 id="a-5">A</h2><a id="a-2">y</a>'
    )


def test_a_very_long_heading_has_an_id_that_can_be_copied():
    [(_, attributes)] = Tags(finished(f"<h2>{'word ' * 80}</h2>")).found
    assert len(attributes["id"]) <= 80


HEADINGS = '<h2>One<sup class="footnote-ref"><a href="#fn1">[1]</a></sup></h2><h3>A <em>b</em></h3><h2>Two</h2>'


def test_a_long_article_has_contents():
    long = finish(clean_article_html(HEADINGS + "<p>" + "word " * CONTENTS_FROM_WORDS + "</p>"))
    assert long.contents == (Heading(2, "one", "One"), Heading(3, "a-b", "A b"), Heading(2, "two", "Two"))
    assert long.word_count == CONTENTS_FROM_WORDS + 4


@pytest.mark.parametrize("html", [HEADINGS, "<h2>One</h2><h2>Two</h2><p>" + "word " * CONTENTS_FROM_WORDS + "</p>"])
def test_a_short_one_or_one_in_two_parts_has_none(html):
    assert finish(clean_article_html(html)).contents == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two, three – four's five-six … 7.", 6),
        ("漢字かな交じり文です。", 5),
        ("我喜欢 Python 语言。", 4),
        ("สวัสดีชาวโลก", 3),
        ("Καλημέρα κόσμε", 2),
        ("한국어 문장", 2),
    ],
)
def test_words_are_counted_in_every_script(text, words):
    assert count_words(text) == words


def test_pictures_that_others_can_find_are_listed_once():
    html = (
        '<img src="/a.png"><img src="https://example.org/b.png?x=1&amp;y=2"><img src="c.png"><img src="../d.png">'
        '<img src="//example.org/e.png"><p>src="/text.png"</p><figure><img src="/a.png" alt="again"></figure>'
    )
    assert finish(clean_article_html(html)).images == ("/a.png", "https://example.org/b.png?x=1&y=2")
    many = "".join(f'<img src="/{number}.png">' for number in range(99))
    assert len(finish(clean_article_html(many)).images) == MOST_IMAGES
