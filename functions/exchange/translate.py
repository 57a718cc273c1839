"""What old and foreign HTML says, said in the elements and classes that the blog keeps."""

import re
from urllib.parse import urlsplit

from exchange.allowed import is_player, is_web_address
from exchange.tags import Attributes, element, escaped

_RENAMED = {"h1": "h2", "acronym": "abbr", "tt": "code", "strike": "s", "center": "div"}
OLD_TAGS = frozenset(_RENAMED)

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_COMMENT_PARAGRAPHS = frozenset({"tr", "dt", "dd", "figcaption", "caption", "address", "div", "center"})
_COMMENT_RENAMED = {"s": "del", "strike": "del", "kbd": "code", "samp": "code", "tt": "code", "acronym": "abbr"}
COMMENT_OLD_TAGS = _HEADINGS | _COMMENT_PARAGRAPHS | frozenset(_COMMENT_RENAMED) | {"td", "th", "img", "table", "tbody"}

_TEXT_ALIGN = re.compile(r"(?:^|;)\s*text-align\s*:\s*(left|center|right)", re.IGNORECASE)
_FLOAT = re.compile(r"(?:^|;)\s*float\s*:\s*(left|right)", re.IGNORECASE)
# SyntaxHighlighter's `brush: php;`, Crayon's `lang:php`, Prism's and others' `lang-php`.
_CODE_LANGUAGE = re.compile(r"(?:^|\s)(?:brush:\s*|lang:|lang-)([\w+#.-]{1,40})", re.ASCII | re.IGNORECASE)
_SIDES = frozenset({"left", "center", "right"})
_FLOATING = frozenset({"img", "figure", "table", "iframe"})
_YOUTUBE_HOSTS = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtube-nocookie.com"})
_PLAYER_HOST_NAMES = {"vimeo.com": "player.vimeo.com", "dailymotion.com": "www.dailymotion.com"}


def translate_article(name: str, attributes: Attributes) -> tuple[str, str]:
    """Both tags of an element as an article may hold it."""
    _name_sides(name, attributes)
    if name == "iframe":
        return _frame(attributes)
    if name == "img" and not attributes.get("src"):
        return "", ""
    if name == "a":
        return _link(attributes)
    if name in ("pre", "code"):
        _name_language(attributes)
    if name in ("video", "audio"):
        # What an author let start by itself must still be startable by hand.
        attributes["controls"] = ""
    return element(_RENAMED.get(name, name), attributes)


def translate_comment(name: str, attributes: Attributes) -> tuple[str, str]:
    """Both tags of an element as a comment may hold it: its words stay apart, its layout goes."""
    if name in _HEADINGS:
        return "<p><strong>", "</strong></p>"
    if name in _COMMENT_PARAGRAPHS:
        return "<p>", "</p>"
    if name in ("td", "th"):
        return "", " "
    if name == "img":
        return "".join(_address_link(attributes.get("src", ""))), ""
    if name == "a" and "href" not in attributes:
        return "", ""
    return element(_COMMENT_RENAMED.get(name, name), attributes)


def _name_sides(name: str, attributes: Attributes) -> None:
    """`align=…`, `text-align` and `float` become classes; the attributes themselves do not pass the narrow list."""
    style = attributes.pop("style", "")
    align = attributes.pop("align", "").lower()
    text = _TEXT_ALIGN.search(style)
    side = text[1].lower() if text else align if align in _SIDES else "center" if name == "center" else ""
    floated = _FLOAT.search(style)
    if floated:
        _add_class(attributes, f"align{floated[1].lower()}")
    elif side:
        _add_class(attributes, f"align{side}" if name in _FLOATING else f"has-text-align-{side}")


def _name_language(attributes: Attributes) -> None:
    """What plugins for WordPress called the language of code, as the class that HTML (section 4.5.15) suggests."""
    spoken = attributes.get("lang", "")
    found = _CODE_LANGUAGE.search(attributes.get("class", ""))
    # Two letters are a language that people speak.
    language = found[1] if found else spoken if len(spoken) > 2 and "-" not in spoken else ""
    if language:
        _add_class(attributes, f"language-{language.lower()}")
    if spoken and spoken == language:
        del attributes["lang"]


def _add_class(attributes: Attributes, name: str) -> None:
    attributes["class"] = f"{attributes.get('class', '')} {name}".strip()


def _link(attributes: Attributes) -> tuple[str, str]:
    """A link; an old `name` becomes its id, and what opens elsewhere may not reach back to this page."""
    anchor = attributes.pop("name", "")
    if anchor:
        attributes.setdefault("id", anchor)
    if "href" not in attributes and "id" not in attributes:
        return "", ""
    if attributes.get("target") == "_blank" and "noopener" not in attributes.get("rel", ""):
        attributes["rel"] = f"{attributes.get('rel', '')} noopener".strip()
    return element("a", attributes)


def _frame(attributes: Attributes) -> tuple[str, str]:
    """A player of a known host that sets no cookie before it is played, or a link."""
    address = player_address(attributes.get("src", ""))
    if not is_player(address):
        return _address_link(address)
    kept = {key: attributes[key] for key in ("width", "height", "title", "class", "id") if key in attributes}
    return element("iframe", {"src": address, **kept, **PLAYER_ATTRIBUTES})


# The referrer's origin is what YouTube asks of an embedding page; the rest of the address is nobody's business.
PLAYER_ATTRIBUTES = {
    "loading": "lazy",
    "referrerpolicy": "strict-origin-when-cross-origin",
    "allow": "encrypted-media; fullscreen; picture-in-picture",
    "allowfullscreen": "",
}


def player_address(source: str) -> str:
    """A frame's address by https, and YouTube's by the host that sets no cookies."""
    address = source.strip()
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
    except ValueError:
        return ""
    host = "www.youtube-nocookie.com" if parts.netloc in _YOUTUBE_HOSTS else parts.netloc
    secured = parts._replace(scheme="https", netloc=_PLAYER_HOST_NAMES.get(host, host)).geturl()
    return secured if parts.scheme in ("http", "https") and is_player(secured) else parts.geturl()


def _address_link(address: str) -> tuple[str, str]:
    if not is_web_address(address):
        return "", ""
    start, end = element("a", {"href": address})
    return f"{start}{escaped(address)}", end
