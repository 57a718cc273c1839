"""Articles and comments as feeds show them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from gettext import NullTranslations
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from blog.article import ArticleSummary, Author
from blog.comment import Comment
from blog.comment_markdown import comment_html
from blog.feeds import COMMENTS, comments_on, feed_path
from blog.lists import ListInfo, ListKind, ListRef
from blog.settings import Settings
from rendering.absolute import absolute_html, uri
from rendering.addresses import Addresses
from rendering.feeds.feed import Entry, Feed, Person, Window
from rendering.thread import link_to, query_of

# Made once, by chance: RFC 9562 (section 5.5) derives ids from names within a space of names.
_COMMENT_IDS = UUID("359afb86-46d4-488a-8a5b-f5e6ebd780f2")


class FeedMaker:
    """Makes the feeds of one site; `name` is always the format's, such as `rss.xml`."""

    def __init__(self, settings: Settings, addresses: Addresses, translations: NullTranslations) -> None:
        self._settings = settings
        self._addresses = addresses
        self._words = translations

    def articles(
        self, name: str, info: ListInfo, articles: Iterable[ArticleSummary], bodies: Mapping[str, str], window: Window
    ) -> Feed:
        """A list's feed. An article that has no body has just been deleted, and is left out."""
        path, blog, own = info.ref.path, self._settings.title, info.name or info.ref.slug
        return self._feed(
            path,
            name,
            window,
            page=self._absolute(path),
            title=f"{own} – {blog}" if own else blog,
            description=info.description or self._settings.tagline or blog,
            author=self._person(info.author) if info.author else None,
            entries=tuple(self._article(each, bodies[each.slug]) for each in articles if each.slug in bodies),
        )

    def comments(self, name: str, comments: Iterable[Comment], articles: Mapping[str, ArticleSummary]) -> Feed:
        """The feed of all comments. One whose article is not among `articles` is left out."""
        title = f"{self._words.gettext('Comments')} – {self._settings.title}"
        return self._feed(
            COMMENTS,
            name,
            Window(),
            page=self._absolute("/"),
            title=title,
            description=title,
            entries=tuple(
                self._comment(each, articles[each.slug]) for each in _said(comments) if each.slug in articles
            ),
        )

    def comments_on(self, name: str, article: ArticleSummary, comments: Iterable[Comment]) -> Feed:
        """The feed of the comments on one article."""
        on = self._words.gettext("Comments on “%(title)s”") % {"title": article.title}
        title = f"{on} – {self._settings.title}"
        return self._feed(
            comments_on(article.slug),
            name,
            Window(),
            page=self._absolute(article),
            title=title,
            description=title,
            began_at=article.published_at.astimezone(UTC),
            entries=tuple(self._comment(each, article) for each in _said(comments)),
        )

    def _feed(self, of: str, name: str, window: Window, **shown: Any) -> Feed:
        first = self._absolute(feed_path(of, name))

        def part(relation: str, cursor: str) -> str:
            return f"{first}?{relation}={quote(cursor, safe='')}" if cursor else ""

        return Feed(
            language=self._settings.language,
            first=first,
            url=part("before", window.before) or part("after", window.after) or first,
            newer=part("after", window.newer),
            older=part("before", window.older),
            **shown,
        )

    def _article(self, article: ArticleSummary, body: str) -> Entry:
        url = self._absolute(article)
        return Entry(
            id=article.guid or url,
            url=url,
            title=article.title,
            author=self._person(article.author),
            published_at=article.published_at.astimezone(UTC),
            updated_at=max(article.changed_at, article.published_at).astimezone(UTC),
            content=absolute_html(body, url),
            summary=article.summary,
            tags=tuple(dict.fromkeys((*article.categories, *article.tags))),
            picture=uri(article.picture.url, url) if article.picture else "",
            discussion=self._absolute(comments_on(article.slug)),
        )

    def _comment(self, comment: Comment, article: ArticleSummary) -> Entry:
        url = self._absolute(article)
        html = comment.text if comment.is_html else comment_html(comment.text)
        name = comment.name or self._words.gettext("Anonymous")
        said = {"title": article.title, "name": name}
        return Entry(
            id=uuid5(_COMMENT_IDS, comment.id).urn,
            url=f"{url}{query_of(comment.path)}",
            title=self._words.gettext("Comment on “%(title)s” by %(name)s") % said,
            author=Person(name, uri(link_to(comment.url), url)),
            published_at=comment.written_at,
            updated_at=comment.edited_at or comment.written_at,
            content=absolute_html(html, url),
        )

    def _person(self, author: Author) -> Person:
        # Not the author's own site: a row of a list does not hold it, and feeds must agree.
        page = self._absolute(ListRef(ListKind.AUTHOR, author.slug))
        return Person(author.name, page, uri(author.picture, page))

    def _absolute(self, of: str | ArticleSummary | ListRef) -> str:
        return self._addresses.absolute(self._addresses.path(of))


def _said(comments: Iterable[Comment]) -> Iterator[Comment]:
    """The comments of which more than their place is left."""
    return (comment for comment in comments if not comment.gap)
