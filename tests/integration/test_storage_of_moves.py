"""What every database under the blog must keep while comments change: words, counts, gaps, what is pinned."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from blog.acts import Act, ActKind, act_id
from blog.comment import Comment, CommentState, Gap, Reason
from blog.errors import ArticleNotFound, CommentNotFound, ParentNotFound
from blog.ids import make_id
from storage import comment_items, keys
from tests.support.blog import NOW, a_comment, add, an_article
from tests.support.counts import assert_counted
from tests.support.stores import Store

APPROVED, PENDING, SPAM, TRASH = CommentState


def shown(store: Store) -> dict[str, Comment]:
    return {comment.path: comment for comment in store.table.article("hello", consistent=True).page.comments}


def stored(store: Store) -> list[Comment]:
    """All comments, whatever their state."""
    found = [item for item in store.items() if item["sk"]["S"].startswith(tuple(keys.COMMENT.values()))]
    return [comment for comment in map(comment_items.read_comment, found) if comment.gap is None]


def move(store: Store, comment: Comment, state: CommentState, gap: Gap = Gap.MODERATOR, **more) -> Comment:
    return store.mover.change(comment, replace(comment, state=state), gap=gap, **more)


def an_act(number: int = 0) -> Act:
    return Act(id=act_id(make_id(NOW, number)), at=NOW, kind=ActKind.HOLD, who="keeper", slug="hello")


def a_chain(store: Store, length: int = 3) -> list[Comment]:
    """Comments of which each answers the one before."""
    store.articles.save(an_article())
    chain: list[Comment] = []
    for number in range(length):
        chain.append(add(store, a_comment(number=number, parent=chain[-1].path if chain else "")))
    return chain


class TestMoving:
    def test_every_move_keeps_the_words_and_the_counts(self, any_store):
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment(state=PENDING, url="https://example.org"))
        for number, state in enumerate([APPROVED, PENDING, SPAM, APPROVED, TRASH]):
            reasons = (*comment.reasons, Reason("owner", str(number)))
            comment = any_store.mover.change(comment, replace(comment, state=state, reasons=reasons))
            assert stored(any_store) == [comment]
            assert (comment.state, comment.text, len(comment.reasons)) == (state, "Words 0", number + 1)
            assert_counted(any_store)

    def test_a_move_is_two_requests(self, any_store):
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment(state=PENDING))
        any_store.meter.reset()
        move(any_store, comment, APPROVED)
        assert any_store.meter.operations == ["BatchGetItem", "TransactWriteItems"]

    def test_what_was_changed_meanwhile_is_not_changed_again(self, any_store):
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment(state=PENDING))
        edited = any_store.mover.change(comment, replace(comment, text="Others"))
        for outdated in (replace(comment, state=APPROVED), replace(comment, text="Mine"), None):
            with pytest.raises(CommentNotFound):
                any_store.mover.change(comment, outdated)
        move(any_store, edited, APPROVED)
        with pytest.raises(CommentNotFound):
            move(any_store, edited, APPROVED)
        assert_counted(any_store)

    def test_only_what_differs_is_changed(self, any_store):
        """Who has read a comment as readers do takes nothing away from it."""
        any_store.articles.save(an_article())
        add(any_store, a_comment(reasons=(Reason("links", "two"),)))
        (as_shown,) = shown(any_store).values()
        any_store.mover.change(as_shown, replace(as_shown, text="Edited", edited_at=NOW))
        (comment,) = stored(any_store)
        assert (comment.text, comment.edited_at, comment.email) == ("Edited", NOW, "reader@example.org")
        assert comment.reasons == (Reason("links", "two"),)

    def test_an_act_is_recorded_with_what_it_did_and_done_once(self, any_store):
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment())
        act = replace(an_act(), path=comment.path)
        for _ in range(2):
            move(any_store, comment, PENDING, acts=[act])
        acts = [item["position"]["S"] for item in any_store.items() if item.get("list") == {"S": "ACTS"}]
        assert acts == [act.id]

    def test_a_comment_on_an_article_that_is_gone_is_moved_no_more(self, any_store):
        with pytest.raises(CommentNotFound):
            move(any_store, a_comment(), PENDING)
        any_store.articles.save(an_article())
        comment = add(any_store, a_comment())
        head = next(item for item in any_store.items() if item["sk"]["S"] == keys.PUBLIC_HEAD)
        any_store.client.delete_item(TableName=any_store.name, Key={name: head[name] for name in ("pk", "sk")})
        with pytest.raises(ArticleNotFound):
            move(any_store, comment, PENDING)

    def test_stopped_at_any_request_it_is_done_or_not_done(self, store):
        for requests in range(3):
            (comment,) = a_chain(store, 1) if not requests else stored(store)
            with store.dies_after(requests):
                move(store, comment, PENDING if comment.state is APPROVED else APPROVED, acts=[an_act(requests)])
            assert_counted(store)


class TestGaps:
    @pytest.mark.parametrize("state", [PENDING, SPAM, TRASH, None])
    def test_what_has_replies_leaves_its_place_with_the_reason(self, any_store, state):
        root, reply, _ = a_chain(any_store)
        after = replace(root, state=state) if state else None
        any_store.mover.change(root, after, gap=Gap.AUTHOR)
        gap = shown(any_store)[root.path]
        assert (gap.gap, gap.replies, gap.text, gap.name) == (Gap.AUTHOR, 1, "", "")
        assert list(shown(any_store)) == sorted(shown(any_store))
        assert reply.path in shown(any_store)
        assert_counted(any_store)

    def test_nothing_that_was_said_stays_in_a_gap(self, any_store):
        root, _, _ = a_chain(any_store)
        any_store.mover.change(root, None)
        (gap,) = [item for item in any_store.items() if item["sk"]["S"] == f"COMMENT#{root.path}"]
        assert set(gap) == {"pk", "sk", "gap", "replies"}

    def test_the_last_reply_takes_the_gaps_above_it_along(self, any_store):
        root, reply, last = a_chain(any_store)
        move(any_store, root, TRASH)
        move(any_store, reply, PENDING)
        assert [comment.gap for comment in shown(any_store).values()] == [Gap.MODERATOR, Gap.MODERATOR, None]
        move(any_store, last, SPAM)
        assert shown(any_store) == {}
        assert_counted(any_store)

    def test_what_is_approved_below_nothing_gets_its_ancestors_places_and_why(self, any_store):
        root, reply, last = a_chain(any_store)
        for comment, state in ((last, PENDING), (reply, PENDING), (root, TRASH)):
            reasons = (Reason("author", ""),) if comment is root else ()
            any_store.mover.change(comment, replace(comment, state=state, reasons=reasons))
        assert shown(any_store) == {}
        move(any_store, replace(last, state=PENDING), APPROVED)
        assert [comment.gap for comment in shown(any_store).values()] == [Gap.AUTHOR, Gap.HELD, None]
        move(any_store, replace(reply, state=PENDING), APPROVED)
        assert [comment.gap for comment in shown(any_store).values()] == [Gap.AUTHOR, None, None]
        assert_counted(any_store)

    def test_a_gap_says_why_as_it_is_now(self, any_store):
        root, _, _ = a_chain(any_store)
        held = move(any_store, root, PENDING, Gap.HELD)
        assert shown(any_store)[root.path].gap is Gap.HELD
        any_store.mover.change(held, replace(held, text="Edited while it waits"))
        assert shown(any_store)[root.path].gap is Gap.HELD
        move(any_store, replace(held, text="Edited while it waits"), TRASH)
        assert shown(any_store)[root.path].gap is Gap.MODERATOR


class TestPinning:
    def test_an_article_has_one_pinned_comment_with_its_words_as_they_are(self, any_store):
        first, second, _ = a_chain(any_store)
        first = any_store.mover.change(first, replace(first, pinned=True))
        assert any_store.table.article("hello").pinned.path == first.path
        second = any_store.mover.change(second, replace(second, pinned=True))
        any_store.mover.change(second, replace(second, text="Edited"))
        pinned = any_store.table.article("hello").pinned
        assert (pinned.path, pinned.text, pinned.email) == (second.path, "Edited", "")
        assert_counted(any_store)

    @pytest.mark.parametrize("after", [{"pinned": False}, {"state": PENDING}, None])
    def test_what_is_unpinned_or_goes_is_pinned_no_more(self, any_store, after):
        _, _, last = a_chain(any_store)
        last = any_store.mover.change(last, replace(last, pinned=True))
        any_store.mover.change(last, replace(last, **after) if after else None)
        assert any_store.table.article("hello").pinned is None
        assert not any(comment.pinned for comment in stored(any_store))
        assert_counted(any_store)


def any_change(chance: Random, comment: Comment, number: int) -> Comment | None:
    return chance.choice(
        [
            None,
            replace(comment, text=f"Changed {number}"),
            replace(comment, pinned=not comment.pinned),
            replace(comment, email=""),
            *(replace(comment, state=state) for state in CommentState),
        ]
    )


def do_anything(store: Store, chance: Random, number: int) -> None:
    """One comment more, below another or not, or a change of one that is there."""
    known = stored(store)
    comment = chance.choice(known) if known else None
    if comment is None or chance.random() < 0.4:
        parent = comment.path if comment and comment.depth < 4 and chance.random() < 0.8 else ""
        state = chance.choice([APPROVED, APPROVED, PENDING])
        with suppress(ParentNotFound):
            add(store, a_comment(number=number, parent=parent, state=state, email=f"{chance.randrange(3)}@example.org"))
    else:
        store.mover.change(comment, any_change(chance, comment, number), gap=chance.choice(list(Gap)))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.slow
def test_whatever_is_done_all_is_counted_and_no_thread_breaks(store, seed):
    store.articles.save(an_article())
    chance = Random(seed)
    for number in range(60):
        do_anything(store, chance, number)
        if number % 4 == 3:
            assert_counted(store)


def test_whatever_is_done_by_many_at_once_all_is_counted_and_no_thread_breaks(any_store):
    any_store.articles.save(an_article())

    def do_something(number: int) -> None:
        with suppress(CommentNotFound):  # somebody else was first
            do_anything(any_store, Random(number), number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(do_something, range(64)))
    assert_counted(any_store)
