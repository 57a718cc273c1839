"""XML documents, by the standard library's own builder: botocore has loaded it, so that it costs no cold start."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, tostring

# XML 1.0 (section 2.2) has no way to hold these, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def add(parent: Element, name: str, text: str = "", attributes: Mapping[str, str] = MappingProxyType({})) -> Element:
    """A new last child with a text; its name is written as it stands, prefix and all."""
    child = SubElement(parent, name, dict(attributes))
    child.text = text
    return child


def document(root: Element) -> str:
    """The whole of it, without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n')
