"""A summary where its author wrote none: the opening words, as plain text."""

import re

from exchange.allowed import is_web_address
from exchange.html import text_of

LENGTH = 280
_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_FOOTNOTE = re.compile(r'<sup class="footnote-ref">.*?</sup>', re.DOTALL)


def shortened(text: str, length: int = LENGTH) -> str:
    """At most `length` characters with the ellipsis, cut between two words where there are two."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    if not text[length - 1].isspace():
        cut = cut.rpartition(" ")[0] or cut
    return cut.rstrip(" ,;:-–—") + "…"


def first_paragraph(html: str) -> str:
    """The first paragraph of cleaned HTML that has words, shortened; the whole text's opening when none has."""
    texts = (_words(paragraph) for paragraph in _PARAGRAPH.findall(html))
    return shortened(next((text for text in texts if text), "") or _words(html))


def opening(html: str) -> str:
    """As many paragraphs of cleaned HTML as fill a summary; headings, lists and captions only when there are none."""
    words = ""
    for paragraph in _PARAGRAPH.finditer(html):
        said = _words(paragraph[1])
        # An address alone was a player.
        words = words if is_web_address(said) else f"{words} {said}".strip()
        if len(words) >= LENGTH:
            break
    return shortened(words or _words(html))


def without_footnotes(html: str) -> str:
    """HTML without the marks that lead to its footnotes."""
    return _FOOTNOTE.sub("", html)


def _words(html: str) -> str:
    return text_of(without_footnotes(html))
