"""Pages of comments: what a Query brought, in the order in which it is shown, and the cursor that leads on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from blog.comment import Comment, is_path
from blog.errors import BadCursor
from blog.numbering import START, Count, counted
from storage.comment_items import read_comment
from storage.values import Item

COMMENTS_PER_PAGE = 50
_COUNT = re.compile(r"(\d{1,9})(?:\.(\d{1,9}(?:-\d{1,9})*))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Comments, and gaps, in the order in which they are shown; `more` continues after the last one, or is ''.

    `before` is the count of what precedes them, gaps included, or None where that is not known: newest first, and in a
    page that was entered in the middle.
    """

    comments: tuple[Comment, ...] = ()
    before: Count | None = START
    more: str = ""


def oldest_first(found: Sequence[Item], slug: str, before: Count | None, limit: int, *, truncated: bool) -> CommentPage:
    """A page in the order of the keys, which is that of the thread.

    DynamoDB ends a page after 1 MB, which long comments can reach before `limit`.
    """
    comments = tuple([read_comment(item, slug) for item in found[:limit]])
    more = comments and (len(found) > limit or truncated)
    return CommentPage(comments, before, _cursor(comments, before) if more else "")


def newest_first(backwards: Sequence[Item], slug: str, limit: int, *, truncated: bool) -> CommentPage:
    """Threads from the last to the first, each in its own order. `backwards` was read from the end.

    A thread that the page's end would cut is left for the next page, unless it is longer than a whole one.
    """
    found = [read_comment(item, slug) for item in backwards[:limit]]
    threads = [list(thread)[::-1] for _, thread in groupby(found, key=_root)]
    more = bool(threads) and (len(backwards) > limit or truncated)
    if more and len(threads) > 1 and threads[-1][0].parent:
        threads.pop()
    return CommentPage(tuple(chain(*threads)), None, f"{threads[-1][0].path}.0" if more else "")


def is_cut(page: CommentPage) -> bool:
    """Whether a page of the newest threads shows but the end of the first."""
    return bool(page.comments) and page.comments[0].parent != ""


def read_cursor(cursor: str) -> tuple[str, Count | None]:
    """The path of the last comment before a page, and its count: "<path>.<number>.<number>-<number>".

    The number among siblings on each level is not in older links. Raises `BadCursor`.
    """
    path, _, rest = cursor.partition(".")
    numbers = _COUNT.fullmatch(rest)
    if not is_path(path) or not numbers:
        raise BadCursor(cursor)
    nested = tuple(map(int, (numbers[2] or "").split("-"))) if numbers[2] else ()
    if nested and len(nested) != path.count("/") + 1:
        raise BadCursor(cursor)
    return path, Count(int(numbers[1]), nested) if int(numbers[1]) else None


def _cursor(comments: Sequence[Comment], before: Count | None) -> str:
    last = comments[-1].path
    if before is None:
        return f"{last}.0"
    *_, count = counted((comment.path for comment in comments), before)
    return f"{last}.{count.flat}.{'-'.join(map(str, count.nested))}"


def _root(comment: Comment) -> str:
    return comment.path.partition("/")[0]
