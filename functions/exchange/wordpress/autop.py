"""Paragraphs for classic content, where WordPress keeps only blank lines.

The rules are those that `wpautop` shows to readers (https://developer.wordpress.org/reference/functions/wpautop/): a
blank line parts two paragraphs, a newline is a line break, neither inside an element whose white space counts. They
are applied to tags and text in order, not by rewriting the whole text again and again.
"""

import re

from exchange.allowed import words
from exchange.wordpress.shelf import BLOCK, INLINE

# Loose text in these (and outside of everything) is a paragraph.
_FLOWING = frozenset({"", "blockquote", "form", "fieldset"})
# Loose text in these is one only where a blank line parts it.
_MIXED = words("div section article aside main header footer details center li dd td th figure figcaption nav noscript")
# Text in these is never more than lines.
_LINES = words("p h1 h2 h3 h4 h5 h6 dt caption address summary legend")
# These hold elements, no text.
_FRAMES = words("ul ol dl table thead tbody tfoot tr colgroup menu hgroup")
_VOID_BLOCKS = frozenset({"hr", "col"})
_BLOCKS = (_FLOWING | _MIXED | _LINES | _FRAMES | _VOID_BLOCKS) - {""}
# An open one of these ends where the next begins.
_SIBLINGS = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
}
_TOKEN = re.compile(
    rf"(?P<tag></?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)|(?P<piece>{BLOCK}\d+\x04)|<!--.*?(?:-->|\Z)",
    re.DOTALL,
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_ANY_TAG = re.compile(r"<[^>]*>")
_SHOWN = re.compile(rf"<(?:img|input|object|embed|iframe)\b|{INLINE}", re.IGNORECASE)


def with_paragraphs(text: str) -> str:
    """`text` with the paragraphs and line breaks that its newlines mean; markers of a `Shelf` stay as they are."""
    writer = _Writer()
    end = 0
    for token in _TOKEN.finditer(text):
        name = (token["name"] or "").lower()
        if name and name not in _BLOCKS:
            continue
        writer.text(text[end : token.start()])
        end = token.end()
        if token["piece"]:
            writer.piece(token["piece"])
        elif name:
            writer.tag(token["tag"], name)
    writer.text(text[end:])
    writer.flush()
    return "".join(writer.out)


class _Writer:
    """Writes block tags as they come, and the text between them as its surroundings ask."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._open = [""]
        self._text = ""

    def text(self, text: str) -> None:
        self._text += text

    def piece(self, marker: str) -> None:
        self.flush()
        self.out.append(f"{marker}\n")

    def tag(self, tag: str, name: str) -> None:
        self.flush()
        if tag.startswith("</"):
            self._close(name)
        elif name not in _VOID_BLOCKS:
            self._enter(name)
        self.out.append(f"{tag}\n" if tag.startswith("</") or name in _FRAMES or name in _VOID_BLOCKS else tag)

    def flush(self) -> None:
        text, self._text = self._text, ""
        if not text.strip():
            return
        paragraphs = [each.strip() for each in _BLANK_LINE.split(text.strip()) if each.strip()]
        around = self._open[-1]
        if around in _FLOWING or (around in _MIXED and len(paragraphs) > 1):
            self.out.extend(map(_paragraph, paragraphs))
        else:
            self.out.append("\n".join(map(_with_breaks, paragraphs)) if around in _FRAMES else _lines(paragraphs))

    def _enter(self, name: str) -> None:
        if self._open[-1] == "p" or self._open[-1] in _SIBLINGS.get(name, ()):
            self._open.pop()
        self._open.append(name)

    def _close(self, name: str) -> None:
        if name in self._open:
            while self._open.pop() != name:
                pass


def _paragraph(text: str) -> str:
    # A tag alone (the <a> around a heading) makes no paragraph.
    shown = _SHOWN.search(text) or _ANY_TAG.sub("", text).strip()
    return f"<p>{_with_breaks(text)}</p>\n" if shown else text


def _lines(paragraphs: list[str]) -> str:
    return "<br>\n<br>\n".join(map(_with_breaks, paragraphs))


def _with_breaks(text: str) -> str:
    """Each newline outside of a tag as a line break."""
    end, out = 0, []
    for tag in re.finditer(r"<[^>]*>", text):
        out += [_broken(text[end : tag.start()]), tag[0]]
        end = tag.end()
    out.append(_broken(text[end:]))
    return re.sub(r"(<br\s*/?>)\s*<br>\n", r"\1\n", "".join(out))


def _broken(text: str) -> str:
    *lines, last = text.split("\n")
    return "<br>\n".join([*(line.rstrip() for line in lines), last])
