"""HTML for whoever reads it away from the blog's pages: every address in it made absolute."""

import re
from functools import lru_cache
from urllib.parse import quote, urljoin

# The cleaner writes attributes in double quotes, and "<" nowhere but at the start of a tag.
_TAG = re.compile(r'<[a-z](?:[^"<>]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r'(\s)([a-z-]+)="([^"]*)"')
_ADDRESSES = frozenset({"href", "src", "cite", "poster"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Reserved characters, and "%" because what is encoded stays so.
_URI = ":/?#[]@!$&'()*+,;=%"
_CANDIDATES = re.compile(r",\s+")
# The articles of a few feeds.
_TEXTS_KEPT = 64


def absolute(address: str, base: str) -> str:
    """`address` as a browser resolves it on the page at `base`; what cannot be resolved stays as it is."""
    if _SCHEME.match(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def uri(address: str, base: str) -> str:
    """The same as RFC 3986 spells it, for those who read no HTML: without spaces, and in ASCII. '' stays ''."""
    return quote(absolute(address, base), safe=_URI) if address else ""


@lru_cache(_TEXTS_KEPT)
def absolute_html(html: str, base: str) -> str:
    """Cleaned HTML that means the same elsewhere as it does at `base`: tags change, text never."""

    def in_attribute(found: re.Match[str]) -> str:
        before, name, value = found.groups()
        if name in _ADDRESSES:
            return f'{before}{name}="{absolute(value, base)}"'
        if name == "srcset":
            return f'{before}{name}="{", ".join(map(in_candidate, _CANDIDATES.split(value)))}"'
        return found[0]

    def in_candidate(candidate: str) -> str:
        address, space, descriptor = candidate.partition(" ")
        return f"{absolute(address, base)}{space}{descriptor}"

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(in_attribute, tag[0]), html)
