"""An article's page, from what the table holds and what the form says: read by both Lambdas that show it."""

from dataclasses import replace

from blog.article import Article, ArticleSummary
from blog.comment import Comment
from rendering.pages import ArticlePage, CommentsPage, ReplyForm
from rendering.thread import thread
from storage.blog_table import BlogTable, CommentPage


def view(
    table: BlogTable, slug: str, form: ReplyForm, *, focus: str = "", consistent: bool = False
) -> ArticlePage | CommentsPage:
    """The page of the article that shows the comment at the path `focus`, or its first page.

    One request; a second one when `focus` is not among the first comments. Raises `ArticleNotFound`.
    """
    found = table.article(slug, consistent=consistent)
    shown = _at(found.page, focus)
    if focus and shown is None and found.page.more:
        later = table.comments_from(slug, focus, consistent=consistent)
        if shown := _at(later, focus):
            return _comments_page(found.article, later, _answering(form, shown))
    return ArticlePage(
        article=found.article,
        thread=thread(found.page.comments, found.page.first_number),
        more_comments=found.page.more,
        form=_answering(form, shown),
    )


def continuation(table: BlogTable, slug: str, cursor: str, form: ReplyForm) -> CommentsPage:
    """The comments after `cursor`: two requests, whatever came before. Raises `BadCursor`, `ArticleNotFound`."""
    page = table.comments_after(slug, cursor)
    return _comments_page(table.summary(slug), page, form)


def _comments_page(article: Article | ArticleSummary, page: CommentPage, form: ReplyForm) -> CommentsPage:
    return CommentsPage(
        article=article, thread=thread(page.comments, page.first_number), more_comments=page.more, form=form
    )


def _at(page: CommentPage, path: str) -> Comment | None:
    return next((comment for comment in page.comments if comment.path == path), None)


def _answering(form: ReplyForm, comment: Comment | None) -> ReplyForm:
    """The form, told whom it answers where its words name this comment as their parent."""
    return replace(form, answered=comment) if comment and form.words.parent == comment.path else form
