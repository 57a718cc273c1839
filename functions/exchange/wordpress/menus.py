"""Menus, which WordPress keeps as items of their own: one of them becomes the blog's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from blog.article import Link
from blog.setting_values import is_address
from exchange.allowed import is_web_address
from exchange.html import text_of
from exchange.wordpress.addresses import OldSite, key
from exchange.wordpress.items import WxrItem, WxrTerm, whole_number
from exchange.wordpress.site_map import SiteMap

MENU_ITEM = "nav_menu_item"
# An export does not say which menu stood at the top of the page. Their names often do.
_PRIMARY = re.compile(r"\b(?:primary|main|header|top)(?:menu|nav)?\b", re.IGNORECASE)
# What fits into the line at the top of a page; what the blog's settings have room for.
_FITTING = 8
_MOST_ENTRIES, _LONGEST_LABEL = 30, 60


@dataclass(frozen=True, slots=True)
class _Entry:
    order: int
    label: str
    kind: str
    object_id: str
    url: str


@dataclass(slots=True)
class Menus:
    """The entries at the top of each menu, by the menu's name; the blog's menu has no second level."""

    entries: dict[str, list[_Entry]] = field(default_factory=dict)

    def take(self, item: WxrItem) -> None:
        if item.status != "publish" or item.meta_value("_menu_item_menu_item_parent") not in ("", "0"):
            return
        meta = dict(item.meta)
        entry = _Entry(
            whole_number(item.menu_order),
            text_of(item.title),
            meta.get("_menu_item_type", ""),
            meta.get("_menu_item_object_id", ""),
            meta.get("_menu_item_url", ""),
        )
        for term in item.terms:
            if term.taxonomy == "nav_menu":
                self.entries.setdefault(f"{term.nicename} {term.name}", []).append(entry)

    def choose(self, site_map: SiteMap, terms: Mapping[str, WxrTerm], site: OldSite) -> tuple[Link, ...]:
        """The menu named as the primary one, or else the largest that fits; () where none leads to this site."""
        menus = {
            name: tuple(_links(sorted(entries, key=lambda entry: entry.order), site_map, terms, site))
            for name, entries in self.entries.items()
        }
        usable = {name: links for name, links in menus.items() if any(link.address[0] == "/" for link in links)}
        chosen = max(usable, key=lambda name: _rank(name, usable[name]), default="")
        return usable.get(chosen, ())[:_MOST_ENTRIES]


def _rank(name: str, links: tuple[Link, ...]) -> tuple[bool, int]:
    return _PRIMARY.search(name) is not None, len(links) if len(links) <= _FITTING else -len(links)


def _links(entries: list[_Entry], site_map: SiteMap, terms: Mapping[str, WxrTerm], site: OldSite) -> Iterator[Link]:
    """The entries that lead somewhere; what only holds others together, or is not public, does not."""
    for entry in entries:
        label, address = entry.label, ""
        if entry.kind == "post_type":
            address = site_map.path(entry.object_id)
            label = label or site_map.titles.get(entry.object_id, "")
        elif entry.kind == "taxonomy" and (term := terms.get(entry.object_id)):
            address = site_map.list_path(term)
            label = label or text_of(term.name)
        elif entry.kind == "custom":
            elsewhere = is_web_address(entry.url) and key(entry.url, site.url) is None
            address = entry.url if elsewhere else site.here(entry.url)
        # These part the entries of a menu in the blog's settings.
        label = " ".join(re.sub(r"[;=]", " ", label).split())[:_LONGEST_LABEL].strip()
        address = address.replace(";", "%3B")
        if label and is_address(address):
            yield Link(label, address)
