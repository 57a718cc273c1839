"""The numbers of comments in a thread, from their order alone: 1, 2, 3 down the page, and 1, 1.1, 1.2, 2 by depth."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Count(NamedTuple):
    """Where a comment stands: its number among all, and among its siblings on each level above and its own."""

    flat: int = 0
    nested: tuple[int, ...] = ()


# Before the first comment.
START = Count()


def counted(paths: Iterable[str], before: Count = START) -> Iterator[Count]:
    """The count of each comment, in thread order; `before` is that of the comment which precedes them."""
    for path in paths:
        level, known = path.count("/"), before.nested
        above = (*known[:level], *([1] * (level - len(known))))
        before = Count(before.flat + 1, (*above, known[level] + 1 if level < len(known) else 1))
        yield before
