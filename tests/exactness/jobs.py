"""What a process may be killed in the middle of, each of which is finished by doing it again: as people would.

Every job is done to a table that `begin` has written.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from blog.acts import Batch
from blog.comment import Comment, CommentState
from blog.discussion import Hold
from blog.errors import ArticleNotFound, CommentNotFound, SlugTaken
from blog.ids import make_id
from blog.settings import Settings
from blog.undoing import KIND
from moderation.bayes import lessons
from storage.comment_desk import decided
from storage.learner import Learner
from storage.people import People
from storage.undoing import Undoing
from tests.exactness.table import open_table
from tests.support.blog import NOW, Blog, a_comment, an_article
from tests.support.faults import killed_at
from tests.support.stores import Store

SOMEBODY = "somebody@example.org"
_SETTINGS = Settings(hold_comments=Hold.NONE)
_BATCH = make_id(NOW, 1)


def begin(store: Store) -> None:
    """An article with a thread, some of it held, some by one person, and a batch of decisions, whose words wait."""
    store.articles.save(an_article(tags=("night",)))
    sent: list[Comment] = []
    for number in range(12):
        parent = sent[number // 2].path if number % 3 == 2 else ""
        email = SOMEBODY if number % 4 == 1 else f"reader{number}@example.org"
        sent.append(a_comment("hello", number, parent, email=email))
    held = [a_comment("hello", number, state=CommentState.PENDING, email=SOMEBODY) for number in range(20, 26)]
    store.desk.bring_in("hello", [*sent, *held])
    _decide(store, [*sent[2:6], *held[:3]], CommentState.SPAM, Batch(_BATCH, "owner", NOW))


def _decide(store: Store, comments: list[Comment], wanted: CommentState, batch: Batch) -> None:
    for comment in comments:
        after = decided(comment, wanted)
        with suppress(CommentNotFound):
            store.desk.act(comment, after, KIND[wanted], batch, lessons=lessons(comment, after))


def _batch(tail: int) -> Batch:
    at = NOW + timedelta(minutes=1)
    return Batch(make_id(at, tail), "owner", at)


def post(store: Store, again: int) -> None:
    """A reply: the same words by the same person, whatever was heard of it."""
    parent = store.table.article("hello").page.comments[0].path
    answer = Blog(store, _SETTINGS).post(comment="Once and no more.", comment_parent=parent, email="new@example.org")
    assert answer.status == 303


def like(store: Store, again: int) -> None:
    assert Blog(store, _SETTINGS).like().status == 303


def report(store: Store, again: int) -> None:
    """By as many as it takes to hold it."""
    path = a_comment("hello", 0).path
    for reader in range(3):
        assert Blog(store, _SETTINGS).act("report", path, visitor=f"192.0.2.{reader}").status == 303


def approve_all(store: Store, again: int) -> None:
    """As `lamppost comments approve --state pending` does, and spam too."""
    batch = _batch(again)
    for state in (CommentState.PENDING, CommentState.SPAM):
        _decide(store, list(store.desk.comments(state)), CommentState.APPROVED, batch)


def throw_away(store: Store, again: int) -> None:
    """All that readers see, parents before and after their replies, and then for good."""
    batch = _batch(again)
    _decide(store, list(store.desk.comments(CommentState.APPROVED)), CommentState.TRASH, batch)
    for comment in list(store.desk.comments(CommentState.TRASH)):
        store.desk.purge(comment, batch)


def undo(store: Store, again: int) -> None:
    Undoing(store.client, store.name, lessons).undo(_BATCH, _batch(again))


def learn(store: Store, again: int) -> None:
    Learner(store.client, store.name).learn()


def erase(store: Store, again: int) -> None:
    People(store.client, store.name, lessons).erase(SOMEBODY, _batch(again), keep_places=True)


def erase_altogether(store: Store, again: int) -> None:
    People(store.client, store.name, lessons).erase(SOMEBODY, _batch(again), keep_places=False)


def rename(store: Store, again: int) -> None:
    with suppress(ArticleNotFound, SlugTaken):
        store.articles.rename("hello", "hello-again")


def bring_in(store: Store, again: int) -> None:
    """More than one transaction holds."""
    comments = [a_comment("hello", 100 + number, email=f"old{number}@example.org") for number in range(60)]
    store.desk.bring_in("hello", comments)


JOBS: dict[str, Callable[[Store, int], None]] = {
    each.__name__: each
    for each in (
        *(post, like, report, approve_all, throw_away, undo, learn),
        *(erase, erase_altogether, rename, bring_in),
    )
}


# While a long thread moves, its last comments are at the old place: only what is finished is counted.
UNCOUNTED_BEFORE_THE_END = (rename,)


def main(endpoint: str, table: str, job: str, again: int, killed: int | None = None, is_heard: bool = False) -> None:
    """Does a job, for the `again`th time; `killed` at the request with this number."""
    store = open_table(endpoint, table)
    if killed is not None:
        killed_at(store.client, killed, is_heard=is_heard)
    JOBS[job](store, again)
