"""An article, its author, and the part of it that lists show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ArticleKind(StrEnum):
    POST = "post"
    PAGE = "page"


class ArticleState(StrEnum):
    PUBLISHED = "published"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote it. `picture` and `url` are absolute http(s) addresses, a path on this blog, or ''."""

    slug: str
    name: str
    bio: str = ""
    picture: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article before or after this one, as far as a link needs it."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A featured image. `url` is absolute; `alt` and `caption` are plain text."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """All of an article but its body: what a list, a neighbour or a comment form needs.

    Titles and summaries are plain text, never HTML. Times know their offset from UTC.
    `comment_count` counts approved comments only; storage keeps it, an author cannot set it.
    """

    slug: str
    title: str
    author: Author
    published_at: datetime
    updated_at: datetime | None = None
    state: ArticleState = ArticleState.PUBLISHED
    kind: ArticleKind = ArticleKind.POST
    summary: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    picture: Picture | None = None
    sticky: bool = False
    comments_open: bool = True
    comment_count: int = 0
    previous: Neighbour | None = None
    next: Neighbour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleSummary):
    """`body` is HTML that `exchange` has already cleaned; `origin` says where it came from."""

    body: str
    origin: str = ""
