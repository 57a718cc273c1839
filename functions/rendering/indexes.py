"""Lists of lists: years with their months, tags by how often they are used, pages below pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import log

from blog.article import ArticleSummary
from blog.lists import ListInfo, ListKind, ListRef

# The stylesheet has this many sizes for the tags of a cloud.
SIZES = 5


@dataclass(frozen=True, slots=True)
class Year:
    """Its months, the newest first."""

    ref: ListRef
    count: int
    months: tuple[ListInfo, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A static page and the pages below it."""

    article: ArticleSummary
    below: "tuple[Branch, ...]"


def of_kind(lists: Iterable[ListInfo], kind: str) -> tuple[ListInfo, ...]:
    """The lists of one kind by their names."""
    return tuple(sorted((info for info in lists if info.ref.kind == kind), key=lambda info: info.name.casefold()))


def years(lists: Iterable[ListInfo]) -> tuple[Year, ...]:
    """The newest first; a year's articles are those of its months."""
    months = sorted((info for info in lists if info.ref.kind is ListKind.MONTH), key=lambda info: info.ref.slug)
    found = []
    for slug, group in groupby(reversed(months), key=lambda info: info.ref.slug[:4]):
        own = tuple(group)
        found.append(Year(ListRef(ListKind.YEAR, slug), sum(info.count for info in own), own))
    return tuple(found)


def sizes(lists: Iterable[ListInfo]) -> dict[ListRef, int]:
    """1 to `SIZES` for each list, by the logarithm of its count: among tags a few are always far ahead."""
    counts = {info.ref: log(max(info.count, 1)) for info in lists}
    least, most = min(counts.values(), default=0), max(counts.values(), default=0)
    return {ref: 1 + round((SIZES - 1) * (count - least) / (most - least or 1)) for ref, count in counts.items()}


def tree(articles: Iterable[ArticleSummary]) -> tuple[Branch, ...]:
    """Pages below their parents, in their owner's order; what has no parent here stands at the top."""
    pages = sorted(articles, key=lambda article: (article.order, article.title.casefold()))
    here = {article.slug for article in pages}
    children: dict[str, list[ArticleSummary]] = {}
    for article in pages:
        parent = article.ancestors[-1].slug if article.ancestors else ""
        children.setdefault(parent if parent in here else "", []).append(article)

    def branch(article: ArticleSummary) -> Branch:
        return Branch(article, tuple(branch(child) for child in children.get(article.slug, ())))

    return tuple(branch(article) for article in children.get("", ()))
