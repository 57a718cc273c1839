"""Feeds, and the addresses that they had in WordPress."""

from aws_lambda_powertools.event_handler import Response

from blog.article import ArticleState
from blog.errors import ArticleNotFound
from blog.feeds import COMMENTS, comments_on, feed_path, old_feed
from blog.lists import HOME, ListRef, list_at
from blog.permalinks import url_path
from blog.slugs import is_slug, slug_in
from rendering.feeds.entries import FeedMaker
from rendering.feeds.feed import Feed, Window
from rendering.feeds.formats import FORMATS
from storage.blog_table import BlogTable
from storage.list_reader import NEWEST
from web import answers
from web.app import App


class FeedRoutes:
    """Each feed is two requests: what it lists, and what that says."""

    def __init__(self, app: App, blog_table: BlogTable) -> None:
        self._app = app
        self._table = blog_table

    def feed(self) -> Response:
        """`<address>/rss.xml`, and so on, of a list, of all comments, or of those on one article.

        Raises `ArticleNotFound`, `ArticleGone`, `ListNotFound`, `BadCursor`.
        """
        path = self._app.request.path
        of, _, name = path.rpartition("/")
        if of == COMMENTS:
            return self._answer(name, self._comments(name), answers.BRIEFLY)
        if of.startswith(f"{COMMENTS}/"):
            return self._on_article(of.removeprefix(f"{COMMENTS}/"), name)
        if not (ref := list_at(of)):
            raise ArticleNotFound(path)
        if path != feed_path(ref.path, name):
            return _to(ref.path, name)
        return self._answer(name, self._articles(ref, name))

    def moved(self) -> Response | None:
        """301 from where WordPress had a feed; None for any other address. Raises `ArticleGone`, `ArticleNotFound`."""
        request = self._app.request
        if (asked := old_feed(request.path, request.query)) is None:
            return None
        of, name = asked
        if of == COMMENTS:
            return _to(of, name)
        if ref := list_at(of):
            return _to(ref.path, name)
        return _to(comments_on(self._slug_at(of)), name)

    def _articles(self, ref: ListRef, name: str) -> Feed:
        query = self._app.request.query
        before, after = query.get("before", ""), query.get("after", "")
        first = not (before or after)
        # In a feed nothing is sticky: home's begins with what is newest.
        start = NEWEST if first and ref == HOME else before
        found = self._table.listed(ref, before=start, after=after, limit=self._app.known_settings.articles_in_feeds)
        bodies = self._table.bodies(found.articles) if found.articles else {}
        window = Window(before=before, after=after, newer="" if first else found.newer, older=found.older)
        return self._maker().articles(name, found.info, found.articles, bodies, window)

    def _comments(self, name: str) -> Feed:
        comments = self._table.recent_comments(self._app.known_settings.articles_in_feeds)
        articles = self._table.summaries({comment.slug for comment in comments}) if comments else {}
        listed = {slug: each for slug, each in articles.items() if each.state is ArticleState.PUBLISHED}
        return self._maker().comments(name, comments, listed)

    def _on_article(self, slug: str, name: str) -> Response:
        if not is_slug(slug):
            raise ArticleNotFound(slug)
        try:
            article = self._table.summary(slug)
        except ArticleNotFound:
            return _to(comments_on(self._renamed(slug)), name)
        comments = self._table.recent_comments_on(slug, self._app.known_settings.articles_in_feeds)
        return self._answer(name, self._maker().comments_on(name, article, comments), answers.BRIEFLY)

    def _slug_at(self, address: str) -> str:
        """The slug of the article that an address leads to. Raises `ArticleGone`, `ArticleNotFound`."""
        if moved := self._table.moved_to(address):
            return moved
        if not is_slug(slug := slug_in(address)):
            raise ArticleNotFound(address)
        try:
            return self._table.summary(slug).slug
        except ArticleNotFound:
            return self._renamed(slug)

    def _renamed(self, slug: str) -> str:
        """The slug that took this one's place. Raises `ArticleGone`, `ArticleNotFound`."""
        if moved := self._table.moved_to(f"/{slug}"):
            return moved
        raise ArticleNotFound(slug)

    def _maker(self) -> FeedMaker:
        renderer = self._app.renderer
        return FeedMaker(renderer.settings, renderer.addresses, renderer.translations)

    def _answer(self, name: str, feed: Feed, cache: str = answers.REVALIDATED) -> Response:
        content_type, write = FORMATS[name]
        self._app.shows = "feed"
        return answers.document(self._app.request, write(feed), content_type, changed_at=feed.updated_at, cache=cache)


def _to(of: str, name: str) -> Response:
    return answers.redirect(301, url_path(feed_path(of, name)))
