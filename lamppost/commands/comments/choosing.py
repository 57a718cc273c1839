"""Which comments a command is about: the options that say so, the same for looking and for acting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from heapq import merge
from itertools import islice
from typing import Any

import click

from blog.comment import Comment, CommentState
from blog.comment_filter import CommentFilter
from lamppost.moments import moment
from lamppost.office import Office

_STATES = [state.value for state in CommentState]
_OPTIONS = (
    click.option("--state", type=click.Choice([*_STATES, "all"]), help="[default: pending; of purge: trash]"),
    click.option("--author", help="Part of the writer's name or e-mail address."),
    click.option("--article", metavar="SLUG", help="On this article."),
    click.option("--text", help="With this in text or website, in large or small letters."),
    click.option("--older", metavar="WHEN", help='Written before: 7d (12h, 2w) ago, 2026-11-20, "2026-11-20 12:00".'),
    click.option("--newer", metavar="WHEN", help="Written since then."),
    click.option("--reported", is_flag=True, default=None, help="Reported by readers."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were given; None for those that were not."""

    state: str | None = None
    author: str | None = None
    article: str | None = None
    text: str | None = None
    older: str | None = None
    newer: str | None = None
    reported: bool | None = None

    @property
    def anything(self) -> bool:
        """Whether any option was given."""
        return self != Asked()

    @property
    def states(self) -> tuple[CommentState, ...]:
        return tuple(CommentState) if self.state == "all" else (CommentState(self.state or CommentState.PENDING),)

    def found(self, office: Office) -> Iterator[Comment]:
        """All of them, newest first, read as they are consumed. Raises `click.UsageError` for what is no moment."""
        where = self._filter(office)
        lists = (office.desk.comments(state, where) for state in self.states)
        return merge(*lists, key=lambda comment: comment.id, reverse=True)

    def page(self, office: Office, after: str, limit: int) -> tuple[list[Comment], bool]:
        """Some that follow the one with the id `after`, and whether there are more; a plain list is one request."""
        if self == Asked(state=self.state) and len(self.states) == 1:
            listed = office.desk.page(self.states[0], after=after, limit=limit)
            return list(listed.comments), bool(listed.more)
        following = (comment for comment in self.found(office) if not after or comment.id < after)
        found = list(islice(following, limit + 1))
        return found[:limit], len(found) > limit

    def _filter(self, office: Office) -> CommentFilter:
        return CommentFilter(
            author=self.author or "",
            article=self.article or "",
            text=self.text or "",
            older_than=moment(self.older, office.now, office.zone) if self.older else None,
            newer_than=moment(self.newer, office.now, office.zone) if self.newer else None,
            reported=bool(self.reported),
        )


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options, which reach the command as one argument `asked`."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        asked = Asked(**{name: options.pop(name) for name in Asked.__slots__})
        return command(*arguments, asked=asked, **options)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run
