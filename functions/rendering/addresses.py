"""Where the blog's own things are, as links name them: percent-encoded paths, and the same with the blog's origin."""

from dataclasses import dataclass, replace

from blog.article import ArticleSummary, Link, Neighbour, Place
from blog.lists import ListKind, ListRef
from blog.permalinks import path_of, url_path
from blog.slugs import term_slug


@dataclass(frozen=True, slots=True)
class Addresses:
    """`origin` is such as `https://blog.example.org`; `permalinks` one of `blog.permalinks.PATTERNS`."""

    origin: str
    permalinks: str

    def path(self, of: str | Place | ArticleSummary | Neighbour | ListRef) -> str:
        """The path of an article or a list; a text is a path that is only to be encoded."""
        if isinstance(of, str):
            return url_path(of)
        if isinstance(of, ListRef):
            return url_path(of.path)
        return url_path(path_of(of if isinstance(of, Place) else of.place, self.permalinks))

    def absolute(self, address: str) -> str:
        """An address with the blog's origin before it, where it has none of its own."""
        return f"{self.origin}{address}" if address.startswith("/") else address

    def above(self, article: ArticleSummary) -> tuple[Link, ...]:
        """The pages above a page, the topmost first."""
        place = article.place
        return tuple(
            Link(each.title, self.path(replace(place, slug=each.slug, ancestors=place.ancestors[:depth])))
            for depth, each in enumerate(article.ancestors)
        )

    def terms(self, article: ArticleSummary, kind: ListKind) -> tuple[Link, ...]:
        """An article's tags or categories with their lists; '' is the address of a name that no list can have."""
        names = article.tags if kind == ListKind.TAG else article.categories
        slugs = ((name, term_slug(name)) for name in names)
        return tuple(Link(name, self.path(ListRef(kind, slug)) if slug else "") for name, slug in slugs)
