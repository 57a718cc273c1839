"""The lists that an article is in: home, its author's, those of its tags and categories, its year and its month."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from blog.article import ArticleKind, ArticleState, ArticleSummary, Author
from blog.slugs import term_slug


class ListKind(StrEnum):
    HOME = "home"
    TAG = "tag"
    CATEGORY = "category"
    AUTHOR = "author"
    YEAR = "year"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ListRef:
    """Which list. `slug` is '' for home, `2026` for a year, `2026-11` for a month."""

    kind: ListKind
    slug: str = ""

    @property
    def path(self) -> str:
        match self.kind:
            case ListKind.HOME:
                return "/"
            case ListKind.YEAR | ListKind.MONTH:
                return "/" + self.slug.replace("-", "/")
        return f"/{self.kind}/{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInfo:
    """What a list says of itself. `count` is of the published articles in it, `author` only of an author's."""

    ref: ListRef
    name: str = ""
    description: str = ""
    count: int = 0
    updated_at: datetime | None = None
    author: Author | None = None


HOME = ListRef(ListKind.HOME)
_TERM = re.compile(r"/(tag|category|author)/([^/]{1,200})")
_ASKED = {"tag": ListKind.TAG, "category_name": ListKind.CATEGORY, "author_name": ListKind.AUTHOR}
_MONTH = re.compile(r"(\d{4})(\d\d)?(?:\d\d)?", re.ASCII)
_TIME = re.compile(r"/(\d{4})(?:/(0[1-9]|1[0-2]))?", re.ASCII)
# WordPress numbers the pages of a list, nests categories, and has lists of single days.
_NUMBERED = re.compile(r"/page/\d+$")
_NESTED = re.compile(r"(/category)/.+(/[^/]+)")
_DAY = re.compile(r"(/\d{4}/\d\d)/\d\d", re.ASCII)


def list_asked(query: Mapping[str, str]) -> ListRef | None:
    """The list that WordPress's plain permalinks ask for: `?tag=x`, `?author_name=x`, `?m=201103` …"""
    for name, kind in _ASKED.items():
        if wanted := query.get(name):
            return list_at(f"/{kind}/{wanted}")
    month = _MONTH.fullmatch(query.get("m", ""))
    return list_at(f"/{month[1]}/{month[2]}" if month[2] else f"/{month[1]}") if month else None


def list_at(path: str) -> ListRef | None:
    """The list whose address this is, or was in WordPress; `path` is decoded."""
    path = _NUMBERED.sub("", path.rstrip("/"))
    path = _DAY.sub(r"\1", path) if _DAY.fullmatch(path) else _NESTED.sub(r"\1\2", path)
    if not path:
        return HOME
    if term := _TERM.fullmatch(path):
        return ListRef(ListKind(term[1]), term[2])
    if time := _TIME.fullmatch(path):
        return ListRef(ListKind.MONTH, f"{time[1]}-{time[2]}") if time[2] else ListRef(ListKind.YEAR, time[1])
    return None


def lists_of(article: ArticleSummary) -> dict[ListRef, str]:
    """Every list that shows an article, with the list's name as this article spells it; none for what is not listed."""
    if article.kind is not ArticleKind.POST or article.state is not ArticleState.PUBLISHED:
        return {}
    at = article.published_at
    found = {
        HOME: "",
        ListRef(ListKind.AUTHOR, article.author.slug): article.author.name,
        ListRef(ListKind.YEAR, f"{at:%Y}"): "",
        ListRef(ListKind.MONTH, f"{at:%Y-%m}"): "",
    }
    for kind, names in ((ListKind.CATEGORY, article.categories), (ListKind.TAG, article.tags)):
        found |= {ListRef(kind, slug): name for name in names if (slug := term_slug(name))}
    return found
