import pytest

from blog.settings import Settings
from rendering.assets import Assets, minified
from rendering.environment import find_templates

FOLDER = find_templates() / "assets"


def stylesheet(settings: Settings) -> tuple[str, str]:
    """Its address, and what is there."""
    assets = Assets(FOLDER, settings)
    address = assets.url("lamppost.css")
    asset, lasting = assets.find(address.removeprefix("/assets/"))
    assert lasting
    return address, asset.content.decode()


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("a { color : red; }\n\nb { margin: 0 auto; }\n", "a{color :red}b{margin:0 auto}"),
        ("a > b, c + d e { } /* x { */ f{}", "a>b,c + d e{}f{}"),
        ("a::before { content: \" ; { } /* */ :  \" ; }", "a::before{content:\" ; { } /* */ :  \"}"),
        ("@media (min-width: 40rem) { a :hover { width: calc(1px + 2px) } }",
         "@media (min-width:40rem){a :hover{width:calc(1px + 2px)}}"),
        ("a { border: 0 !important; }", "a{border:0 !important}"),
    ],
)  # fmt: skip
def test_a_stylesheet_loses_what_browsers_do_not_read_and_nothing_else(css, short):
    assert minified(css) == short


def test_minifying_twice_changes_nothing():
    for path in FOLDER.glob("*.css"):
        once = minified(path.read_text())
        assert minified(once) == once
        assert len(once) < len(path.read_text())


def test_the_owners_colours_end_the_stylesheet_and_change_its_address():
    plain_address, plain = stylesheet(Settings())
    address, css = stylesheet(Settings(accent="#112233", accent_dark="#ddeeff"))
    assert css.removeprefix(plain) == (
        "@media screen and (prefers-color-scheme:light){:root{--accent:#112233}}"
        "@media screen and (prefers-color-scheme:dark){:root{--accent:#ddeeff}}"
    )
    assert address != plain_address


def test_one_colour_leaves_the_other_as_it_is():
    _, css = stylesheet(Settings(accent_dark="#ddeeff"))
    assert css.endswith("dark){:root{--accent:#ddeeff}}") and "screen and (prefers-color-scheme:light)" not in css


def test_one_or_two_characters_become_an_icon():
    assets = Assets(FOLDER, Settings(icon="<&"))
    asset, _ = assets.find("icon.svg")
    assert ">&lt;&amp;</text>" in asset.content.decode()
    assert assets.icon == assets.url("icon.svg") != Assets(FOLDER, Settings()).icon


@pytest.mark.parametrize("address", ["/assets/mine.png", "https://example.org/icon.png"])
def test_a_picture_with_an_address_is_the_icon(address):
    assert Assets(FOLDER, Settings(icon=address)).icon == address


def test_the_script_is_at_most_4_kilobytes_and_is_sent_as_it_is_written():
    assets = Assets(FOLDER, Settings())
    asset, lasting = assets.find(assets.url("comments.js").removeprefix("/assets/"))
    assert (lasting, asset.content_type) == (True, "text/javascript; charset=utf-8")
    assert asset.content == (FOLDER / "comments.js").read_bytes()
    assert len(asset.content) <= 4096
