"""Addresses in running text made clickable, as WordPress does when it shows a comment."""

import re

from exchange.tags import start_tag

_PIECE = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)[^>]*>|(?P<text>[^<]+)")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_LITERAL = frozenset({"a", "code", "pre"})


def with_links(html: str) -> str:
    """Cleaned HTML with its bare http(s) addresses as links, but in links and code."""
    within = 0

    def replace(piece: re.Match[str]) -> str:
        nonlocal within
        if piece["name"] in _LITERAL:
            within += -1 if piece["end"] else 1
        if piece["text"] and not within:
            return _ADDRESS.sub(_link, piece["text"])
        return piece[0]

    return _PIECE.sub(replace, html)


def _link(address: re.Match[str]) -> str:
    # The text is HTML already, so what start_tag escapes is given to it unescaped.
    shown = address[0]
    return f"{start_tag('a', {'href': shown.replace('&amp;', '&')})}{shown}</a>"
