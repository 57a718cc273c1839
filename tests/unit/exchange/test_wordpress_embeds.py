import pytest

from exchange.html import clean_article_html
from exchange.wordpress.embeds import player
from tests.unit.exchange.samples import Tags, body


def players(html: str) -> list[str | None]:
    return [attributes.get("src") for name, attributes in Tags(html).found if name == "iframe"]


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("https://www.youtube.com/watch?v=abc_DEF-123&t=1m5s", "https://www.youtube-nocookie.com/embed/abc_DEF-123?start=65"),
        ("http://youtu.be/abc?start=9", "https://www.youtube-nocookie.com/embed/abc?start=9"),
        ("https://m.youtube.com/shorts/abc", "https://www.youtube-nocookie.com/embed/abc"),
        ("https://vimeo.com/12345", "https://player.vimeo.com/video/12345?dnt=1"),
        ("https://vimeo.com/channels/x/12345/abc", "https://player.vimeo.com/video/12345?dnt=1&h=abc"),
        ("https://soundcloud.com/a/b", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb"),
        ("https://open.spotify.com/track/abc?si=1", "https://open.spotify.com/embed/track/abc"),
        ("https://codepen.io/a/pen/b", "https://codepen.io/a/embed/b"),
        ("https://videopress.com/v/abc", "https://videopress.com/embed/abc"),
        ("https://www.dailymotion.com/video/x8abcd", "https://geo.dailymotion.com/player.html?video=x8abcd"),
        ("https://www.ted.com/talks/a_talk", "https://embed.ted.com/talks/a_talk"),
    ],
)  # fmt: skip
def test_a_known_address_on_its_own_line_is_played(address, source):
    html = body(f"Look:\n\n{address}\n\nThere.")
    assert players(html) == [source]
    assert html.startswith('<p>Look:</p>\n<figure class="embed"><iframe')
    assert clean_article_html(html) == html
    assert players(body(f"[embed]{address}[/embed]")) == [source]


@pytest.mark.parametrize(
    "address",
    ["https://www.youtube.com/", "https://vimeo.com/about", "https://soundcloud.com/a", "https://example.org/12345",
     "https://youtu.be/", "https://open.spotify.com/", "javascript:x", "https://[x", "https://youtube.com/watch?v=\"><b>"],
)  # fmt: skip
def test_an_address_that_does_not_say_where_its_player_lies_has_none(address):
    assert player(address) == ""


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("[embed]words[/embed]", "<p>words</p>"),
        ("[vimeo 12345]", '<figure class="embed"><iframe src="https://player.vimeo.com/video/12345?dnt=1"'),
        (
            "[youtube=www.youtube.com/watch?v=abc]",
            '<figure class="embed"><iframe src="https://www.youtube-nocookie.com/',
        ),
        (
            "https://example.org/a.mp4",
            '<figure class="embed"><video controls="" src="https://example.org/a.mp4"></video>',
        ),
    ],
)
def test_shortcodes_and_files_are_played_too(content, html):
    assert body(content).startswith(html)


def test_any_other_address_on_its_own_line_is_a_link():
    assert body("https://example.org/?a=1&amp;b=2") == (
        '<p><a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a></p>'
    )


def test_an_address_within_a_line_is_left_alone():
    assert body("See https://youtu.be/abc there") == "<p>See https://youtu.be/abc there</p>"
