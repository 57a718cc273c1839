"""HTML from elsewhere, made safe and made ours: the only way into `Article.body` and `Comment.text`.

Each cleaning has three steps: nh3 parses as browsers do and keeps a wide list; what is old, foreign or better said
otherwise is translated (`translate`); nh3 keeps the narrow list, so that nothing the second step does is trusted.
"""

import re
from html import unescape

import nh3

from exchange.allowed import (
    ATTRIBUTES,
    EMPTIED_TAGS,
    RELATIONS,
    SCHEMES,
    TAGS,
    allowed_candidates,
    allowed_classes,
    is_free_id,
    is_player,
    is_source,
    words,
)
from exchange.tags import Translation, rewrite
from exchange.translate import COMMENT_OLD_TAGS, OLD_TAGS, translate_article, translate_comment

_COMMENT_TAGS = words("a abbr b blockquote br cite code del em i li ol p pre q strong ul")
# Without a set for "*", nh3 would put its own there.
_COMMENT_ATTRIBUTES = {
    "*": set[str](),
    "a": {"href"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "ol": {"start"},
}
_INLINE_TAGS = words(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark q ruby s samp small span strike strong sub "
    "sup time tt u var wbr"
)
# XML 1.0 (section 2.2) forbids these, so no feed could carry them.
_FORBIDDEN = dict.fromkeys((*range(9), 11, *range(14, 32), 127, 0xFFFE, 0xFFFF))
# nh3 reads these with scripting on, and would show their markup as text.
_NOSCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)
_EMPTY = re.compile(
    r'<p(?: class="[^"]*")?>(?:\s|&nbsp;|<br>)*</p>\n?'
    r'|<(div|span|figcaption|section)(?: class="[^"]*")?>\s*</\1>\n?'
    r"|<(figure|ul|ol|dl)(?: [^>]*)?>\s*</\2>\n?"
)
# Breaks that end a block show nothing. The run is matched with or without the end: a search for one that fails would
# begin again at each break, and strangers write comments.
_BREAKS = re.compile(r"(?:<br>\s*)+(</(?:cite|dd|div|dt|figcaption|h[2-6]|li|p|td|th)>)?")
# A parser drops the newline that begins a <pre>, so one that belongs to the text is written twice.
_LEADING_NEWLINE = re.compile(r"(<pre(?: [^>]*)?>)\n")
_MOST_ROUNDS = 12
# Long lines scroll, and not every reader has a pointer to scroll them with.
_SCROLLABLE = {"pre": {"tabindex": "0"}}
# nh3 holds links to the schemes, but lets `cite` name any.
_SOURCES = frozenset({"src", "cite", "poster"})


def _kept_value(tag: str, name: str, value: str) -> str | None:
    """nh3's attribute filter: the value to write, or None to leave the attribute out."""
    if name == "class":
        return allowed_classes(value, tag) or None
    if name == "id":
        return value if is_free_id(value) else None
    if name == "rel":
        return " ".join(word for word in value.lower().split() if word in RELATIONS) or None
    if name == "srcset":
        return allowed_candidates(value) or None
    if name in _SOURCES:
        return value if (is_player if tag == "iframe" else is_source)(value) else None
    if name == "target":
        return value if value == "_blank" else None
    return value


def _cleaner(tags: frozenset[str], attributes: dict[str, set[str]], **options: object) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(EMPTIED_TAGS),
        attributes={tag: set(names) for tag, names in attributes.items()},
        url_schemes=set(SCHEMES),
        set_tag_attribute_values=_SCROLLABLE if "pre" in tags else {},
        **{"link_rel": None} | options,
    )


_WIDE_ATTRIBUTES = ATTRIBUTES | {"*": ATTRIBUTES["*"] | {"align", "style"}, "a": ATTRIBUTES["a"] | {"name"}}
_WIDE = _cleaner(TAGS | OLD_TAGS, _WIDE_ATTRIBUTES)
_NARROW = _cleaner(TAGS, ATTRIBUTES, attribute_filter=_kept_value)
_COMMENT_WIDE = _cleaner(_COMMENT_TAGS | COMMENT_OLD_TAGS, _COMMENT_ATTRIBUTES | {"img": {"src"}})
_COMMENT_NARROW = _cleaner(_COMMENT_TAGS, _COMMENT_ATTRIBUTES, attribute_filter=_kept_value, link_rel="ugc nofollow")
_TEXT = _cleaner(frozenset(nh3.ALLOWED_TAGS | TAGS | OLD_TAGS) - _INLINE_TAGS - {"iframe"}, {})


def clean_article_html(html: str) -> str:
    """An author's HTML with everything but the allow-list gone; cleaning it again changes nothing.

    Frames of unknown hosts become links, an h1 becomes an h2 (the title is the page's only h1), old presentational
    attributes become classes, and paragraphs without content go.
    """
    return _settled(html, _WIDE, translate_article, _NARROW)


def clean_comment_html(html: str) -> str:
    """A reader's HTML with only words and their emphasis left; every link is marked `ugc nofollow`."""
    return _settled(html, _COMMENT_WIDE, translate_comment, _COMMENT_NARROW)


def text_of(html: str) -> str:
    """What a reader would read: entities decoded, tags gone, white space collapsed."""
    blocks = _TEXT.clean(_NOSCRIPT.sub(" ", html.translate(_FORBIDDEN)))
    return " ".join(unescape(rewrite(blocks, lambda name, attributes: (" ", " "))).split())


def _settled(html: str, wide: nh3.Cleaner, translate: Translation, narrow: nh3.Cleaner) -> str:
    """Cleaned until it stays as it is: taking one element away may change how the rest is parsed."""
    settled = _NOSCRIPT.sub("", html.translate(_FORBIDDEN)).strip()
    for _ in range(_MOST_ROUNDS):
        before = settled
        settled = _tidied(narrow.clean(rewrite(_doubled(wide.clean(before)), translate)))
        if settled == before:
            return settled
    # Markup so twisted that no reading of it lasts: its words are kept.
    return nh3.clean_text(text_of(html))


def _tidied(html: str) -> str:
    return _EMPTY.sub("", _BREAKS.sub(lambda run: run[1] or run[0], _doubled(html))).strip()


def _doubled(html: str) -> str:
    return _LEADING_NEWLINE.sub(r"\1\n\n", html)
