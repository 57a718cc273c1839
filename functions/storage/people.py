"""What there is about a person, by the e-mail address: all of it handed out, or all of it erased.

No index of people is kept: every list of comments is read, which is an owner's rare act.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import batched, chain
from typing import Any

from blog.acts import ERASED, Act, ActKind, Batch
from blog.comment import Comment, CommentState, Gap
from blog.errors import CommentNotFound, TooBusy
from storage import items, keys
from storage.calls import call, call_batch_get
from storage.comment_desk import CommentDesk
from storage.comment_plans import is_approved
from storage.history import History
from storage.learner import Learner
from storage.settings_item import read_texts
from storage.undoing import Teach
from storage.values import number

_TRIES = 5
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Person:
    """All that is known of whoever uses an address: comments in every state, what was done to them, how many approved
    comments the address has earned, and the names of settings that have it in them, or had."""

    email: str
    comments: tuple[Comment, ...] = ()
    acts: tuple[Act, ...] = ()
    approved: int = 0
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased, without saying whose it was.

    `batch` has the acts, `ids` are those of the comments, for `places_kept` of which a gap was asked for and left.

    `settings` are the names of settings that have the address in them still: the owner has put it there.
    """

    batch: str
    at: datetime
    ids: tuple[str, ...]
    places_kept: int
    settings: tuple[str, ...]


class People:
    """Reads and erases people in the table `name` through a boto3 DynamoDB client.

    `teach` says what is learned where a comment becomes another (`moderation.bayes.lessons`).
    """

    def __init__(self, client: Any, name: str, teach: Teach) -> None:
        self._client = client
        self._name = name
        self._teach = teach
        self._desk = CommentDesk(client, name)
        self._history = History(client, name)

    def of(self, email: str) -> Person:
        """Everything that is known of an address, however its letters are written."""
        comments = tuple(sorted(self._comments(email), key=lambda comment: comment.id))
        acts = chain.from_iterable(self._history.of_comment(each.slug, each.path) for each in comments)
        earned = call(self._client.get_item, TableName=self._name, Key=_commenter(email), ConsistentRead=True)
        names = self._settings_now(email) | self._settings_before(email)
        return Person(email, comments, tuple(acts), number(earned.get("Item", {}), "approved"), tuple(sorted(names)))

    def erase(self, email: str, batch: Batch, *, keep_places: bool) -> Receipt:
        """Removes all comments of an address with their earlier words, what they have taught and what it has earned.

        With `keep_places`, approved ones leave a gap, "deleted by its author". In what the history says of settings,
        and of why something was done, "(erased)" takes the place of the address. What it knows of comments that are
        gone goes too, whoever wrote them, because nobody can say any more; single words that spam had taught before it
        went by itself stay counted among those of all others. Stopped anywhere, it can be run again to its end; the
        receipt is about one run. Raises `TooBusy` when new comments come all the time.
        """
        erased: list[Comment] = []
        for _ in range(_TRIES):
            found = list(self._comments(email))
            done = [comment for comment in found if self._erase(comment, batch, keep_places=keep_places)]
            erased += done
            Learner(self._client, self._name).learn()
            if done == found and self._forget_earned(email, surely=not found):
                break
        else:
            raise TooBusy
        self._forget_what_is_gone()
        self._history.rewrite(partial(_address(email).sub, ERASED))
        kept = sum(map(is_approved, erased)) if keep_places else 0
        names = tuple(sorted(self._settings_now(email)))
        return Receipt(batch.id, batch.now, tuple(each.id for each in erased), kept, names)

    def _comments(self, email: str) -> Iterator[Comment]:
        everything = chain.from_iterable(map(self._desk.comments, CommentState))
        return (comment for comment in everything if comment.email and _same(comment.email, email))

    def _erase(self, comment: Comment, batch: Batch, *, keep_places: bool) -> bool:
        """Whether it was still there as it was found."""
        new = CommentState.APPROVED if keep_places and is_approved(comment) else None
        act = batch.act(ActKind.ERASE, slug=comment.slug, path=comment.path, old=comment.state, new=new)
        lessons = self._teach(comment, replace(comment, reasons=()))
        try:
            self._desk.remove(comment, act, gap=Gap.AUTHOR, keep_place=keep_places, lessons=lessons)
        except CommentNotFound:
            return False
        return True

    def _forget_earned(self, email: str, *, surely: bool) -> bool:
        """Whether the count is gone: as long as it counts anything there is a comment that was not found, unless there
        are `surely` none."""
        nothing = {
            "ConditionExpression": "attribute_not_exists(approved) OR approved <= :none",
            "ExpressionAttributeValues": {":none": {"N": "0"}},
        }
        try:
            call(self._client.delete_item, TableName=self._name, Key=_commenter(email), **({} if surely else nothing))
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _forget_what_is_gone(self) -> None:
        """Comments in spam and trash go by themselves; what their history knows of them goes here."""
        spoken = {(act.slug, act.path): None for act in self._history.every() if act.path and _says_something(act)}
        for some in batched(spoken, _AT_ONCE // len(CommentState), strict=False):
            places = {
                (keys.article(slug), keys.comment(path, state)): (slug, path)
                for slug, path in some
                for state in CommentState
            }
            found = call_batch_get(self._client, self._name, list(places))
            there = {places[place] for place, item in found.items() if "gap" not in item}
            for slug, path in some:
                if (slug, path) not in there:
                    self._history.forget(slug, path)

    def _settings_now(self, email: str) -> set[str]:
        """The names of settings in whose texts the address is."""
        key = items.key(keys.SETTINGS, keys.SETTINGS)
        now = call(self._client.get_item, TableName=self._name, Key=key, ConsistentRead=True).get("Item", {})
        return _naming(email, [read_texts(now)])

    def _settings_before(self, email: str) -> set[str]:
        """The names of those in whose texts it was, as the history knows."""
        return _naming(email, [texts for act in self._history.of_settings() for texts in (act.settings, act.set_to)])


def _commenter(email: str) -> dict[str, Any]:
    return items.key(keys.commenter(email), keys.COMMENTER)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _naming(email: str, texts: Iterable[Mapping[str, str | None]]) -> set[str]:
    address = _address(email)
    return {name for each in texts for name, text in each.items() if text and address.search(text)}


def _address(email: str) -> re.Pattern[str]:
    """Finds an address in a text, and no other of which it is a part."""
    return re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)


def _says_something(act: Act) -> bool:
    return bool(act.words or act.reasons or act.why)
