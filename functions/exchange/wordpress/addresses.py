"""Where an address of the old site leads here: what its articles, lists and files can be linked by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from unicodedata import normalize
from urllib.parse import parse_qs, unquote, urlsplit

from blog.permalinks import url_path
from exchange.tags import START_TAG, escaped
from exchange.wordpress.items import WxrItem

_HREF = re.compile(r' href="([^"]*)"')
# Categories stand below their parents there, and alone here.
_BELOW_PARENTS = re.compile(r"^/category/.+/(?=[^/]+$)")
_SHORT_NAMES = {"p": "p", "page_id": "p", "attachment_id": "p", "cat": "cat", "tag": "tag"}


@dataclass(frozen=True, slots=True)
class OldSite:
    """The site at `url`. `places` leads from its addresses, as `key` writes them, to paths here and to files there."""

    url: str
    places: Mapping[str, str]

    def here(self, address: str) -> str:
        """The path, or the file's address, that stands for an address in a link; '' when that cannot be known."""
        place = self.places.get(key(address, self.url) or "", "")
        fragment = urlsplit(address).fragment if place.startswith("/") else ""
        return url_path(place) + _fragment(fragment) if place.startswith("/") else place

    def brought_here(self, html: str) -> str:
        """Cleaned HTML with its links to the old site leading to where that is now; the others stay as they are."""
        return START_TAG.sub(self._link, html)

    def _link(self, tag: re.Match[str]) -> str:
        found = _HREF.search(tag["attributes"]) if tag["name"] == "a" else None
        here = self.here(unescape(found[1])) if found else ""
        return tag[0].replace(found[0], f' href="{escaped(here)}"', 1) if found and here else tag[0]


def key(address: str, site_url: str) -> str | None:
    """The path below the site, without its last slash, or `?p=7`, `?cat=7`, `?tag=x`; None for what lies elsewhere.

    A query of another meaning makes it another page, so that is None too.
    """
    try:
        parts, site = urlsplit(address.strip()), urlsplit(site_url)
    except ValueError:
        return None
    if parts.netloc:
        elsewhere = parts.scheme not in ("http", "https", "") or _host(parts.netloc) != _host(site.netloc)
    else:
        elsewhere = bool(parts.scheme) or not parts.path.startswith("/")
    path, folder = decoded_path(parts.path).rstrip("/"), decoded_path(site.path).rstrip("/")
    if elsewhere or not f"{path}/".startswith(f"{folder}/"):
        return None
    below = path.removeprefix(folder)
    return _short(parts.query) if parts.query else _BELOW_PARENTS.sub("/category/", below) or "/"


def old_addresses(item: WxrItem) -> tuple[str, ...]:
    """The permalink, the short link that every item has, and the permalinks before the slug was changed.

    Ids are one series for posts and pages, so `/?p=` stands for `/?page_id=` too, whatever folder the site was in.
    The guid is left alone: after a move between sites it still names the old site's id, which may be another's here.
    """
    permalink = _path(item.link)
    found = [f"/?p={item.id}"]
    if permalink and "?" not in permalink:
        found.insert(0, permalink)
        before, _, _ = permalink.rstrip("/").rpartition("/")
        slash = "/" if permalink.endswith("/") else ""
        old = [value for name, value in item.meta if name == "_wp_old_slug" and value]
        found += [f"{before}/{_decoded(name)}{slash}" for name in old]
    return tuple(dict.fromkeys(address for address in found if address and address != "/"))


def decoded_path(path: str) -> str:
    """A path as a person reads it: percent-decoded, NFC, no slash twice."""
    return re.sub(r"/{2,}", "/", _decoded(path))


def _path(address: str) -> str:
    """A path with its query, '' when the address is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = decoded_path(parts.path) or "/"
    return (path + (f"?{parts.query}" if parts.query else "")) if address else ""


def _short(query: str) -> str | None:
    given = parse_qs(query)
    return next((f"?{_SHORT_NAMES[name]}={given[name][0]}" for name in _SHORT_NAMES if name in given), None)


def _fragment(fragment: str) -> str:
    """Comments have other ids here, and the place where a teaser ended has none."""
    if fragment.startswith("comment-"):
        return "#comments"
    return f"#{fragment}" if fragment and not re.fullmatch(r"more-\d+", fragment) else ""


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _decoded(text: str) -> str:
    return normalize("NFC", unquote(text))
