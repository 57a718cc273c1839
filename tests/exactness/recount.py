"""What must be true of a table in which many have written at the same time, whatever went wrong on the way."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blog.acts import Act
from blog.comment import Comment, CommentState
from lamppost.relearning import counted_anew
from storage import act_items, comment_items, keys
from storage.learner import Learner
from tests.exactness.writer import Journal
from tests.support.counts import assert_counted
from tests.support.stores import Store


@dataclass(frozen=True, slots=True)
class Recount:
    comments: list[Comment]
    acts: list[Act]
    likes: set[tuple[str, str]]

    @classmethod
    def of(cls, store: Store) -> "Recount":
        held = [(item["pk"]["S"], item["sk"]["S"], item) for item in store.items()]
        states = tuple(keys.COMMENT.values())
        found = [comment_items.read_comment(item) for _, sk, item in held if sk.startswith(states)]
        return cls(
            comments=[comment for comment in found if comment.gap is None],
            acts=[act_items.read_act(item) for _, sk, item in held if sk.startswith(keys.HISTORY)],
            likes={(keys.slug_of(pk), sk.removeprefix(keys.LIKES)) for pk, sk, _ in held if sk.startswith(keys.LIKES)},
        )


def journals(folder: Path) -> list[Journal]:
    return [Journal(**json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))]


def assert_exact(store: Store, written: list[Journal]) -> None:
    """Counts are recounts, nothing that was accepted is lost, nothing is there twice, and all is in the history."""
    assert_counted(store)
    found = Recount.of(store)
    _assert_all_there_once(found, written)
    _assert_history_leads_here(found)
    assert Counter(slug for slug, _ in found.likes) == Counter(
        slug for journal in written for slug, likes in journal.liked.items() if likes
    )
    _assert_learned(store, found.comments)


def _assert_all_there_once(found: Recount, written: list[Journal]) -> None:
    """What was thrown away before the same words came again is there beside them."""
    at = {comment.path: comment for comment in found.comments}
    promised = {token: path for journal in written for token, path in journal.promised.items()}
    maybe = {token for journal in written for token in journal.maybe}
    texts = {path: text for journal in written for path, text in journal.texts.items()}
    thrown_away = {act.path for act in found.acts if act.new is CommentState.TRASH}
    there = Counter(comment.text.split()[0] for comment in found.comments)
    assert there.keys() - maybe == promised.keys()
    kept = Counter(comment.text.split()[0] for comment in found.comments if comment.path not in thrown_away)
    assert set(kept.values()) <= {1}
    assert {token: at[path].text.split()[0] for token, path in promised.items()} == {token: token for token in promised}
    assert {path: at[path].text for path in texts} == texts


def _assert_history_leads_here(found: Recount) -> None:
    """Of the states that acts have brought a comment into, less those they took it from, its own is left over, and the
    one in which it was written is missing: so every change has its act, and every act has changed something once."""
    states: dict[str, Counter[Any]] = {comment.path: Counter([comment.state]) for comment in found.comments}
    for act in found.acts:
        if act.old:
            states[act.path].update([act.old])
            states[act.path].subtract([act.new])
    unexplained = {path: net for path, counts in states.items() if sorted((net := +counts).values()) != [1]}
    assert unexplained == {}
    assert len({act.id for act in found.acts}) == len(found.acts)


def _assert_learned(store: Store, comments: list[Comment]) -> None:
    """Each decision that stands has taught once, and what was taken back, in whatever way, teaches nothing."""
    learner = Learner(store.client, store.name)
    learner.learn()
    assert not any(item["pk"]["S"] == keys.LESSONS for item in store.items())
    assert learner.counts() == counted_anew(comments)
