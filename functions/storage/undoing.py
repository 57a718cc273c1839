"""Undoing acts, one or a whole batch: each by an act that does the opposite, unless something was changed since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from blog.acts import Act, ActKind, Batch
from blog.comment import Comment, CommentState
from blog.errors import ArticleNotFound, CommentNotFound, SettingsOutdated
from blog.undoing import before, objection, opposite, settings_before
from blog.word_counts import Lesson
from storage import comment_items, keys
from storage.calls import call_batch_get
from storage.comment_desk import CommentDesk
from storage.history import History
from storage.settings_acts import SettingsActs

type Teach = Callable[[Comment, Comment], Sequence[Lesson]]


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of one act: `left` says in a line why it was not undone, or is ''; `stays` what else stays."""

    act: Act
    left: str = ""
    stays: str = ""


class Undoing:
    """Undoes acts in the table `name` through a boto3 DynamoDB client.

    `teach` says what is learned where a comment becomes another (`moderation.bayes.lessons`).
    """

    def __init__(self, client: Any, name: str, teach: Teach) -> None:
        self._client = client
        self._name = name
        self._teach = teach
        self._desk = CommentDesk(client, name)
        self._history = History(client, name)
        self._settings = SettingsActs(client, name)

    def undo(self, id_: str, batch: Batch, *, why: str = "", expires_at: datetime | None = None) -> tuple[Undone, ...]:
        """Undoes the act or the batch with this id, the newest act first; what came back to spam or trash goes again
        by itself at `expires_at`.

        What was changed since is left as it is, and so is a secret. Stopped anywhere, it can be run again: what is
        undone already is left. Raises `ActNotFound`, `TooBusy`.
        """
        return tuple(self._undo(act, batch, why, expires_at) for act in reversed(self._history.batch(id_)))

    def _undo(self, act: Act, batch: Batch, why: str, expires_at: datetime | None) -> Undone:
        if left := objection(act, self._later(act)):
            return Undone(act, left)
        try:
            if act.kind is ActKind.SETTINGS:
                return self._undo_settings(act, batch, why)
            if act.path:
                self._undo_comment(act, batch, why, expires_at)
            else:
                self._undo_lock(act, batch, why)
        except CommentNotFound:
            return Undone(act, "the comment is gone, or no longer what this made of it")
        except SettingsOutdated as error:
            return Undone(act, f"changed since: {', '.join(error.names)}")
        except ArticleNotFound as error:
            return Undone(act, str(error))
        return Undone(act)

    def _undo_settings(self, act: Act, batch: Batch, why: str) -> Undone:
        texts, stays = settings_before(act)
        if not texts:
            return Undone(act, stays)
        found = {name: act.set_to[name] for name in texts}
        self._settings.change(texts, batch, found=found, why=why, undoes=act.id)
        return Undone(act, stays=stays)

    def _undo_comment(self, act: Act, batch: Batch, why: str, expires_at: datetime | None) -> None:
        comment = self._as_left_by(act)
        after, kind = before(act, comment), opposite(act)
        if kind is ActKind.PIN:
            self._desk.pin(comment, batch, why=why, undoes=act.id)
            return
        if after.pinned and not comment.pinned and self._desk.pinned(act.slug):
            after = replace(after, pinned=False)  # another is by now
        taught = self._teach(comment, after)
        self._desk.act(comment, after, kind, batch, why=why, undoes=act.id, lessons=taught, expires_at=expires_at)

    def _undo_lock(self, act: Act, batch: Batch, why: str) -> None:
        undo = self._desk.unlock if act.kind is ActKind.LOCK else self._desk.lock
        undo(act.slug, batch, why=why, undoes=act.id)

    def _later(self, act: Act) -> tuple[Act, ...]:
        """All that was done since to the same."""
        if act.slug:
            acts = self._history.of_comment(act.slug, act.path)
        else:
            mine = settings_before(act)[0].keys()
            acts = tuple(each for each in self._history.of_settings() if each.settings.keys() & mine)
        return tuple(each for each in acts if (each.at, each.id) > (act.at, act.id))

    def _as_left_by(self, act: Act) -> Comment:
        """Raises `CommentNotFound` where the comment is not (any more) what the act made of it."""
        place = keys.article(act.slug), keys.comment(act.path, act.new or CommentState.APPROVED)
        stored = call_batch_get(self._client, self._name, [place]).get(place)
        if stored is None or "gap" in stored:
            raise CommentNotFound(act.path.rpartition("/")[2])
        return comment_items.read_comment(stored)
