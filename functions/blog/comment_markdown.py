"""What a reader typed, as HTML: a small and safe part of Markdown.

Emphasis, code, quotes, lists and links; every newline is a line break. Raw HTML, headings and rules are shown as they
were typed, a picture as a link to it.

The text is escaped before anything is looked for in it. All that is added then are tags that are spelled here and in
`comment_inlines`, and addresses that begin with a scheme we know: whatever is made of a text, no markup of its writer's
gets through. Every text takes time in proportion to its length: containers nest a few levels deep only, and no search
for an end begins again where one has failed.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from blog.comment_inlines import inline_html

# So many quotes and lists may stand in each other; what is deeper is shown as typed.
_MAX_LEVELS = 8
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "\n", "\x00": None})
_INDENT = "    "
_FENCE = re.compile(r" {0,3}(`{3,}+|~{3,}+)[^`]*")
_QUOTE = re.compile(r" {0,3}&gt; ?")
_ITEM = re.compile(r" {0,3}(?:([-*+])|([0-9]{1,9})([.)]))(?: {1,4}(?=\S)| (?= {4}+ *+\S))")
# What parts a text in two is no list of lists.
_RULE = re.compile(r" {0,3}([-*])(?: *+\1){2,}+ *+")
_LINK = re.compile(r'<a href="([^"]*)"')

type _Lines = list[str]
# Takes lines, where to begin, and how many levels there may be; gives HTML, and where to go on.
type _Reader = Callable[[_Lines, int, int], tuple[str, int]]


# Whoever shows a comment asks twice, for the page and for its structured data.
@lru_cache(1)
def comment_html(text: str) -> str:
    """Safe HTML. Links carry `ugc nofollow`: a guest's link is no vote of the blog's."""
    escaped = text.replace("\r\n", "\n").expandtabs(len(_INDENT)).translate(_ESCAPES)
    return "".join(_blocks(escaped.split("\n"), _MAX_LEVELS))


def links_in(text: str) -> tuple[str, ...]:
    """The addresses that the text's HTML links to, in their order."""
    return tuple(address.replace("&amp;", "&") for address in _LINK.findall(comment_html(text)))


def _blocks(lines: _Lines, levels: int) -> list[str]:
    """Each paragraph, code block, quote and list that stands in one container."""
    made: list[str] = []
    at = 0
    while at < len(lines):
        if _is_blank(lines[at]):
            at += 1
            continue
        html, at = _reader(lines[at], levels)(lines, at, levels)
        made.append(html)
    return made


def _reader(line: str, levels: int) -> _Reader:
    """What reads the block that the line begins."""
    if line.startswith(_INDENT):
        return _indented
    if _FENCE.fullmatch(line):
        return _fenced
    if levels and _QUOTE.match(line):
        return _quoted
    return _listed if levels and _item(line) else _paragraph


def _paragraph(lines: _Lines, start: int, levels: int) -> tuple[str, int]:
    end = next((at for at in range(start + 1, len(lines)) if _ends_paragraph(lines[at], levels)), len(lines))
    return f"<p>{inline_html('\n'.join(line.strip(' ') for line in lines[start:end]))}</p>", end


def _ends_paragraph(line: str, levels: int) -> bool:
    if _is_blank(line):
        return True
    reader = _reader(line, levels)
    if reader is _listed:
        # What was "in\n2024. Then …" is prose.
        return _item(line)[2] in (None, "1")
    return reader not in (_paragraph, _indented)


def _indented(lines: _Lines, start: int, levels: int) -> tuple[str, int]:
    end = start
    for at in range(start, len(lines)):
        if lines[at].startswith(_INDENT):
            end = at + 1
        elif not _is_blank(lines[at]):
            break
    return _code(line[len(_INDENT) :] for line in lines[start:end]), end


def _fenced(lines: _Lines, start: int, levels: int) -> tuple[str, int]:
    """To the closing fence, or to the end of the container."""
    opening = _FENCE.fullmatch(lines[start])
    fence, indent = opening[1], re.compile(f" {{0,{opening.start(1)}}}")
    end = next((at for at in range(start + 1, len(lines)) if _is_fence(lines[at], fence)), len(lines))
    return _code(indent.sub("", line, 1) for line in lines[start + 1 : end]), end + 1


def _is_fence(line: str, opening: str) -> bool:
    bare = line.strip(" ")
    return bare.startswith(opening) and not bare.strip(opening[0]) and not line.startswith(_INDENT)


def _code(lines: Iterable[str]) -> str:
    # Long lines scroll, and not every reader has a pointer to scroll them with.
    return f'<pre tabindex="0"><code>{"\n".join(lines)}</code></pre>'


def _quoted(lines: _Lines, start: int, levels: int) -> tuple[str, int]:
    """As far as there is a mark at every line: without one, the answer begins."""
    end = next((at for at in range(start, len(lines)) if not _QUOTE.match(lines[at])), len(lines))
    inner = [_QUOTE.sub("", line, 1) for line in lines[start:end]]
    return f"<blockquote>{''.join(_blocks(inner, levels - 1))}</blockquote>", end


def _item(line: str) -> re.Match[str] | None:
    """The mark of a list's item, when there are words behind it: a bullet, or a number and what ends it."""
    return None if _RULE.fullmatch(line) else _ITEM.match(line)


def _listed(lines: _Lines, start: int, levels: int) -> tuple[str, int]:
    first = _item(lines[start])
    html, at = "", start
    while at < len(lines) and (item := _item(lines[at])) and item.group(1, 3) == first.group(1, 3):
        width = item.end()
        end = _item_end(lines, at, " " * width)
        inner = [line[width:] for line in lines[at:end]]
        html += f"<li>{_item_html(inner, levels - 1)}</li>"
        at = next((later for later in range(end, len(lines)) if not _is_blank(lines[later])), len(lines))
    if first[1]:
        return f"<ul>{html}</ul>", at
    number = int(first[2])
    return f"<ol>{html}</ol>" if number == 1 else f'<ol start="{number}">{html}</ol>', at


def _item_end(lines: _Lines, start: int, indent: str) -> int:
    """An item goes on where lines are indented as its words are."""
    end = start + 1
    for at in range(end, len(lines)):
        if lines[at].startswith(indent):
            end = at + 1
        elif not _is_blank(lines[at]):
            break
    return end


def _item_html(lines: _Lines, levels: int) -> str:
    """What stands in an item; its words need to be no paragraph where they are the only one."""
    blocks = _blocks(lines, levels)
    paragraphs = [number for number, block in enumerate(blocks) if block.startswith("<p>")]
    if len(paragraphs) == 1:
        (only,) = paragraphs
        blocks[only] = blocks[only].removeprefix("<p>").removesuffix("</p>")
    return "".join(blocks)


def _is_blank(line: str) -> bool:
    return not line.strip()
