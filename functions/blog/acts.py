"""What was done to comments after they were written: who did it, when and why, so that it can be shown and undone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from blog.comment import CommentState, Reason
from blog.ids import ID


class ActKind(StrEnum):
    APPROVE = "approve"
    HOLD = "hold"
    SPAM = "spam"
    DELETE = "delete"  # into the trash
    PURGE = "purge"  # for good: the one act on words that cannot be undone
    EDIT = "edit"
    ANSWER = "answer"
    PIN = "pin"
    UNPIN = "unpin"
    LOCK = "lock"
    UNLOCK = "unlock"
    ERASE = "erase"  # of a person: cannot be undone; `new` is "approved" where the place of a comment is kept
    SETTINGS = "settings"


# What stands in the texts of settings in place of an address that was erased.
ERASED = "(erased)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an edit replaced."""

    name: str
    url: str
    text: str
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `id` is its batch's id, "-", and its number in the batch with six digits: ids are in the order of time.

    `who` is the owner's name, `author` (of the comment), or `readers` (who reported it). `path` is '' for an
    act on a whole article, `slug` is '' for one on the settings. `old` and `new` are states; `words` are those that an
    edit replaced; `settings` the texts that were there before, `set_to` those that took their place (None: none;
    secrets are masked). `reasons` are those that the comment had before, None where they stayed; `pinned`: this has
    taken a comment away that was pinned. `undoes` is the id of another act.
    """

    id: str
    at: datetime
    kind: ActKind
    who: str
    why: str = ""
    slug: str = ""
    path: str = ""
    old: CommentState | None = None
    new: CommentState | None = None
    words: Words | None = None
    reasons: tuple[Reason, ...] | None = None
    pinned: bool = False
    settings: dict[str, str | None] = field(default_factory=dict)
    set_to: dict[str, str | None] = field(default_factory=dict)
    undoes: str = ""

    @property
    def batch(self) -> str:
        return self.id.partition("-")[0]


def act_id(batch: str, number: int = 0) -> str:
    """The id of the act with this number (up to 999,999) in a batch, which is an id as `blog.ids.make_id` makes it."""
    return f"{batch}-{number:06}"


def is_batch(text: str) -> bool:
    return ID.fullmatch(text) is not None


@dataclass(slots=True)
class Batch:
    """Acts that are done, and may be undone, as one: each that it makes gets the next number. `id` is a new id."""

    id: str
    who: str
    now: datetime
    made: int = 0

    def act(self, kind: ActKind, **facts: Any) -> Act:
        """An act of this batch; `facts` are those of `Act`."""
        made = Act(id=act_id(self.id, self.made), at=self.now, kind=kind, who=self.who, **facts)
        self.made += 1
        return made
