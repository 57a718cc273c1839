"""The words of HTML that `exchange` has cleaned, or that `blog.comment_markdown` has made.

Both escape every `<` of a text, and put every attribute into double quotes, so a tag ends where this expression says,
whatever its attributes hold.
"""

import re
from html import unescape

_TAG = re.compile(r'</?([a-zA-Z][^\s/>]*)(?:[^">]|"[^"]*")*>')
# Within a word these change nothing; every other element ends the word before it.
_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)


def plain_text(html: str) -> str:
    return unescape(_TAG.sub(_gap, html))


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1].lower() in _INLINE else " "
