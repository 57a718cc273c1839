"""One frozen dataclass per template: all that it may show, and its file's name in `template`."""

from dataclasses import dataclass, field
from typing import ClassVar

from blog.article import Article, ArticleSummary
from blog.comment import Comment
from blog.comment_form import CommentForm, Fault
from rendering.thread import ThreadEntry

# Stands in the comment form for the moment at which the page is sent. Autoescaping leaves no "<" in anybody's
# words and the cleaner knows no such element, so it can stand nowhere else.
OPENED = "<opened>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page shows around its own matter."""

    title: str
    tagline: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyForm:
    """ "Leave a Reply" as it stands: words already typed, what is wrong with them, whom it answers.

    `refusal` is why the whole of it was turned away: 'parent_gone', 'closed' or ''.
    """

    words: CommentForm = field(default_factory=CommentForm)
    faults: tuple[Fault, ...] = ()
    refusal: str = ""
    answered: Comment | None = None

    def fault(self, name: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.field == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """The article and the first page of its comments; `more_comments` is the cursor of the next, or ''."""

    template: ClassVar[str] = "article.html"
    article: Article
    thread: tuple[ThreadEntry, ...] = ()
    more_comments: str = ""
    form: ReplyForm


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsPage:
    """Comments beyond an article's first page, without its body."""

    template: ClassVar[str] = "comments.html"
    article: ArticleSummary
    thread: tuple[ThreadEntry, ...]
    more_comments: str = ""
    form: ReplyForm


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Articles, newest first. `kind` is 'home' or 'pages'; `older` is an address or ''."""

    template: ClassVar[str] = "list.html"
    kind: str
    articles: tuple[ArticleSummary, ...]
    older: str = ""
    is_first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingPage:
    """To the writer of a held comment: it arrived, and these are your words."""

    template: ClassVar[str] = "awaiting.html"
    slug: str
    entry: ThreadEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPage:
    """An answer that is not what was asked for, and what to do now. `kept` is text that must not be lost."""

    template: ClassVar[str] = "problem.html"
    status: int
    kept: str = ""


type Page = ArticlePage | CommentsPage | ListPage | AwaitingPage | ProblemPage
