"""The menu follows the static pages: a new one joins it, a renamed one keeps its place, a deleted one leaves."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from blog.article import ArticleSummary, Link
from blog.permalinks import path_of
from blog.settings import Settings
from blog.slugs import slug_in
from storage.settings_item import SettingsItem

type Entries = tuple[Link, ...]


def join(item: SettingsItem, pages: Iterable[ArticleSummary]) -> None:
    """Puts top-level pages at the end, in their order, as WordPress does; where they stand is the owner's to change."""

    def joined(menu: Entries, permalinks: str) -> Entries:
        known = {slug_in(link.address) for link in menu if _is_ours(link)}
        new = [each for each in pages if not each.parent and each.slug not in known]
        new.sort(key=lambda page: page.order)
        return (*menu, *(Link(each.title, path_of(each.place, permalinks)) for each in new))

    _change(item, joined)


def rename(item: SettingsItem, old: str, new: str) -> None:
    """The old address would lead there too; this saves readers the way."""
    _change(item, lambda menu, _: tuple(_renamed(link, old, new) for link in menu))


def leave(item: SettingsItem, slug: str) -> None:
    _change(item, lambda menu, _: tuple(link for link in menu if not _leads_to(link, slug)))


def _change(item: SettingsItem, change: Callable[[Entries, str], Entries]) -> None:
    current = Settings.read(item.read())
    menu = change(current.menu, current.permalinks)
    if menu != current.menu:
        item.save({"menu": replace(current, menu=menu).texts()["menu"]})


def _renamed(link: Link, old: str, new: str) -> Link:
    if not _leads_to(link, old):
        return link
    before, _, after = link.address.rpartition(old)
    return replace(link, address=f"{before}{new}{after}")


def _leads_to(link: Link, slug: str) -> bool:
    return _is_ours(link) and slug_in(link.address) == slug


def _is_ours(link: Link) -> bool:
    return link.address.startswith("/")
