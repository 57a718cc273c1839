"""One frozen dataclass per template: all that it may show, and its file's name in `template`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from blog.article import Article, ArticleSummary, Neighbour
from blog.comment import Comment
from blog.comment_form import CommentForm, Fault
from blog.hits import Hit
from blog.lists import HOME, ListInfo
from blog.settings import Settings
from rendering.thread import ThreadEntry

# Stands in the comment form for the moment at which the page is sent. Autoescaping leaves no "<" in anybody's
# words and the cleaner knows no such element, so it can stand nowhere else.
OPENED = "<opened>"


@dataclass(frozen=True, kw_only=True)
class Site:
    """What every page shows around its own matter. `address` is the blog's origin: `https://blog.example.org`."""

    settings: Settings = field(default_factory=Settings)
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyForm:
    """What stands below an article's comments: words already typed, what is wrong with them, what they are about.

    `act` is 'post', 'edit' or 'report'; `target` the path of the comment that is edited or reported. `about` is that
    comment, or the one that is answered, where it is known. `refusal` is why the whole of it was turned away:
    'parent_gone', 'closed', 'blocked', 'too_late' (to edit), 'not_yours', 'changed' (while it was edited), 'gone' or
    ''. A `preview` shows the words above the form as they will be.
    """

    act: str = "post"
    words: CommentForm = field(default_factory=CommentForm)
    faults: tuple[Fault, ...] = ()
    refusal: str = ""
    target: str = ""
    about: Comment | None = None
    preview: bool = False

    def fault(self, name: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.field == name), None)

    @property
    def focus(self) -> str:
        """The path of the comment that it is about, as far as the form says; ''."""
        return self.target or self.words.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """The article and the first page of its comments; `more_comments` is the cursor of the next, or ''.

    `closes_at` is when the discussion ends, where that is soon; `pinned` the comment above the others, unless it is the
    first of them; `own` are the paths of comments that this visitor may edit. `said` is what has just been done to a
    comment: 'reported', 'edited', 'deleted' or ''; `liked` is 'thanks' or 'undone' after a press of the button.
    `preview` marks a draft that a signed link shows.
    """

    template: ClassVar[str] = "article.html"
    article: Article
    comments_open: bool = False
    closes_at: datetime | None = None
    thread: tuple[ThreadEntry, ...] = ()
    pinned: ThreadEntry | None = None
    more_comments: str = ""
    form: ReplyForm
    own: frozenset[str] = frozenset()
    said: str = ""
    liked: str = ""
    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsPage:
    """Comments beyond an article's first page, without its body. The fields are those of `ArticlePage`."""

    template: ClassVar[str] = "comments.html"
    article: ArticleSummary
    comments_open: bool = False
    closes_at: datetime | None = None
    thread: tuple[ThreadEntry, ...]
    more_comments: str = ""
    form: ReplyForm
    own: frozenset[str] = frozenset()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One list's articles, newest first, the sticky ones before them. `newer` and `older` are cursors or ''.

    `info` is what the list says of itself; past the first page only its `ref` and, where an article tells it, its name.
    `before` or `after` is the cursor that the page was asked for with; neither: it is the first.
    """

    template: ClassVar[str] = "list.html"
    info: ListInfo
    sticky: tuple[ArticleSummary, ...] = ()
    articles: tuple[ArticleSummary, ...]
    newer: str = ""
    older: str = ""
    before: str = ""
    after: str = ""

    @property
    def is_first(self) -> bool:
        return not (self.before or self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """All lists of some kinds with their counts: `kind` is 'tags' (tags, categories) or 'archive' (months, authors)."""

    template: ClassVar[str] = "index.html"
    kind: str
    lists: tuple[ListInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticPagesPage:
    """Static pages, each below its parent where that is among them. `older` is the cursor of those before, or ''."""

    template: ClassVar[str] = "pages.html"
    articles: tuple[ArticleSummary, ...]
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of the `total` things that a search found, best first.

    `query` is what was searched for, `is_cut` where more was typed, `is_empty` where nothing of it can be searched for;
    `meant` what may have been meant where nothing was found. Without an index nothing `is_ready`.
    """

    template: ClassVar[str] = "search.html"
    query: str = ""
    is_cut: bool = False
    is_empty: bool = False
    is_ready: bool = True
    total: int = 0
    hits: tuple[Hit, ...] = ()
    page: int = 1
    last_page: int = 1
    meant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingPage:
    """To the writer of a held comment: it arrived, and these are your words. `path` is the article's, not encoded.

    `is_own` says that this visitor may edit it.
    """

    template: ClassVar[str] = "awaiting.html"
    path: str
    entry: ThreadEntry
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPage:
    """An answer that is not what was asked for, and what to do now. `kept` is text that must not be lost.

    For what is not there, `asked` are the words of the address for the search box, `matches` what may have been meant.
    """

    template: ClassVar[str] = "problem.html"
    status: int
    kept: str = ""
    asked: str = ""
    matches: tuple[Neighbour, ...] = ()


type Page = (
    ArticlePage | CommentsPage | ListPage | IndexPage | StaticPagesPage | SearchPage | AwaitingPage | ProblemPage
)


def kind_of(page: Page) -> str:
    """What a page is called where pages are counted: as its template is, and home by its own name."""
    if isinstance(page, ListPage) and page.info.ref == HOME:
        return "home"
    return page.template.removesuffix(".html")
