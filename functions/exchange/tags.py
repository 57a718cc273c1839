"""Rewriting HTML that is known to be well formed, because a cleaner has just written it.

html5ever's serialiser (under nh3) quotes every attribute with '"' and escapes '<', '>' and '"', and closes every
element that is not void, so one expression reads a whole tag and a stack pairs the tags. Only frames hold raw
text; their content, which no browser shows, is thrown away.
"""

import re
from collections.abc import Callable
from html import unescape

# For other patterns over such HTML: all attributes of one tag.
ATTRIBUTES = r'(?: [^\s=>"]+="[^"]*")*'
START_TAG = re.compile(rf"<(?P<name>[a-z][a-z0-9]*)(?P<attributes>{ATTRIBUTES})>")
_TAG = re.compile(rf"<iframe(?P<frame>{ATTRIBUTES})>.*?</iframe>|<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)"
                  rf"(?P<attributes>{ATTRIBUTES})>", re.DOTALL)  # fmt: skip
_ATTRIBUTE = re.compile(r' ([^\s=>"]+)="([^"]*)"')
VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})

type Attributes = dict[str, str]
# Given an element's name and attributes: what stands in place of its start tag and its end tag.
type Translation = Callable[[str, Attributes], tuple[str, str]]


def rewrite(html: str, translate: Translation) -> str:
    """`html` with every element's tags put through `translate`."""
    ends: list[str] = []

    def replace(tag: re.Match[str]) -> str:
        if tag["frame"] is not None:
            return "".join(translate("iframe", read_attributes(tag["frame"])))
        if tag["end"]:
            return ends.pop() if ends else ""
        start, end = translate(tag["name"], read_attributes(tag["attributes"]))
        if tag["name"] not in VOID:
            ends.append(end)
        return start

    return _TAG.sub(replace, html)


def start_tag(name: str, attributes: Attributes) -> str:
    written = (f' {key}="{escaped(value).replace('"', "&quot;")}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"


def escaped(text: str) -> str:
    """Text as it stands between tags, and as the serialiser would write it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def element(name: str, attributes: Attributes) -> tuple[str, str]:
    """Both tags of an element; a void one has no end tag."""
    return start_tag(name, attributes), "" if name in VOID else f"</{name}>"


def read_attributes(attributes: str) -> Attributes:
    """The attributes of a tag by name, from what stands between its name and its end."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
