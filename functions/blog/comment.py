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
    """From what everybody reads to what nobody does."""

    APPROVED = "approved"
    PENDING = "pending"
    SPAM = "spam"
    TRASH = "trash"

    @property
    def severity(self) -> int:
        """0 for what everybody reads, and more the less may be seen of it."""
        return list(CommentState).index(self)


class CommentKind(StrEnum):
    COMMENT = "comment"
    PINGBACK = "pingback"
    TRACKBACK = "trackback"


# Who acts on comments beside the owner's rules: also the names of reasons that their acts leave behind.
OWNER, AUTHOR, READERS = "owner", "author", "readers"


class Gap(StrEnum):
    """Why a comment that has answers is not shown where it was: its place stays, so that threads do not break."""

    AUTHOR = "author"  # its author has deleted it
    MODERATOR = "moderator"  # the blog has removed it
    HELD = "held"  # it waits for approval (again)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment stands where it stands: the rule that spoke, what it saw, and how much that weighs.

    `weight` is in points; what weighs less than nothing speaks for the comment. Rules and their weights: `moderation/`.
    """

    rule: str
    evidence: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody answered.

    `path` holds the ids from the thread's first comment down to this one, joined by '/': sorted as
    text, paths are in thread order. `text` is Markdown (`blog/comment_markdown.py`), unless `is_html`: then an import
    has cleaned it. `answers` is the path of the comment that it answers where threads are not deep enough to show that.
    Where there is a `gap`, nothing of the comment is left but its place and its `replies`, the approved comments (and
    gaps) right below it. `by_author`: the article's own author wrote it. `avatar` is the SHA-256 of the e-mail address
    where the owner shows Gravatars, else ''. `email`, `reasons` and `reports` (by readers) are for moderation only and
    are never loaded for a page, and neither is `was_public`: readers have seen it, so they know its path; nor `edits`,
    which counts how often its writer has changed it.
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
    answers: str = ""
    edited_at: datetime | None = None
    by_author: bool = False
    pinned: bool = False
    avatar: str = ""
    gap: Gap | None = None
    replies: int = 0
    reports: int = 0
    was_public: bool = False
    edits: int = 0

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
    def is_decided(self) -> bool:
        """Whether the owner has decided on it, or the article's author wrote it: rules have nothing more to say."""
        return self.by_author or bool(self.reasons and self.reasons[-1].rule == OWNER)

    @property
    def written_at(self) -> datetime:
        return time_of(self.id)


def is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


def reply_path(answered: str, comment_id: str, depth: int = MAX_DEPTH) -> str:
    """Where an answer to the comment at `answered` ('' for the article) goes in threads of at most `depth` levels.

    Where that would be too deep, it joins the answered comment's siblings; `Comment.answers` then says whom it answers.
    """
    if not answered:
        return comment_id
    ancestors = answered.split("/")[: depth - 1]
    return "/".join([*ancestors, comment_id])
