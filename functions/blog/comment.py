"""A comment, and the path that places it in its thread."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from blog.ids import ID, time_of

# WordPress's own upper bound for nested comments; the page indents fewer.
MAX_DEPTH = 10
_PATH = re.compile(f"{ID.pattern}(?:/{ID.pattern}){{0,{MAX_DEPTH - 1}}}")


class CommentState(StrEnum):
    APPROVED = "approved"
    PENDING = "pending"
    SPAM = "spam"
    TRASH = "trash"


class CommentKind(StrEnum):
    COMMENT = "comment"
    PINGBACK = "pingback"
    TRACKBACK = "trackback"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment stands where it stands: the rule that spoke, and what it saw."""

    rule: str
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody answered.

    `path` holds the ids from the thread's first comment down to this one, joined by '/': sorted as
    text, paths are in thread order. `text` is plain, unless `is_html`: then an import has cleaned it.
    `email` is for moderation only and is never loaded for a page.
    """

    slug: str
    path: str
    name: str
    text: str
    url: str = ""
    email: str = ""
    state: CommentState = CommentState.PENDING
    kind: CommentKind = CommentKind.COMMENT
    is_html: bool = False
    reasons: tuple[Reason, ...] = ()

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> str:
        """The path of the comment this one answers, or ''."""
        return self.path.rpartition("/")[0]

    @property
    def depth(self) -> int:
        """0 for a comment on the article itself."""
        return self.path.count("/")

    @property
    def written_at(self) -> datetime:
        return time_of(self.id)


def is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


def reply_path(parent: str, comment_id: str) -> str:
    """Where an answer to `parent` ('' for the article) goes; too deep, it joins its parent's siblings."""
    if not parent:
        return comment_id
    ancestors = parent.split("/")[: MAX_DEPTH - 1]
    return "/".join([*ancestors, comment_id])
