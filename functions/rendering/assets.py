"""Stylesheets, script and icon: each has an address with the hash of its bytes, to be kept forever.

What the owner chose is in them: the colours of links at the end of the stylesheet, one or two characters as the icon.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from markupsafe import escape

from blog.settings import Settings

STYLESHEET = "lamppost.css"
# The stylesheet's own colours of links, where the owner chose none: a test holds them to it.
ACCENT, ACCENT_DARK = "#8f4f00", "#f0b462"
_ICON = "icon.svg"
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
# A text is kept as it is; white space and comments go where they part nothing, and are one space elsewhere.
_GAP = r"(?:\s|/\*.*?\*/)"
_NEEDLESS = re.compile(rf"""("[^"]*"|'[^']*')|{_GAP}*([{{}};,>]){_GAP}*|(:){_GAP}+|{_GAP}+""", re.DOTALL)
_HASH = re.compile(r"\.[0-9a-f]{10}(?=\.\w+$)")
_LAST_SEMICOLON = re.compile(r";}")


@dataclass(frozen=True, slots=True)
class Asset:
    name: str
    hashed_name: str
    content_type: str
    content: bytes


class Assets:
    """The files of one folder, read once. Addresses are `/assets/<stem>.<hash><suffix>`."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        contents = _contents(folder) | dict(_chosen(_contents(folder), settings))
        self._by_name = {name: _asset(name, content) for name, content in contents.items()}
        self._by_hashed_name = {asset.hashed_name: asset for asset in self._by_name.values()}
        self.icon = settings.icon if _is_address(settings.icon) else self.url(_ICON)

    def url(self, name: str) -> str:
        """The lasting address of a file that a template names. Raises `KeyError` for one that is not there."""
        return f"/assets/{self._by_name[name].hashed_name}"

    def find(self, name: str) -> tuple[Asset, bool] | None:
        """The asset, and whether `name` carries its hash, so that the answer never changes.

        A page from before a change, or from after one that this function has not seen, asks by another hash.
        """
        if name in self._by_hashed_name:
            return self._by_hashed_name[name], True
        found = self._by_name.get(_HASH.sub("", name))
        return (found, False) if found else None


def minified(css: str) -> str:
    """The stylesheet without comments and needless white space."""
    short = _NEEDLESS.sub(lambda found: found[1] or found[2] or found[3] or " ", css)
    return _LAST_SEMICOLON.sub("}", short).strip()


@cache
def _contents(folder: Path) -> Mapping[str, bytes]:
    files = (path for path in sorted(folder.iterdir()) if path.suffix in _CONTENT_TYPES)
    found = {path.name: path.read_bytes() for path in files}
    short = {name: minified(css.decode()).encode() for name, css in found.items() if name.endswith(".css")}
    return MappingProxyType(found | short)


def _chosen(contents: Mapping[str, bytes], settings: Settings) -> Iterator[tuple[str, bytes]]:
    """The files that are not as they lie in the folder."""
    colours = "".join(
        f"@media screen and (prefers-color-scheme:{scheme}){{:root{{--accent:{colour}}}}}"
        for scheme, colour in (("light", settings.accent), ("dark", settings.accent_dark))
        if colour
    )
    if colours:
        yield STYLESHEET, contents[STYLESHEET] + colours.encode()
    if settings.icon and not _is_address(settings.icon):
        yield _ICON, _drawn(settings.icon).encode()


def _drawn(characters: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><text x="16" y="16" text-anchor="middle" '
        'dominant-baseline="central" font-family="Georgia, serif" font-weight="bold" fill="#b5651d" '
        f'font-size="{28 if len(characters) == 1 else 20}">{escape(characters)}</text></svg>'
    )


def _is_address(icon: str) -> bool:
    return len(icon) > 2


def _asset(name: str, content: bytes) -> Asset:
    digest = blake2b(content, digest_size=5).hexdigest()
    stem, suffix = Path(name).stem, Path(name).suffix
    return Asset(name, f"{stem}.{digest}{suffix}", _CONTENT_TYPES[suffix], content)
