"""How often words stood in comments that the owner called spam, and in those that were approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WordCounts:
    """`words` has (in spam, in ham) for each word; `spam` and `ham` count the comments that were learned from."""

    words: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    spam: int = 0
    ham: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one decision teaches: these words stood in one comment more that is spam (or is not), or in one less.

    Each word once; `change` is 1 or -1.
    """

    words: tuple[str, ...]
    is_spam: bool
    change: int = 1
