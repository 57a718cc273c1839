"""An article's page, from what the table holds and what the form says: read by both Lambdas that show it."""

from dataclasses import replace

from blog.article import Article, ArticleSummary
from blog.comment import Comment
from blog.permalinks import path_of
from blog.settings import Settings
from rendering.pages import ArticlePage, CommentsPage, ReplyForm
from rendering.thread import thread
from storage.blog_table import BlogTable, CommentPage
from web.app import App


def view(
    table: BlogTable, slug: str, form: ReplyForm, app: App, *, focus: str = "", consistent: bool = False
) -> ArticlePage | CommentsPage:
    """The page of the article that shows the comment at the path `focus`, or its first page.

    One request; a second one when `focus` is not among the first comments. Raises `ArticleNotFound`.
    """
    size = app.known_settings.comments_per_page
    found = table.article(slug, consistent=consistent, comments=size)
    shown = _at(found.page, focus)
    if focus and shown is None and found.page.more:
        later = table.comments_from(slug, focus, consistent=consistent, limit=size)
        if shown := _at(later, focus):
            return _comments_page(found.article, later, _answering(form, shown), app.settings)
    return ArticlePage(
        article=found.article,
        thread=thread(found.page.comments, found.page.first_number, _path(found.article, app.settings)),
        more_comments=found.page.more,
        form=_answering(form, shown),
    )


def continuation(table: BlogTable, slug: str, cursor: str, form: ReplyForm, app: App) -> CommentsPage:
    """The comments after `cursor`: two requests, whatever came before. Raises `BadCursor`, `ArticleNotFound`."""
    page = table.comments_after(slug, cursor, limit=app.known_settings.comments_per_page)
    return _comments_page(table.summary(slug), page, form, app.settings)


def _comments_page(
    article: Article | ArticleSummary, page: CommentPage, form: ReplyForm, settings: Settings
) -> CommentsPage:
    entries = thread(page.comments, page.first_number, _path(article, settings))
    return CommentsPage(article=article, thread=entries, more_comments=page.more, form=form)


def _path(article: ArticleSummary, settings: Settings) -> str:
    return path_of(article.place, settings.permalinks)


def _at(page: CommentPage, path: str) -> Comment | None:
    return next((comment for comment in page.comments if comment.path == path), None)


def _answering(form: ReplyForm, comment: Comment | None) -> ReplyForm:
    """The form, told whom it answers where its words name this comment as their parent."""
    return replace(form, answered=comment) if comment and form.words.parent == comment.path else form
