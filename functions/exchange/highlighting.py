"""Code coloured when it is written: spans with Pygments' short class names, which the page's stylesheet paints.

See https://pygments.org/docs/tokens/ for the names. No style stands in the page, and nothing runs in it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import groupby
from operator import itemgetter

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

from exchange.tags import ATTRIBUTES, escaped, read_attributes, start_tag

# Text, spans and line breaks only: other markup in code was put there for a reason, and is left alone.
_CODE = re.compile(
    rf"<pre(?P<pre>{ATTRIBUTES})>(?:\s*<code(?P<code>{ATTRIBUTES})>|\n?)"
    rf"(?P<text>(?:[^<]++|</?span{ATTRIBUTES}>|<br>)++)(?(code)</code>\s*)</pre>"
)
_LANGUAGE = re.compile(r"(?:^|\s)language-(\S+)")
_TAG = re.compile(r"<[^>]*>")
# As SyntaxHighlighter, WordPress's usual plugin for code, calls them.
_ALIASES = {"jscript": "javascript", "vb": "vb.net", "ps": "powershell", "patch": "diff", "jsonc": "json"}
# Words that mean nothing by their colour, or that the language does not know.
_PLAIN = frozenset({"", "n", "nx", "p", "w", "x", "err"})
# Beyond this it is data, and each of its words would cost twenty bytes more.
_LONGEST = 50_000


def with_colours(html: str) -> str:
    """Cleaned HTML with the code of each `<pre>` coloured whose `language-…` class names a language that is known."""
    return _CODE.sub(_coloured, html)


def _coloured(block: re.Match[str]) -> str:
    pre, code = read_attributes(block["pre"]), read_attributes(block["code"] or "")
    classes = pre.get("class", "")
    named = _LANGUAGE.search(code.get("class", "")) or _LANGUAGE.search(classes)
    if not named or "highlight" in classes.split() or len(block["text"]) > _LONGEST:
        return block[0]
    text = unescape(_TAG.sub("", block["text"].replace("<br>", "\n")))
    shown = _spans(text, named[1].lower())
    if not shown:
        return block[0]
    kept = _LANGUAGE.sub("", classes).split()
    pre = {"class": " ".join(["highlight", *kept])} | {key: value for key, value in pre.items() if key != "class"}
    code.setdefault("class", f"language-{named[1]}")
    return f"{start_tag('pre', pre)}{start_tag('code', code)}{shown}</code></pre>"


def _spans(text: str, language: str) -> str:
    """The text as coloured HTML; '' when its language is unknown, or has nothing to colour in it."""
    lexer = _lexer(_ALIASES.get(language, language), startinline="<?" not in text)
    tokens = list(_tokens(lexer, text)) if lexer else []
    # A few lexers normalise what they read. An author's code is shown as it was written, or not coloured.
    if "".join(value for _, value in tokens) != text or all(name in _PLAIN for name, _ in tokens):
        return ""
    return "".join(_span(name, "".join(value for _, value in run)) for name, run in groupby(tokens, itemgetter(0)))


@lru_cache
def _lexer(language: str, *, startinline: bool) -> Lexer | None:
    """`startinline` is PHP's: examples mostly begin without `<?php`. Other lexers do not look at it."""
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False, startinline=startinline)
    except ClassNotFound:
        return None


def _tokens(lexer: Lexer, text: str) -> Iterator[tuple[str, str]]:
    for kind, value in lexer.get_tokens(text):
        while kind not in STANDARD_TYPES:
            kind = kind.parent
        yield STANDARD_TYPES[kind], value


def _span(name: str, text: str) -> str:
    return escaped(text) if name in _PLAIN else f'<span class="{name}">{escaped(text)}</span>'
