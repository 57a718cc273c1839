"""The allow-list for HTML that authors bring: what `exchange.html` keeps. All else goes.

The list is written for the reader's page: every class here is one that its stylesheet honours.
"""

import re
from urllib.parse import urlsplit

from pygments.token import STANDARD_TYPES

from blog.players import PLAYER_HOSTS


def words(text: str) -> frozenset[str]:
    """The words of a line, as the set that these lists are."""
    return frozenset(text.split())


_STRUCTURE = "h2 h3 h4 h5 h6 p div hr br pre blockquote section article aside header footer address details summary"
_LISTS = "ul ol li dl dt dd"
_TABLES = "table caption colgroup col thead tbody tfoot tr th td"
_MEDIA = "figure figcaption picture img video audio source track iframe"
_WORDS = (
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time "
    "u var wbr"
)
TAGS = words(f"{_STRUCTURE} {_LISTS} {_TABLES} {_MEDIA} {_WORDS}")
# Elements whose content is no text of the author's: it goes with them.
EMPTIED_TAGS = frozenset({"script", "style", "template", "select", "svg", "title"})

_MEDIA_PLAYER = {"src", "width", "height", "controls", "loop", "muted", "preload"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "title", "lang", "dir"},
    "a": {"href", "hreflang", "type", "download", "rel", "target"},
    "audio": _MEDIA_PLAYER,
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open", "name"},
    "iframe": {"src", "width", "height", "loading", "allow", "allowfullscreen", "referrerpolicy"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "source": {"src", "srcset", "sizes", "type", "media", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "video": _MEDIA_PLAYER | {"poster", "playsinline"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# What an author's link may say of itself; the blog itself never adds nofollow to it.
RELATIONS = words("author bookmark external help license me next nofollow noopener noreferrer prev sponsored tag ugc")

CLASSES = words(
    # Pictures and text to one side; wide and full leave the text's column.
    "alignleft alignright aligncenter alignnone alignwide alignfull "
    "has-text-align-left has-text-align-center has-text-align-right "
    # Classic WordPress: a captioned picture, a gallery; block galleries are renamed to the same.
    "wp-caption wp-caption-text gallery gallery-item "
    # Blocks that are nothing without their layout.
    "wp-block-columns wp-block-column wp-block-cover wp-block-media-text has-media-on-the-right "
    "wp-block-buttons wp-block-button wp-block-button__link wp-block-pullquote wp-block-verse wp-block-file "
    # A framed player (or the link in its place), and Markdown's footnotes.
    "embed footnotes footnotes-sep footnotes-list footnote-item footnote-ref footnote-backref"
)
# Code that has been coloured (`highlighting`): the names that Pygments gives the words of every language.
_CODE_CLASSES = {"pre": frozenset({"highlight"}), "span": frozenset(filter(None, STANDARD_TYPES.values()))}
_NUMBERED_CLASS = re.compile(r"gallery-columns-[1-9]|language-[\w+#.-]{1,40}", re.ASCII)
_RENAMED_CLASSES = {
    "wp-block-gallery": "gallery",
    "blocks-gallery-item": "gallery-item",
    "columns-default": "gallery-columns-3",
    "wp-block-embed": "embed",
}
_BLOCK_COLUMNS = re.compile(r"columns-[1-9]")
# Ids that the article page itself gives out, for its parts and its form's fields; a test holds the templates to it.
_PAGE_IDS = re.compile(
    r"content|about-title|likes|comments?|comment-.*|respond(-title)?|author|email|url|leave_this_empty|.*-fault",
    re.IGNORECASE,
)
# A web address that holds one of these was cut out of something else.
_BROKEN = re.compile(r"[\s\x00-\x1f\"<>\\]")
_OWN_PATH = re.compile(r"/(?![/\\])[^\s\"<>\\]*")
_ID = re.compile(r"[^\s\x00-\x1f]{1,200}")


def allowed_classes(value: str, tag: str) -> str:
    """The classes that our stylesheets know, in their order, each once; '' when none is left."""
    known = CLASSES | _CODE_CLASSES.get(tag, frozenset())
    names = (_renamed(name) for name in value.split())
    return " ".join(dict.fromkeys(name for name in names if name in known or _NUMBERED_CLASS.fullmatch(name)))


def _renamed(name: str) -> str:
    columns = _BLOCK_COLUMNS.fullmatch(name)
    return f"gallery-{name}" if columns else _RENAMED_CLASSES.get(name, name)


def is_free_id(value: str) -> bool:
    """Whether an author's anchor may have this id without standing in for one of the page's own."""
    return _ID.fullmatch(value) is not None and _PAGE_IDS.fullmatch(value) is None


def is_player(address: str) -> bool:
    """Whether an address may be framed: https, and a host from the list."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and parts.netloc in PLAYER_HOSTS
    except ValueError:
        return False


def is_web_address(address: str) -> bool:
    """An absolute http or https address with a host, and nothing in it that breaks a line or an attribute."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not _BROKEN.search(address)
    except ValueError:
        return False


def is_address(text: str) -> bool:
    """An absolute http or https address, or a path on this blog."""
    return is_web_address(text) or _OWN_PATH.fullmatch(text) is not None


def allowed_candidates(srcset: str) -> str:
    """The candidates of a `srcset` whose address is relative or http(s)."""
    candidates = (" ".join(candidate.split()) for candidate in re.split(r",\s+|,$", srcset))
    return ", ".join(each for each in candidates if each and is_source(each.split(" ", 1)[0]))


def is_source(address: str) -> bool:
    """Whether an address is relative or http(s): what a page may load by itself, or name as its source."""
    scheme = re.match(r"[^/?#]*?:", address.strip())
    return scheme is None or scheme[0].lower() in ("http:", "https:")
