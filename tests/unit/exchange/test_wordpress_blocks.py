import pytest

from exchange.html import text_of
from exchange.wordpress.bodies import read_body
from tests.unit.exchange.samples import FILES, body


def test_blocks_keep_their_html_and_lose_their_comments():
    content = (
        '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">H</h3>\n<!-- /wp:heading -->\n\n'
        "<!-- wp:list --><ul><!-- wp:list-item -->\n<li>a\n\nb</li>\n<!-- /wp:list-item --></ul><!-- /wp:list -->"
        "<!-- wp:html --><b>c</b><!-- /wp:html --><!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage -->"
    )
    assert body(content) == '<h3 id="h">H</h3>\n<ul>\n<li>a\nb</li>\n</ul><b>c</b>'


def test_blocks_that_wordpress_fills_in_are_left_out_and_named_once():
    found = read_body(
        "<!-- wp:query --><div><!-- wp:post-template --><!-- wp:post-title /--><p>x</p><!-- /wp:post-template -->"
        '<!-- wp:query-pagination /--></div><!-- /wp:query --><!-- wp:search /--><!-- wp:search {"a":1} /-->'
        '<!-- wp:acme/map {"at":"here"} /--><p>y</p>',
        "7",
        FILES,
    )
    assert found.finished.body == "<p>y</p>"
    assert [note.split("'")[1] for note in found.notes] == ["query", "search", "acme/map"]


@pytest.mark.parametrize(
    ("content", "html"),
    [
        (
            '<!-- wp:embed {"url":"https://youtu.be/abc","align":"wide"} --><figure class="wp-block-embed"><div>\n'
            "https://youtu.be/abc\n</div><figcaption>Words<br></figcaption></figure><!-- /wp:embed -->",
            '<figure class="embed alignwide"><iframe',
        ),
        (
            '<!-- wp:core-embed/twitter {"url":"https://example.org/x"} --><figure>x</figure>'
            "<!-- /wp:core-embed/twitter -->",
            '<p><a href="https://example.org/x">https://example.org/x</a></p>',
        ),
        (
            '<!-- wp:cover {"url":"https://example.org/1.jpg"} --><div class="wp-block-cover" '
            'style="background-image:url(x)">'
            "<p>T</p></div><!-- /wp:cover -->",
            '<div class="wp-block-cover"><img src="https://example.org/1.jpg" alt=""><p>T</p></div>',
        ),
        (
            '<!-- wp:gallery {"ids":[1]} --><figure class="wp-block-gallery columns-2 is-cropped">'
            '<ul class="blocks-gallery-grid"><li class="blocks-gallery-item"><figure><img src="/1.jpg"/></figure></li>'
            "</ul></figure><!-- /wp:gallery -->",
            '<figure class="gallery gallery-columns-2"><figure><img src="/1.jpg"></figure></figure>',
        ),
        (
            '<!-- wp:gallery --><ul class="wp-block-gallery columns-1"><li><figure><img src="/1.jpg"/></figure></li>'
            "</ul><!-- /wp:gallery -->",
            '<figure class="gallery gallery-columns-1"><figure><img src="/1.jpg"></figure></figure>',
        ),
        (
            '<!-- wp:button --><div class="wp-block-button"><a class="wp-block-button__link" href="/a">Go</a></div>'
            "<!-- /wp:button -->",
            '<div class="wp-block-button"><a class="wp-block-button__link" href="/a">Go</a></div>',
        ),
        (
            '<!-- wp:file --><div class="wp-block-file"><object data="/a.pdf"></object><a href="/a.pdf">A</a>'
            "</div><!-- /wp:file -->",
            '<div class="wp-block-file"><a href="/a.pdf">A</a></div>',
        ),
        ("<!-- wp:shortcode -->\n[audio]\n<!-- /wp:shortcode -->", '<figure><audio controls="">'),
        (
            "<!-- wp:code --><pre><code>[gallery]\n</code></pre><!-- /wp:code -->",
            '<pre tabindex="0"><code>[gallery]\n</code></pre>',
        ),
        ('<ul><!-- wp:social-link {"url":"https://example.org","service":"site"} /--></ul>',
         '<ul><li><a href="https://example.org">site</a></li></ul>'),
        ('<!-- wp:embed {"url":"https://example.org/x"} /-->', '<p><a href="https://example.org/x">'),
        ("<!-- wp:embed --><p>a</p><!-- /wp:embed -->", "<p>a</p>"),
        (
            '<!-- wp:cover {"url":"/1.jpg"} --><div><img src="/1.jpg"></div><!-- /wp:cover -->',
            '<div><img src="/1.jpg"></div>',
        ),
        ("<!-- wp:paragraph --><p>never closed", "<p>never closed</p>"),
        ("<!-- /wp:paragraph --><!-- wp:x {broken} --><p>a</p><!-- /wp:x -->", "<p>a</p>"),
    ],
)  # fmt: skip
def test_blocks_that_need_more_than_their_html_get_it(content, html):
    assert body(content).startswith(html)


def test_footnotes_of_the_block_editor_stand_at_the_end():
    found = read_body(
        '<p>Word<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup></p><!-- wp:footnotes /-->',
        "7",
        FILES,
        '[{"id":"f1","content":"A <b>note</b>"}]',
    )
    assert found.finished.body == (
        '<p>Word<sup class="footnote-ref"><a href="#f1" id="f1-link">1</a></sup></p>'
        '<ol class="footnotes-list">\n<li id="f1" class="footnote-item">A <b>note</b> '
        '<a href="#f1-link" class="footnote-backref">↩︎</a></li>\n</ol>'
    )


@pytest.mark.parametrize("kept", ["", "[", "{}", "[1]", '"text"', "[" * 100_000])
def test_footnotes_that_cannot_be_read_are_none(kept):
    assert read_body("<!-- wp:footnotes /--><p>a</p>", "7", FILES, kept).finished.body == "<p>a</p>"


@pytest.mark.parametrize(
    ("block", "pre"),
    [
        ("code", '<pre class="wp-block-code"><code lang="css" class="language-css">{}</code></pre>'),
        ('code {{"language":"css"}}', '<pre class="wp-block-code"><code>{}</code></pre>'),
        ('syntaxhighlighter/code {{"language":"css"}}', '<pre class="wp-block-syntaxhighlighter-code">{}</pre>'),
        ('loos-hcb/code-block {{"langType":"css"}}', '<div class="hcb_wrap"><pre class="prism">{}</pre></div>'),
        ('enlighter/codeblock {{"language":"CSS"}}', '<pre class="EnlighterJSRAW" data-enlighter-theme="">{}</pre>'),
        (
            'kevinbatdorf/code-block-pro {{"language":"css"}}',
            '<div class="wp-block-kevinbatdorf-code-block-pro"><pre class="shiki"><code><span class="line">'
            '<span style="color: #fff">{}</span></span></code></pre></div>',
        ),
    ],
)
def test_code_in_a_block_is_coloured_as_the_block_names_its_language(block, pre):
    content = f"<!-- wp:{block} -->{pre}<!-- /wp:{block.split()[0]} -->"
    html = body(content.format("p { color: red } [gallery]"))
    assert '<pre class="highlight" tabindex="0"><code class="language-css"' in html
    assert '<span class="k">color</span>' in html
    assert text_of(html) == "p { color: red } [gallery]"
