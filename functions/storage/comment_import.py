"""Comments that were written elsewhere, brought in with their threads: some in a transaction, all counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from blog.comment import MAX_DEPTH, Comment, CommentState, Gap
from blog.errors import TooBusy
from storage import actions, comment_items, items, keys
from storage.actions import Action
from storage.calls import call_batch_get, sort_keys
from storage.comment_plans import Around, a_gap, ancestors, counted_head, earning, is_approved, shown_place
from storage.transactions import Refusal, write

_TRIES = 5
# A transaction holds 4 MB; and of actions what is left when one comment has brought all that it can.
_AT_ONCE = 40
_MOST_OF_ONE = MAX_DEPTH + 2


class CommentImport:
    """Brings comments into the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def bring_in(self, slug: str, comments: Sequence[Comment]) -> int:
        """Adds comments made elsewhere and returns how many were new; those known in any state are left alone, and so
        is what was deleted here. Stopped at any point, it can be run again to its end.

        Raises `ArticleNotFound`, and `TooBusy` when others change the same threads all the time.
        """
        brought = 0
        for _ in range(_TRIES if comments else 0):
            try:
                for batch in self._batches(slug, comments):
                    write(self._client, batch.writes(self._around(slug)))
                    brought += batch.count
            except Refusal:
                continue
            return brought
        if comments:
            raise TooBusy
        return 0

    def _around(self, slug: str) -> Around:
        return Around(self._name, slug, call_batch_get(self._client, self._name, keys.heads(slug)))

    def _batches(self, slug: str, comments: Iterable[Comment]) -> Iterator["_Batch"]:
        sks = list(sort_keys(self._client, self._name, keys.article(slug)))
        # Whatever the state is in, or that it had a history: a path is no other item's.
        known = {keys.path_of(sk) for sk in sks}
        new = {comment.path: comment for comment in comments if comment.path not in known}
        waiting = {keys.path_of(sk) for sk in sks if sk.startswith(keys.COMMENT[CommentState.PENDING])}
        waiting |= {path for path, comment in new.items() if comment.state is CommentState.PENDING}
        shown = {keys.path_of(sk) for sk in sks if sk.startswith(keys.COMMENT[CommentState.APPROVED])}
        batch = _Batch(slug, shown, waiting)
        for path in sorted(new):
            if batch.is_full:
                yield batch
                batch = _Batch(slug, shown, waiting)
            batch.add(new[path])
        if batch.count:
            yield batch


@dataclass(slots=True)
class _Batch:
    """What goes into one transaction. `shown` are the paths that readers see by then, `waiting` those that are held."""

    slug: str
    shown: set[str]
    waiting: set[str]
    count: int = 0
    made: dict[str, Comment] = field(default_factory=dict)
    raised: Counter[str] = field(default_factory=Counter)
    earned: Counter[str] = field(default_factory=Counter)
    approved: int = 0

    @property
    def is_full(self) -> bool:
        so_far = len(self.made) + len(self.raised) + len(self.earned) + 1
        return self.count == _AT_ONCE or so_far + _MOST_OF_ONE > actions.AT_MOST

    def add(self, comment: Comment) -> None:
        """In the order of paths: what is answered comes before its answers."""
        self.count += 1
        self.made[comment.path] = comment
        if not is_approved(comment):
            return
        self.shown.add(comment.path)
        self.approved += 1
        if comment.email:
            self.earned[comment.email.casefold()] += 1
        self._raise(comment.path)

    def _raise(self, path: str) -> None:
        """One reply more above the path; where nothing stands, a gap does from now on."""
        for above in ancestors(path):
            is_new = above not in self.shown
            if is_new:
                self.shown.add(above)
                self.made[above] = a_gap(self.slug, above, Gap.HELD if above in self.waiting else Gap.MODERATOR)
            if above not in self.made:
                self.raised[above] += 1
                return
            self.made[above] = replace(self.made[above], replies=self.made[above].replies + 1)
            if not is_new:
                return

    def writes(self, around: Around) -> list[Action]:
        table = around.table
        writes = [actions.put(table, comment_items.comment_item(each), actions.NEW) for each in self.made.values()]
        for path, count in self.raised.items():
            place = items.key(*shown_place(self.slug, path))
            writes.append(actions.update(table, place, add={"replies": count}, condition=actions.THERE))
        writes += [earning(table, email, count) for email, count in self.earned.items()]
        return writes + ([counted_head(around, self.approved)] if self.approved else [])
