"""An article's page, from what the table holds and what the form says: read by both Lambdas that show it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from blog.article import ArticleSummary
from blog.comment import Comment
from blog.discussion import closes_at, is_open
from blog.permalinks import path_of
from rendering.pages import ArticlePage, CommentsPage, ReplyForm
from rendering.thread import ThreadEntry, answered_elsewhere, entry, thread
from storage.blog_table import ArticleWithComments, BlogTable, CommentPage
from web.app import App
from web.written_cookie import written

# The end of a discussion is told when it is as near as this.
_SOON = timedelta(days=7)


def view(
    table: BlogTable, slug: str, form: ReplyForm, app: App, *, focus: str = "", consistent: bool = False
) -> ArticlePage | CommentsPage:
    """The page of the article that shows the comment at the path `focus`, or its first page.

    One request; a second one when `focus` is not among the first comments. That one is consistent, so that whoever
    has just sent a comment sees it; a third says whom its comments answer. Where the table is too busy for these, the
    article is shown without. Raises `ArticleNotFound`, `TooBusy`.
    """
    known = app.known_settings
    size, order = known.comments_per_page, known.comment_order
    found = table.article(slug, consistent=consistent, comments=size, order=order)
    if not found.whole:
        app.mark_incomplete()
    shown = _at(found.page, focus)
    if focus and not shown:
        look = partial(_look_further, table, found, form, app, focus=focus, consistent=consistent)
        if elsewhere := app.optional(look, None):
            return elsewhere
    entries = _entries(found.article, found.page, app)
    return ArticlePage(
        article=found.article,
        thread=entries,
        pinned=_pinned(found.pinned, found.article, entries, app),
        more_comments=found.page.more,
        form=_about(form, shown),
        **_now(found.article, app),
    )


def _look_further(
    table: BlogTable, found: ArticleWithComments, form: ReplyForm, app: App, *, focus: str, consistent: bool
) -> ArticlePage | CommentsPage | None:
    """The page that shows a comment which is not among the first, or not yet; None when there is none."""
    if not found.page.more:
        return None if consistent else view(table, found.article.slug, form, app, focus=focus, consistent=True)
    known = app.known_settings
    size, order = known.comments_per_page, known.comment_order
    later = table.comments_from(found.article.slug, focus, consistent=True, limit=size, order=order)
    shown = _at(later, focus)
    return _comments_page(table, found.article, later, _about(form, shown), app) if shown else None


def continuation(table: BlogTable, slug: str, cursor: str, form: ReplyForm, app: App) -> CommentsPage:
    """The comments after `cursor`: two requests, whatever came before. Raises `BadCursor`, `ArticleNotFound`."""
    known = app.known_settings
    page = table.comments_after(slug, cursor, limit=known.comments_per_page, order=known.comment_order)
    article, names = table.summary_and_names(slug, answered_elsewhere(page.comments))
    return _with_comments(article, page, form, app, names)


def _comments_page(
    table: BlogTable, article: ArticleSummary, page: CommentPage, form: ReplyForm, app: App
) -> CommentsPage:
    """Of an article that is known; a request more where its comments answer some that are elsewhere."""
    names: Mapping[str, str] = {}
    if elsewhere := answered_elsewhere(page.comments):
        names = app.optional(lambda: table.summary_and_names(article.slug, elsewhere)[1], names)
    return _with_comments(article, page, form, app, names)


def _with_comments(
    article: ArticleSummary, page: CommentPage, form: ReplyForm, app: App, names: Mapping[str, str]
) -> CommentsPage:
    entries = _entries(article, page, app, names)
    return CommentsPage(article=article, thread=entries, more_comments=page.more, form=form, **_now(article, app))


def _entries(
    article: ArticleSummary, page: CommentPage, app: App, names: Mapping[str, str] = MappingProxyType({})
) -> tuple[ThreadEntry, ...]:
    return thread(page.comments, page.before, _path(article, app), app.settings.comment_numbers, names)


def _pinned(
    comment: Comment | None, article: ArticleSummary, entries: tuple[ThreadEntry, ...], app: App
) -> ThreadEntry | None:
    """Above the others, unless it is the first of them anyway."""
    if comment is None or (entries and entries[0].path == comment.path):
        return None
    return entry(comment, _path(article, app))


def _now(article: ArticleSummary, app: App) -> dict[str, object]:
    """What the hour and the visitor say: whether the discussion is open, when it ends, what may still be edited."""
    now, days = app.clock(), app.settings.close_comments_after
    if not is_open(article, days, now):
        return {"own": written(app.request, now)}
    return {"comments_open": True, "closes_at": _soon(closes_at(article, days), now), "own": written(app.request, now)}


def turns_at(article: ArticleSummary, app: App) -> datetime | None:
    """When the page becomes another one though nobody writes: its discussion is about to end, or ends."""
    end = closes_at(article, app.settings.close_comments_after)
    return next((turn for turn in (end - _SOON, end) if turn > app.clock()), None) if end else None


def _soon(end: datetime | None, now: datetime) -> datetime | None:
    return end if end and end - now <= _SOON else None


def _path(article: ArticleSummary, app: App) -> str:
    return path_of(article.place, app.settings.permalinks)


def _at(page: CommentPage, path: str) -> Comment | None:
    """A comment of the page; where there is only a gap, it stands for what was there."""
    return next((comment for comment in page.comments if comment.path == path), None)


def _about(form: ReplyForm, comment: Comment | None) -> ReplyForm:
    """The form, told which comment it is about."""
    return replace(form, about=comment) if comment and not comment.gap and form.focus == comment.path else form
