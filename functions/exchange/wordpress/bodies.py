"""A body as WordPress keeps it → the HTML that its readers saw, cleaned."""

import re
from dataclasses import dataclass

from exchange.finish import Finished, finish
from exchange.html import clean_article_html
from exchange.wordpress import embeds
from exchange.wordpress.autop import with_paragraphs
from exchange.wordpress.blocks import has_blocks, without_blocks
from exchange.wordpress.media import Media
from exchange.wordpress.shelf import Shelf
from exchange.wordpress.shortcodes import expand, shelve_code, unknown_names
from exchange.wordpress.survey import Survey

_MORE = re.compile(r"<!--more\b.*?-->", re.DOTALL)
_MORE_HERE = "<!--more-->"
_OTHER_COMMENTS = re.compile(r"<!--(?!\s+/?wp:).*?(?:-->|\Z)", re.DOTALL)
_KEPT_INLINE = re.compile(r"<(video|audio|object|iframe|select|svg|picture)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_LONE_ADDRESS = re.compile(r"^[^\S\n]*(https?://[^\s<>\"]+)[^\S\n]*$", re.MULTILINE)
_ADDRESS_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>\s*(https?://[^\s<>\"]+)\s*</p>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """`finished` is the body, `teaser` its part before `<!--more-->` or ''; `notes` say what could not be kept."""

    finished: Finished
    teaser: str
    notes: tuple[str, ...]


def read_body(content: str, item_id: str, survey: Survey, footnotes: str = "") -> Body:
    """What the body of an item shows; `footnotes` is its meta value of that name."""
    shelf = Shelf()
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    text = _OTHER_COMMENTS.sub("", _MORE.sub(lambda _: shelf.block(_MORE_HERE), shelve_code(text, shelf)))
    blocks = has_blocks(text)
    left_out: list[str] = []
    if blocks:
        text, left_out = without_blocks(text, shelf, footnotes)
    text = expand(shelf.preformatted(text), shelf, Media(item_id, survey.attachments).shows())
    text = _LONE_ADDRESS.sub(lambda line: shelf.block(embeds.figure(_decoded(line[1]))), text)
    text = _ADDRESS_PARAGRAPH.sub(lambda line: shelf.block(embeds.figure(_decoded(line[1]))), text)
    unknown = unknown_names(text)
    if not blocks:
        text = with_paragraphs(_KEPT_INLINE.sub(lambda kept: shelf.inline(kept[0]), text))
    html = shelf.restore(text)
    teaser = clean_article_html(html.partition(_MORE_HERE)[0]) if _MORE_HERE in html else ""
    cleaned = survey.old_site.brought_here(_joined(clean_article_html(html)))
    return Body(finish(cleaned), teaser, _notes(left_out, unknown))


def _decoded(address: str) -> str:
    return address.replace("&amp;", "&").replace("&#038;", "&")


def _joined(html: str) -> str:
    """No more than one blank line in a row, outside of preformatted text."""
    parts = re.split(r"(<pre\b.*?</pre>)", html, flags=re.DOTALL)
    return "".join(part if number % 2 else re.sub(r"\n\s*\n", "\n", part) for number, part in enumerate(parts)).strip()


def _notes(left_out: list[str], unknown: list[str]) -> tuple[str, ...]:
    blocks = [f"block '{name}' is filled in by WordPress itself, and was left out" for name in left_out]
    return (*blocks, *(f"unknown shortcode [{name}] kept as text" for name in unknown))
