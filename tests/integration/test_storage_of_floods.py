"""Token buckets in the table: what exceeds them waits, and nothing is refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from blog.comment import Comment, CommentState, Reason
from blog.discussion import Rate
from storage.buckets import SHARDS, Bucket, Take
from tests.support.blog import NOW, a_comment, an_article
from tests.support.counts import assert_counted
from tests.support.stores import Store

APPROVED, PENDING, SPAM = CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM
SOURCE, ARTICLE, BLOG = "source", "article", "blog"


def send(store: Store, number: int, takes: list[Take], now: datetime = NOW, **fields) -> Comment:
    """As the Lambda does: with what was read just before as hints."""
    comment = a_comment(number=number, **fields)

    def held(bucket: str) -> Comment:
        state = PENDING if comment.state is APPROVED else comment.state
        return replace(comment, state=state, reasons=(Reason("flood", bucket),))

    source = next((take.key for take in takes if take.name == SOURCE), "")
    known = store.comments.circumstances("hello", source=source)
    return store.comments.add(comment, digest=comment.path, now=now, takes=takes, hints=known.hints, held=held)


def held_by(comments: list[Comment]) -> list[str]:
    return ["" if comment.state is APPROVED else comment.reasons[-1].evidence for comment in comments]


@pytest.mark.parametrize("name", [SOURCE, ARTICLE, BLOG])
def test_a_bucket_lets_its_count_through_at_once_and_one_more_each_interval(any_store, name):
    any_store.articles.save(an_article())
    take = [Take(name, "hello", Rate(3, 30))]
    assert held_by([send(any_store, number, take) for number in range(4)]) == ["", "", "", name]
    later = NOW + timedelta(minutes=11 if name != BLOG else 31)
    assert held_by([send(any_store, number, take, later) for number in (5, 6)])[0] == ""
    assert_counted(any_store)


def test_a_flood_costs_no_more_requests_than_anything_else(any_store):
    any_store.articles.save(an_article())
    takes = [Take(SOURCE, "a", Rate(1, 60)), Take(BLOG, "", Rate(16, 60))]
    send(any_store, 0, takes)
    any_store.meter.reset()
    assert send(any_store, 1, takes).state is PENDING
    assert any_store.meter.operations == ["BatchGetItem", "TransactWriteItems"]


def test_stale_hints_cost_a_request_and_change_nothing(any_store):
    any_store.articles.save(an_article())
    take = [Take(ARTICLE, "hello", Rate(2, 60))]
    stale = any_store.comments.circumstances("hello").hints
    sent = [a_comment(number=number) for number in range(3)]
    stored = [any_store.comments.add(each, digest=each.path, now=NOW, takes=take, hints=stale).state for each in sent]
    assert stored == [APPROVED, APPROVED, PENDING]


def test_many_at_once_get_exactly_what_is_there(any_store):
    any_store.articles.save(an_article())
    takes = [Take(SOURCE, "a", Rate(100, 60)), Take(ARTICLE, "hello", Rate(10, 60))]
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda number: send(any_store, number, takes), range(24)))
    assert held_by(sent).count("") == 10
    assert_counted(any_store)


def test_the_whole_blogs_tokens_are_spread_and_none_is_lost(any_store):
    any_store.articles.save(an_article())
    count = 2 * SHARDS + 3
    sent = [send(any_store, number, [Take(BLOG, "", Rate(count, 60))]) for number in range(count + 2)]
    assert held_by(sent) == [""] * count + [BLOG] * 2


def test_only_what_is_heard_takes_from_others(any_store):
    """Spam from many sources must not empty an article's bucket."""
    any_store.articles.save(an_article())
    scarce = Take(ARTICLE, "hello", Rate(1, 60))
    for number, state in enumerate([SPAM, PENDING, SPAM]):
        assert send(any_store, number, [Take(SOURCE, f"bot-{number}", Rate(1, 60)), scarce], state=state).state is state
    for number in (7, 8):
        assert send(any_store, number, [Take(SOURCE, "bot-0", Rate(1, 60)), scarce]).state is PENDING
    assert send(any_store, 9, [Take(SOURCE, "reader", Rate(1, 60)), scarce]).state is APPROVED


def test_a_bucket_is_a_token_bucket(store):
    """Against one that is simulated with a level that rises: at any moments, the same may pass."""
    rate, chance = Rate(4, 8), Random(1)
    now, level, full_at = NOW, 4.0, 0
    for _ in range(150):
        passed = timedelta(seconds=chance.choice([0, 0, 10, 60, 119, 120, 300, 900]))
        now, level = now + passed, min(4.0, level + passed / rate.interval)
        bucket = Bucket("SOURCE#a", rate, full_at)
        assert bucket.is_empty(now) == (level < 1 - 1e-9)
        if not bucket.is_empty(now):
            taken = store.client.update_item(ReturnValues="ALL_NEW", **without_telling(bucket.taking(store.name, now)))
            full_at, level = int(taken["Attributes"]["full_at"]["N"]), level - 1
        else:
            with pytest.raises(store.client.exceptions.ConditionalCheckFailedException):
                store.client.update_item(**without_telling(bucket.taking(store.name, now)))


def without_telling(action: dict) -> dict:
    return action["Update"]
