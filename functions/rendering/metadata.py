"""What a page says of itself in its <head>: to search engines, to whoever shares it, to feed readers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from gettext import NullTranslations
from urllib.parse import quote

from blog.article import Article, ArticleKind, ArticleState, Link, Picture
from blog.feeds import comments_on
from blog.lists import HOME, ListInfo, ListKind, ListRef
from rendering.addresses import Addresses
from rendering.pages import (
    ArticlePage,
    AwaitingPage,
    CommentsPage,
    IndexPage,
    ListPage,
    Page,
    SearchPage,
    Site,
    StaticPagesPage,
)
from rendering.structured_data import StructuredData, Thing, graph, way_to
from rendering.times import Times, instant

# The kinds of list that have feeds of their own.
_FED = (ListKind.TAG, ListKind.CATEGORY, ListKind.AUTHOR)
_NAMED = 12
# What body.css is about; attributes stand as the cleaner writes them.
_RICH = re.compile(r' class="|<(?:table|dl|hr|iframe|audio|video|cite|su[bp])\b')


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """`path` is the page's canonical one, '' where it has none; `title` goes without the blog's; `kind` and
    `properties` are OpenGraph's (https://ogp.me); each of `feeds` is the path that its three formats share;
    `is_rich` says that the article's body has more than words and pictures, and needs the second stylesheet.
    """

    title: str = ""
    description: str = ""
    path: str = ""
    is_indexed: bool = False
    kind: str = "website"
    picture: Picture | None = None
    properties: tuple[tuple[str, str], ...] = ()
    feeds: tuple[Link, ...] = ()
    newer: str = ""
    older: str = ""
    graph: str = ""
    is_rich: bool = False


class Describer:
    """Describes the pages of one site, in its language."""

    def __init__(
        self, site: Site, addresses: Addresses, times: Times, data: StructuredData, translations: NullTranslations
    ) -> None:
        self._settings = site.settings
        self._addresses = addresses
        self._times = times
        self._data = data
        self._words = translations
        self._feeds = (Link(site.settings.title, HOME.path),)

    def describe(self, page: Page, comments: Iterable[str] = ()) -> Metadata:
        """`comments` are the page's, as JSON. What nobody should find, such as a problem, says nothing of itself."""
        match page:
            case ArticlePage():
                return self._article(page, comments)
            case ListPage():
                return self._list(page)
            case IndexPage() | StaticPagesPage():
                return self._index(page)
            case CommentsPage():
                title = self._words.gettext("Comments on “%(title)s”") % {"title": page.article.title}
                return Metadata(title=title, description=title, path=self._addresses.path(page.article))
            case SearchPage():
                return self._search(page)
            case AwaitingPage():
                return Metadata(path=self._addresses.path(page.path))
        return Metadata()

    def name_of(self, info: ListInfo) -> str:
        """A list's name as its page's heading."""
        if info.ref.kind is ListKind.MONTH:
            return self._times.month(info.ref.slug)
        return self._settings.title if info.ref.kind is ListKind.HOME else info.name or info.ref.slug

    def _article(self, page: ArticlePage, comments: Iterable[str]) -> Metadata:
        article = page.article
        path = self._addresses.path(article)
        if page.preview:
            return Metadata(
                title=article.title, description=self._summary(article), path=path, is_rich=is_rich(article.body)
            )
        things = [self._data.article(article)]
        if way := way_to(article, self._addresses):
            things.append(self._data.breadcrumbs((*way, Link(article.title, path))))
        return Metadata(
            title=article.title,
            description=self._summary(article),
            path=path,
            is_indexed=article.state is ArticleState.PUBLISHED,
            kind="article",
            picture=article.picture or next((Picture(url=image) for image in article.images), None),
            properties=tuple(self._properties(article)),
            feeds=(*self._feeds, *self._comment_feeds(page)),
            graph=graph(things, comments),
            is_rich=is_rich(article.body),
        )

    def _summary(self, article: Article) -> str:
        said = {"title": article.title, "author": article.author.name, "blog": self._settings.title}
        return article.summary or self._words.gettext("“%(title)s”, by %(author)s, on %(blog)s") % said

    def _properties(self, article: Article) -> Iterable[tuple[str, str]]:
        yield "article:published_time", instant(article.published_at)
        if article.updated_at:
            yield "article:modified_time", instant(article.updated_at)
        if article.author.slug and article.kind is ArticleKind.POST:
            yield "article:author", self._addresses.absolute(self._addresses.path(_of_author(article.author.slug)))
        for name in article.categories[:1]:
            yield "article:section", name
        for name in article.tags:
            yield "article:tag", name

    def _comment_feeds(self, page: ArticlePage) -> Iterable[Link]:
        if page.article.state is ArticleState.PUBLISHED and (page.comments_open or page.thread):
            title = self._words.gettext("Comments on “%(title)s”") % {"title": page.article.title}
            yield Link(title, self._addresses.path(comments_on(page.article.slug)))

    def _list(self, page: ListPage) -> Metadata:
        ref, is_home = page.info.ref, page.info.ref == HOME
        base = self._addresses.path(ref)
        title = self._title(page.info)
        path, description = base, self._description(page.info, title)
        if not page.is_first:
            path = at_cursor(base, page.before, page.after)
            title, description = self._continued(page, title)
        feeds = (Link(f"{self._settings.title}: {self._title(page.info)}", base),) if ref.kind in _FED else ()
        return Metadata(
            title="" if is_home and page.is_first else title,
            description=description,
            path=path,
            # What "Newer" leads to shows the same articles as another page, cut elsewhere.
            is_indexed=bool(page.articles or page.sticky) and not page.after,
            kind="profile" if ref.kind is ListKind.AUTHOR else "website",
            picture=_portrait(page.info),
            feeds=(*self._feeds, *feeds),
            newer=at_cursor(base, after=page.newer) if page.newer else "",
            older=at_cursor(base, before=page.older) if page.older else "",
            graph=graph(self._things(page, title, description, path)),
        )

    def _things(self, page: ListPage, title: str, description: str, path: str) -> Iterable[Thing]:
        ref = page.info.ref
        if ref == HOME and page.is_first:
            yield from self._data.home()
        elif page.info.author:
            yield self._data.profile(page.info.author, path)
        else:
            yield self._data.collection(title, description, path)
        if ref.kind is ListKind.MONTH:
            year = ListRef(ListKind.YEAR, ref.slug[:4])
            links = [Link(year.slug, year.path), Link(self.name_of(page.info), ref.path)]
            yield self._data.breadcrumbs(links)

    def _title(self, info: ListInfo) -> str:
        gettext = self._words.gettext
        match info.ref.kind:
            case ListKind.HOME:
                title = gettext("Articles")
            case ListKind.TAG:
                title = gettext("Articles tagged “%(name)s”")
            case ListKind.CATEGORY:
                title = gettext("Articles in “%(name)s”")
            case ListKind.AUTHOR:
                title = gettext("Articles by %(name)s")
            case _:
                title = gettext("Articles from %(name)s")
        return title % {"name": self.name_of(info)}

    def _description(self, info: ListInfo, title: str) -> str:
        own = info.author.bio if info.author else info.description
        if own or (info.ref == HOME and self._settings.tagline):
            return own or self._settings.tagline
        articles = self._words.ngettext("one article", "%(count)s articles", info.count) % {"count": info.count}
        said = {"title": title, "blog": self._settings.title, "articles": articles}
        return self._words.gettext("%(title)s on %(blog)s: %(articles)s") % said

    def _continued(self, page: ListPage, title: str) -> tuple[str, str]:
        """Title and description of a page that is not the first: the days that it covers tell it from the others."""
        if not page.articles:
            return title, title
        newest, oldest = (self._times.day(page.articles[at].published_at) for at in (0, -1))
        said = {"title": title, "newest": newest, "oldest": oldest, "blog": self._settings.title}
        return (
            self._words.gettext("%(title)s, %(oldest)s to %(newest)s") % said,
            self._words.gettext("%(title)s on %(blog)s, from %(newest)s back to %(oldest)s") % said,
        )

    def _index(self, page: IndexPage | StaticPagesPage) -> Metadata:
        path, title, names = self._listing(page)
        said = {"title": title, "blog": self._settings.title, "names": ", ".join(names[:_NAMED])}
        description = self._words.gettext("%(title)s of %(blog)s: %(names)s") % said
        things = [self._data.collection(title, description, path)]
        return Metadata(
            title=title,
            description=description,
            path=path,
            is_indexed=bool(names),
            feeds=self._feeds,
            older=at_cursor(path, before=page.older) if isinstance(page, StaticPagesPage) and page.older else "",
            graph=graph(things),
        )

    def _search(self, page: SearchPage) -> Metadata:
        gettext, said = self._words.gettext, {"query": page.query, "blog": self._settings.title}
        return Metadata(
            title=gettext("Search for “%(query)s”") % said if page.query else gettext("Search"),
            description=gettext("Search the articles and comments of %(blog)s") % said,
            path=_found_at(page.query, page.page),
            # What was found is for whoever asked; where to ask is for everybody.
            is_indexed=not page.query,
            feeds=self._feeds,
            newer=_found_at(page.query, page.page - 1) if page.page > 1 else "",
            older=_found_at(page.query, page.page + 1) if page.page < page.last_page else "",
        )

    def _listing(self, page: IndexPage | StaticPagesPage) -> tuple[str, str, list[str]]:
        """The path, the title and what is listed."""
        if isinstance(page, StaticPagesPage):
            return "/pages", self._words.gettext("Pages"), [article.title for article in page.articles]
        names = [self.name_of(info) for info in page.lists]
        if page.kind == "tags":
            return "/tags", self._words.gettext("Tags and categories"), names
        return "/archive", self._words.gettext("Archive"), names


def at_cursor(path: str, before: str = "", after: str = "") -> str:
    """A list's page at a cursor, as every link to it is spelled."""
    return f"{path}?after={quote(after)}" if after else f"{path}?before={quote(before)}"


def _found_at(query: str, page: int) -> str:
    """A page of what a search finds."""
    address = f"/search?q={quote(query)}" if query else "/search"
    return f"{address}&page={page}" if page > 1 else address


def _of_author(slug: str) -> ListRef:
    return ListRef(ListKind.AUTHOR, slug)


def is_rich(body: str) -> bool:
    """Whether a body has what only body.css is about."""
    return _RICH.search(body) is not None


def _portrait(info: ListInfo) -> Picture | None:
    author = info.author
    return Picture(url=author.picture, alt=author.name) if author and author.picture else None
