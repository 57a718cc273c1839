"""Pieces of HTML that are finished, put aside while the text around them is worked on.

A piece is stood for by a marker of control characters, which no export holds (`reader` filters them out).
"""

import re

BLOCK = "\x02"
INLINE = "\x03"
MARKER = re.compile(f"[{BLOCK}{INLINE}](\\d+)\x04")

# Elements whose newlines and brackets are their own.
_OWN_NEWLINES = re.compile(r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


class Shelf:
    def __init__(self) -> None:
        self._pieces: list[str] = []

    def block(self, html: str) -> str:
        """A marker for a piece that stands between paragraphs."""
        return self._put(BLOCK, html)

    def inline(self, html: str) -> str:
        """A marker for a piece that stands in a line of text."""
        return self._put(INLINE, html)

    def preformatted(self, text: str) -> str:
        """`text` with its elements whose white space counts put aside."""
        return _OWN_NEWLINES.sub(lambda kept: self.block(kept[0]), text)

    def restore(self, text: str) -> str:
        """`text` with the pieces back in it, and the pieces in those."""
        while MARKER.search(text):
            text = MARKER.sub(lambda marker: self._pieces[int(marker[1])], text)
        return text

    def _put(self, kind: str, html: str) -> str:
        self._pieces.append(html)
        return f"{kind}{len(self._pieces) - 1}\x04"
