"""The block editor's comments, `<!-- wp:name {"attributes"} -->…<!-- /wp:name -->`, taken out of a body.

Most blocks keep what they show as HTML between their comments; that HTML is the body. A block that WordPress fills in
when a page is read has none: it is left out, and named in the notes.
See https://developer.wordpress.org/block-editor/getting-started/fundamentals/markup-representation-block/
"""

import json
import re
from dataclasses import dataclass, field
from html import escape, unescape

from exchange.allowed import is_web_address
from exchange.tags import start_tag
from exchange.wordpress import embeds
from exchange.wordpress.shelf import Shelf

_DELIMITER = re.compile(
    r"<!--\s+(?P<end>/?)wp:(?P<name>[a-z][a-z0-9_/-]*)\s+(?P<attributes>\{(?:(?!-->).)*\}\s+)?(?P<void>/?)-->",
    re.DOTALL,
)
# What stands between these is a pattern that WordPress repeats for each article or comment it finds.
_PATTERNS = frozenset({"post-template", "query-no-results", "comment-template", "navigation", "query-pagination",
                       "comments-pagination"})  # fmt: skip
# Parts of these are not worth a note of their own.
_LISTINGS = frozenset({"query", "comments"})
_SILENT = frozenset({"shortcode", "paragraph", "spacer", "separator", "more", "nextpage", "social-link"})
# WordPress's own and those of usual plugins, which name the language beside the code.
_CODE_BLOCKS = frozenset({"code", "syntaxhighlighter/code", "enlighter/codeblock", "loos-hcb/code-block",
                          "kevinbatdorf/code-block-pro"})  # fmt: skip
_FOOTNOTE_MARK = re.compile(r'<sup\b[^>]*\bclass="fn"[^>]*>')
_FIGCAPTION = re.compile(r"<figcaption\b[^>]*>(.*?)</figcaption>", re.DOTALL)
_FIRST_TAG = re.compile(r"<div\b[^>]*>")
_ALIGNED = re.compile(r"(?:left|right|center|wide|full)")


@dataclass(slots=True)
class _Block:
    name: str
    attributes: dict[str, object]
    out: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        value = self.attributes.get(key)
        return value if isinstance(value, str) else ""


def has_blocks(content: str) -> bool:
    return "<!-- wp:" in content


def without_blocks(content: str, shelf: Shelf, footnotes: str = "") -> tuple[str, list[str]]:
    """The HTML that the blocks keep, and the names of those that were left out, each once.

    `footnotes` is the JSON that WordPress keeps beside the article (its meta value of that name).
    """
    content = _FOOTNOTE_MARK.sub('<sup class="footnote-ref">', content)
    reading = _Reading(shelf, footnotes)
    end = 0
    for delimiter in _DELIMITER.finditer(content):
        reading.text(content[end : delimiter.start()])
        end = delimiter.end()
        reading.delimiter(delimiter)
    reading.text(content[end:])
    return reading.finish(), list(reading.left_out)


class _Reading:
    """The open blocks, from the body itself (which is none) down."""

    def __init__(self, shelf: Shelf, footnotes: str) -> None:
        self._shelf, self._footnotes = shelf, footnotes
        self._open = [_Block("", {})]
        self.left_out: dict[str, None] = {}

    def text(self, text: str) -> None:
        self._open[-1].out.append(text)

    def delimiter(self, found: re.Match[str]) -> None:
        name = found["name"].removeprefix("core/").removeprefix("core-")
        if found["end"]:
            self._close(name)
        elif found["void"]:
            self.text(self._void(_Block(name, _attributes(found["attributes"]))))
        else:
            self._open.append(_Block(name, _attributes(found["attributes"])))

    def finish(self) -> str:
        while len(self._open) > 1:
            self._close(self._open[-1].name)
        return "".join(self._open[0].out)

    def _close(self, name: str) -> None:
        """Ends the block of that name and all that are open in it; an end without a beginning is nothing."""
        if name not in [block.name for block in self._open[1:]]:
            return
        while True:
            block = self._open.pop()
            self.text(self._shown(block))
            if block.name == name:
                return

    def _shown(self, block: _Block) -> str:
        inner = "".join(block.out)
        if block.name in _PATTERNS:
            self._leave_out(block.name)
            return ""
        if block.name == "embed" or block.name.startswith("embed/"):
            return self._embed(block, inner)
        if block.name == "cover":
            return _with_background(block, inner)
        if block.name == "gallery":
            return _as_figures(inner)
        if block.name in _CODE_BLOCKS:
            # Shortcodes and lone addresses in code are code.
            return self._shelf.block(_with_language(block, inner))
        return inner

    def _void(self, block: _Block) -> str:
        if block.name == "social-link" and is_web_address(block.text("url")):
            service = block.text("label") or block.text("service") or block.text("url")
            return f"<li>{start_tag('a', {'href': block.text('url')})}{escape(service)}</a></li>"
        if block.name == "footnotes" and self._footnotes:
            return self._shelf.block(_footnote_list(self._footnotes))
        if block.name == "embed" or block.name.startswith("embed/"):
            return self._embed(block, "")
        if block.name not in _SILENT:
            self._leave_out(block.name)
        return ""

    def _leave_out(self, name: str) -> None:
        around = [block.name for block in self._open[1:]]
        if any(each in _PATTERNS for each in around):
            return
        listing = next((each for each in around if each in _LISTINGS), name)
        self.left_out[listing] = None

    def _embed(self, block: _Block, inner: str) -> str:
        caption = _FIGCAPTION.search(inner)
        words = re.sub(r"(?:<br\s*/?>\s*)+$", "", caption[1].strip()) if caption else ""
        align = _ALIGNED.fullmatch(block.text("align"))
        classes = f"align{align[0]}" if align else ""
        return (
            self._shelf.block(embeds.figure(block.text("url"), caption=words, classes=classes))
            if block.text("url")
            else inner
        )


def _attributes(text: str | None) -> dict[str, object]:
    try:
        read = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _with_background(cover: _Block, inner: str) -> str:
    """A cover's picture as an element; older blocks name it only in a style."""
    url = cover.text("url")
    if not is_web_address(url) or cover.text("backgroundType") == "video" or f'src="{url}"' in unescape(inner):
        return inner
    image = start_tag("img", {"src": url, "alt": cover.text("alt")})
    return _FIRST_TAG.sub(lambda tag: tag[0] + image, inner, count=1)


def _with_language(code: _Block, inner: str) -> str:
    language = re.sub(r"[^\w+#.-]", "", code.text("language") or code.text("langType"))
    # Of two attributes with one name, a parser keeps the first.
    return re.sub(r"<pre\b", f'<pre class="language-{language.lower()}"', inner, count=1) if language else inner


def _as_figures(gallery: str) -> str:
    """A gallery of older WordPress, which was a list, as what it is since 5.9: figures in a figure."""
    inside = re.sub(r"^\s*<ul\b([^>]*)>(.*)</ul>\s*$", r"<figure\1>\2</figure>", gallery, flags=re.DOTALL)
    return re.sub(r"</?(?:ul|li)\b[^>]*>", "", inside)


def _footnote_list(text: str) -> str:
    try:
        notes = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    items = [
        f'<li id="{escape(str(note["id"]))}" class="footnote-item">{note.get("content", "")} '
        f'<a href="#{escape(str(note["id"]))}-link" class="footnote-backref">↩︎</a></li>\n'
        for note in (notes if isinstance(notes, list) else [])
        if isinstance(note, dict) and "id" in note
    ]
    return f'<ol class="footnotes-list">\n{"".join(items)}</ol>' if items else ""
