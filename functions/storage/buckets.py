"""Token buckets: one item and one conditional update each, and no request of its own.

A bucket is kept as the moment at which it will be full again (GCRA's "theoretical arrival time", ITU-T I.371): whoever
takes a token puts it off by the time in which one comes back; a bucket that is full in no less than all that time is
empty.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from blog.discussion import Rate
from storage import items, keys
from storage.actions import Action
from storage.values import Item, number, seconds

# One for the whole blog would be one item that every comment changes, whatever article it is on.
SHARDS = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Take:
    """A token that a comment takes: `name` is `source`, `article` or `blog`, `key` says which of them."""

    name: str
    key: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Bucket:
    """`full_at` is what is believed of it, in milliseconds since 1970; 0 where nothing is known."""

    name: str
    rate: Rate
    full_at: int

    def is_empty(self, now: datetime) -> bool:
        return self.full_at > _since_1970(now) + (self.rate.count - 1) * self._interval

    def taking(self, table: str, now: datetime) -> Action:
        """The update that takes a token, in one of its two forms; which one is tried is a guess by `full_at`.

        A refusal brings the item, which says what would have been right.
        """
        moment, interval = _since_1970(now), self._interval
        if self.full_at <= moment:
            change, condition = ":next", "attribute_not_exists(full_at) OR full_at <= :now"
            values = {":next": moment + interval, ":now": moment}
        else:
            change, condition = "full_at + :interval", "full_at > :now AND full_at <= :last"
            values = {":interval": interval, ":now": moment, ":last": moment + (self.rate.count - 1) * interval}
        forgotten = seconds(now + timedelta(minutes=self.rate.minutes + 1))
        return {
            "Update": {
                "TableName": table,
                "Key": items.key(keys.bucket(self.name), keys.BUCKET),
                "UpdateExpression": f"SET full_at = {change}, expires_at = :forgotten",
                "ConditionExpression": condition,
                "ExpressionAttributeValues": {name: {"N": str(value)} for name, value in values.items()}
                | {":forgotten": forgotten},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    @property
    def _interval(self) -> int:
        return max(1, self.rate.interval // _MILLISECOND)


def chosen_bucket(take: Take, full_at: Mapping[str, int], now: datetime) -> Bucket | None:
    """A bucket to take the token from, rather one that is known; None: as far as is known, there is no token."""
    left = [bucket for bucket in _buckets(take, full_at) if not bucket.is_empty(now)]
    known = [bucket for bucket in left if bucket.name in full_at]
    return random.choice(known or left) if left else None


def bucket_names(source: str, slug: str) -> list[str]:
    """Of all that a comment on an article may take tokens from; a source of '' is not known."""
    sources = [_name("source", source)] if source else []
    return [*sources, _name("article", slug), *(_name("blog", str(shard)) for shard in range(SHARDS))]


def read_full_at(item: Item) -> int:
    return number(item, "full_at")


def _buckets(take: Take, full_at: Mapping[str, int]) -> Iterator[Bucket]:
    if take.name != "blog":
        name = _name(take.name, take.key)
        yield Bucket(name, take.rate, full_at.get(name, 0))
        return
    shards = min(SHARDS, take.rate.count)
    for shard in range(shards):
        name, count = _name(take.name, str(shard)), (take.rate.count + shard) // shards
        yield Bucket(name, Rate(count, take.rate.minutes), full_at.get(name, 0))


def _name(kind: str, key: str) -> str:
    return f"{kind.upper()}#{key}"


def _since_1970(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND
