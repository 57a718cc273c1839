"""Comments as a page shows them: numbered, indented by depth, each knowing whom it answers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count, repeat
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

from markupsafe import Markup

from blog.comment import Comment, CommentKind, CommentState
from blog.comment_markdown import comment_html
from blog.discussion import Numbers
from blog.ids import time_of
from blog.numbering import Count, counted

# The stylesheet has this many tints for initials, and this many steps of indentation.
TINTS = 8
STEPS = 4


class ThreadEntry(NamedTuple):
    """One comment of a page: all that its HTML is made from, and cheap to compare, so that it is made once.

    `article` is the article's path, not encoded; `number` is '' where it is not known or not wanted. `answered` is the
    path of the comment that it answers, `answered_name` '' where that is not on the same page or is only a gap. Where
    there is a `gap`, one of `blog.comment.Gap`, nothing but that and its place is shown.
    """

    article: str
    path: str
    name: str
    url: str
    text: str
    is_html: bool
    is_pingback: bool
    number: str = ""
    answered: str = ""
    answered_name: str = ""
    is_answered_here: bool = False
    gap: str = ""
    by_author: bool = False
    is_pinned: bool = False
    edited_at: datetime | None = None
    avatar: str = ""

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def anchor(self) -> str:
        return anchor_of(self.path)

    @property
    def query(self) -> str:
        """What leads to it behind the article's address, on whichever page of the thread it stands."""
        return query_of(self.path)

    @property
    def answered_query(self) -> str:
        """The same for what it answers."""
        return f"#{anchor_of(self.answered)}" if self.is_answered_here else query_of(self.answered)

    @property
    def step(self) -> int:
        return min(self.path.count("/"), STEPS)

    @property
    def written_at(self) -> datetime:
        return time_of(self.id)

    @property
    def html(self) -> Markup:
        return Markup(self.text if self.is_html else comment_html(self.text))


def thread(
    comments: tuple[Comment, ...],
    before: Count | None,
    article: str,
    numbers: Numbers = Numbers.FLAT,
    names: Mapping[str, str] = MappingProxyType({}),
) -> tuple[ThreadEntry, ...]:
    """Entries for comments in thread order, on the article at the path `article`.

    `before` is the count of the comment that precedes them, None where that is not known; `names` say who wrote the
    comments that they answer and that are elsewhere, by path.
    """
    known = {comment.path: comment for comment in comments}
    numbered = zip(comments, _numbers(comments, before, numbers), strict=False)
    return tuple([_entry(comment, article, number, known, names) for comment, number in numbered])


def answered_elsewhere(comments: Iterable[Comment]) -> set[str]:
    """The paths of comments that these answer and that are not among them."""
    comments = tuple(comments)
    return {comment.answers or comment.parent for comment in comments} - {"", *(each.path for each in comments)}


def entry(comment: Comment, article: str) -> ThreadEntry:
    """A comment that is shown by itself."""
    return _entry(comment, article, "", {}, {})


def _numbers(comments: Iterable[Comment], before: Count | None, numbers: Numbers) -> Iterator[str]:
    if before is None or numbers is Numbers.OFF:
        return repeat("")
    if numbers is Numbers.FLAT:
        return map(str, count(before.flat + 1))
    counts = counted((comment.path for comment in comments), before)
    return (".".join(map(str, each.nested)) for each in counts)


def _entry(
    comment: Comment, article: str, number: str, known: Mapping[str, Comment], names: Mapping[str, str]
) -> ThreadEntry:
    answered = comment.answers or comment.parent
    found = known.get(answered) if answered else None
    return ThreadEntry(
        article,
        comment.path,
        comment.name,
        link_to(comment.url),
        comment.text,
        comment.is_html,
        comment.kind is not CommentKind.COMMENT,
        number,
        answered,
        found.name if found else names.get(answered, ""),
        found is not None,
        comment.gap or "",
        comment.by_author,
        comment.pinned,
        comment.edited_at,
        comment.avatar,
    )


def link_to(url: str) -> str:
    """The address, '' where it is none that a link may lead to."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def anchor_of(path: str) -> str:
    """The id of a comment's element."""
    return f"comment-{path.rpartition('/')[2]}"


def query_of(path: str, state: CommentState = CommentState.APPROVED) -> str:
    """What leads to a comment behind its article's address; to its writer's notice where it waits."""
    asked = "comment" if state is CommentState.APPROVED else "awaiting"
    return f"?{asked}={path}#{anchor_of(path)}"


def initials_of(name: str) -> str:
    """Up to two letters that stand for a name where there is no picture."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


def tint_of(name: str) -> int:
    return crc32(name.casefold().encode()) % TINTS
