"""An article, its author, and the part of it that lists show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from blog.slugs import term_slug


class ArticleKind(StrEnum):
    POST = "post"
    PAGE = "page"


class ArticleState(StrEnum):
    """Unlisted: whoever has the address reads it. Scheduled and expired: its time has not come, or has passed."""

    PUBLISHED = "published"
    UNLISTED = "unlisted"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"

    @property
    def is_public(self) -> bool:
        """Whether its address answers with it."""
        return self in (ArticleState.PUBLISHED, ArticleState.UNLISTED)


@dataclass(frozen=True, slots=True)
class Link:
    """A word or two, and where they lead: an absolute http(s) address or a path on this blog."""

    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote it. `picture` and `url` are absolute http(s) addresses, a path on this blog, or ''."""

    slug: str
    name: str
    bio: str = ""
    picture: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """All that an article's address can be made of, whatever the blog's permalink pattern is; all are slugs.

    `category` is the first one's, '' without one; `ancestors` are a page's, the topmost first.
    """

    slug: str
    kind: ArticleKind = ArticleKind.POST
    published_at: datetime
    author: str = ""
    category: str = ""
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another article, as far as a link needs it."""

    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A page above a page."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body, for the table of contents: `level` 2 to 4, `id` its anchor, `title` plain text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A featured image. `url` is absolute or a path on this blog; `alt` and `caption` are plain text."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """All of an article but its body: what a list, a neighbour or a comment form needs.

    Titles and summaries are plain text, never HTML. Times know their offset from UTC. `guid` is what feeds know the
    article by, whatever becomes of its address. `parent` is the slug of the page above a page, `order` a page's place
    among its siblings. `images` are the addresses of the pictures in the body. Counts are of approved comments and of
    likes: storage keeps them, as it keeps `ancestors`, `previous` and `next`; an author cannot set them.
    """

    slug: str
    title: str
    author: Author
    published_at: datetime
    updated_at: datetime | None = None
    expires_at: datetime | None = None
    guid: str = ""
    state: ArticleState = ArticleState.PUBLISHED
    kind: ArticleKind = ArticleKind.POST
    summary: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    picture: Picture | None = None
    images: tuple[str, ...] = ()
    word_count: int = 0
    sticky: bool = False
    parent: str = ""
    order: int = 0
    ancestors: tuple[Ancestor, ...] = ()
    comments_open: bool = True
    comments_locked: bool = False
    comment_count: int = 0
    like_count: int = 0
    previous: Neighbour | None = None
    next: Neighbour | None = None

    @property
    def place(self) -> Place:
        return Place(
            slug=self.slug,
            kind=self.kind,
            published_at=self.published_at,
            author=self.author.slug,
            category=term_slug(self.categories[0]) if self.categories else "",
            ancestors=tuple(ancestor.slug for ancestor in self.ancestors),
        )

    @property
    def changed_at(self) -> datetime:
        return self.updated_at or self.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleSummary):
    """`body` is HTML that `exchange` has already cleaned; `origin` says where it came from.

    `contents` are the body's headings where it is long enough to need a table of them. `related` is kept by storage.
    """

    body: str
    origin: str = ""
    contents: tuple[Heading, ...] = ()
    related: tuple[Neighbour, ...] = ()


def state_at(article: ArticleSummary, now: datetime) -> ArticleState:
    """The state that an article meant for publication has at a moment: its time may not have come, or have passed."""
    if article.state is ArticleState.DRAFT:
        return ArticleState.DRAFT
    if article.expires_at and article.expires_at <= now:
        return ArticleState.EXPIRED
    if article.published_at > now:
        return ArticleState.SCHEDULED
    return ArticleState.UNLISTED if article.state is ArticleState.UNLISTED else ArticleState.PUBLISHED
