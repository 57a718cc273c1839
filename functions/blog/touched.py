"""Which addresses show something else after a change: the one rule, for whoever keeps copies of pages.

Addresses are paths, not percent-encoded, and each stands for all that is asked of it by a query (`?before=…`,
`?comment=…`). Two are not told: searches, which follow their index and not the table, and what no record says, such as
the day on which a discussion ends.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from blog.article import ArticleKind, ArticleState, ArticleSummary
from blog.changes import (
    AddressChanged,
    Change,
    CommentChanged,
    HeadChanged,
    ListChanged,
    RowChanged,
    SettingsChanged,
)
from blog.feeds import COMMENTS, FORMATS, comments_on, feed_path
from blog.lists import HOME, ListInfo, ListKind, ListRef, lists_of
from blog.permalinks import path_of

# Whatever there is.
EVERYTHING = "/*"
_SITEMAP, _SITEMAP_OF_PAGES, _SITEMAP_OF_LISTS = "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-lists.xml"
_PAGES, _ARCHIVE, _TAGS = "/pages", "/archive", "/tags"
# The page that lists all lists of a kind. Years are there as the sums of their months.
_INDEXES = {
    ListKind.CATEGORY: _TAGS,
    ListKind.TAG: _TAGS,
    ListKind.MONTH: _ARCHIVE,
    ListKind.AUTHOR: _ARCHIVE,
}


def touched(change: Change, pattern: str, articles: Mapping[str, ArticleSummary]) -> frozenset[str]:
    """The addresses that may show something else, where permalinks follow `pattern`.

    `articles` are those that readers see, by slug, as far as comments on them have changed: a comment does not know
    where its article is. Of one that is not among them nothing is told, because its head's own change tells it.
    """
    match change:
        case HeadChanged():
            return frozenset(_by_head(change, pattern) if change.public else ())
        case CommentChanged(slug=slug):
            return frozenset(_by_comment(articles[slug], pattern) if slug in articles else ())
        case RowChanged():
            return frozenset(_by_row(change, pattern))
        case ListChanged():
            return frozenset(_by_list(change))
        case AddressChanged(address=address):
            return frozenset((address,))
        case SettingsChanged(shown=shown):
            return frozenset((EVERYTHING,) if shown else ())
    return frozenset()


def feeds_of(path: str) -> Iterator[str]:
    """The feeds below a list, `/comments` or `/comments/<slug>`."""
    return (feed_path(path, name) for name in FORMATS)


def _by_head(change: HeadChanged, pattern: str) -> Iterator[str]:
    """The article's own page shows all of its head; other pages show parts of it."""
    old, new = change.old, change.new
    if old == new and not (change.rewritten or change.relinked):
        return
    seen = [article for article in (old, new) if article]
    yield from (path_of(article.place, pattern) for article in seen)
    lists = {ref: None for article in seen for ref in lists_of(article)}
    if HOME in lists and _differ(old, new, lambda article: _in_home(article, pattern)):
        yield HOME.path
    if change.rewritten or len(seen) == 1:
        yield from (feed for ref in lists for feed in feeds_of(ref.path))
    if any(map(_is_static_page, seen)):
        yield from _by_static_page(old, new, pattern)
    told = _differ(old, new, lambda article: (article.title, article.published_at, path_of(article.place, pattern)))
    if told:
        yield from (feed for article in seen for feed in feeds_of(comments_on(article.slug)))
    if any(map(_is_discussed, seen)) and (told or _differ(old, new, _is_discussed)):
        yield from feeds_of(COMMENTS)


def _by_static_page(old: ArticleSummary | None, new: ArticleSummary | None, pattern: str) -> Iterator[str]:
    if _differ(old, new, lambda page: (_in_list(page, pattern), page.order, page.ancestors, page.state)):
        yield _PAGES
    if _differ(old, new, lambda page: (_in_sitemap(page, pattern), page.state)):
        yield _SITEMAP_OF_PAGES


def _by_comment(article: ArticleSummary, pattern: str) -> Iterator[str]:
    yield path_of(article.place, pattern)
    yield from feeds_of(comments_on(article.slug))
    if article.state is ArticleState.PUBLISHED:
        yield from feeds_of(COMMENTS)


def _by_row(change: RowChanged, pattern: str) -> Iterator[str]:
    ref, old, new = change.ref, change.old, change.new
    if _differ(old, new, lambda article: _in_list(article, pattern)):
        yield ref.path
    # In a feed nothing is sticky.
    if ref != HOME and old != new:
        yield from feeds_of(ref.path)
    if ref.kind is ListKind.MONTH and _differ(old, new, lambda article: _in_sitemap(article, pattern)):
        yield from _sitemaps_of(ref, filter(None, (old, new)))


def _by_list(change: ListChanged) -> Iterator[str]:
    """A list without articles is not there; what is left of it is what its owner said of it."""
    ref, (old, new) = change.ref, (info if info and info.count > 0 else None for info in (change.old, change.new))
    if _differ(old, new, lambda info: (info.name, info.description, info.count, info.author)):
        yield ref.path
    if ref.kind in _INDEXES and _differ(old, new, lambda info: (info.name, info.description, info.count)):
        yield _INDEXES[ref.kind]
    if ref == HOME:
        return
    if _differ(old, new, lambda info: (info.name, info.description, info.author)):
        yield from feeds_of(ref.path)
    if _differ(old, new, lambda info: info.updated_at):
        yield _SITEMAP_OF_LISTS
    # A large month is listed by its days, each of which may be the first or the last with an article.
    if ref.kind is ListKind.MONTH and _differ(old, new, lambda info: (info.updated_at, info.count)):
        yield _SITEMAP


def _sitemaps_of(month: ListRef, articles: Iterable[ArticleSummary]) -> Iterator[str]:
    """The month's part, and the days that it is made of where it is a large one."""
    yield f"/sitemap-{month.slug}.xml"
    yield from (f"/sitemap-{article.published_at:%Y-%m-%d}.xml" for article in articles)


def _is_static_page(article: ArticleSummary) -> bool:
    return article.kind is ArticleKind.PAGE and article.state is ArticleState.PUBLISHED


def _is_discussed(article: ArticleSummary) -> bool:
    """Whether comments on it are in the feed of all comments."""
    return article.comment_count > 0 and article.state is ArticleState.PUBLISHED


def _in_list(article: ArticleSummary, pattern: str) -> object:
    """What a list shows of an article."""
    picture = article.picture.url if article.picture else ""
    shown = article.title, article.summary, article.published_at, picture, article.author.name
    return *shown, path_of(article.place, pattern)


def _in_home(article: ArticleSummary, pattern: str) -> object:
    """Home lists heads, which have counts; rows have none."""
    return _in_list(article, pattern), article.comment_count, article.state


def _in_sitemap(article: ArticleSummary, pattern: str) -> object:
    picture = article.picture.url if article.picture else ""
    return article.changed_at, picture, article.images, path_of(article.place, pattern)


def _differ[Thing: (ArticleSummary, ListInfo)](
    old: Thing | None, new: Thing | None, shown: Callable[[Thing], object]
) -> bool:
    """Whether it came, went, or shows something else."""
    return (old and shown(old)) != (new and shown(new))
