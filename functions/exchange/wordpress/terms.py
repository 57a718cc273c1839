"""What an item is filed under."""

from collections.abc import Mapping
from functools import lru_cache

from exchange.html import text_of
from exchange.wordpress.items import WxrItem

# By taxonomy and nicename, for the items that give no names themselves.
type TermNames = Mapping[tuple[str, str], str]


def filed_under(item: WxrItem, taxonomy: str, names: TermNames) -> dict[str, str]:
    """The names of an item's terms by nicename. 1.0 lists every term a second time without its taxonomy."""
    if taxonomy == "category" and not any(term.taxonomy for term in item.terms):
        taxonomy = ""
    found = {
        term.nicename: _plain(term.name) or names.get((taxonomy, term.nicename), "")
        for term in item.terms
        if term.taxonomy == taxonomy and term.nicename != "uncategorized"
    }
    return {nicename: name for nicename, name in found.items() if name and name != "Uncategorized"}


@lru_cache(4096)
def _plain(name: str) -> str:
    """The few names that many items repeat."""
    return text_of(name)
