"""What the owner does with articles: save, link them to their neighbours, delete, remember old addresses."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from itertools import chain
from typing import Any

from blog.article import Article, ArticleState, ArticleSummary, Neighbour
from blog.errors import ArticleNotFound, SlugTaken, TooBusy
from storage import items, keys
from storage.calls import call, call_batch_get, every_item, sort_keys
from storage.items import Item
from storage.transactions import Refusal, write

_TRIES = 5
# The index follows the table within milliseconds, as a rule; nobody is made to wait longer than this for it.
_INDEX_TRIES = 50
_INDEX_PAUSE = 0.2
# What the blog itself adds to a head; saving an article again keeps it.
_KEPT = ("comment_count", "previous", "next")


class Saved(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class _Stored:
    head: Item
    state: ArticleState


class ArticleWriter:
    """Writes articles to the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name
        # The last change made here, as the index will show it: the keys, and the digest (None: gone).
        self._last: tuple[Item, dict[str, Any] | None] | None = None

    def check(self, article: Article, *, replace_origin: bool = False) -> None:
        """Raises what `save` would refuse, `SlugTaken` or `ArticleTooLarge`, and writes nothing."""
        items.body_item(article)
        _check_origin(article, self._stored(article.slug), replace_origin)

    def save(self, article: Article, *, replace_origin: bool = False) -> Saved:
        """Head and body in one transaction, or nothing; an article that did not change costs no write.

        Raises `SlugTaken` when the slug belongs to an article of another origin (unless that may be
        replaced), `ArticleTooLarge`, and `TooBusy` when its comments keep changing meanwhile.
        """
        new = items.head_item(article) | {"origin": {"S": article.origin}}
        body = items.body_item(article)
        new["digest"] = {"S": _digest(new, article.body)}
        for _ in range(_TRIES):
            stored = self._stored(article.slug)
            _check_origin(article, stored, replace_origin)
            if stored and stored.head["digest"] == new["digest"]:
                return Saved.UNCHANGED
            try:
                write(self._client, self._save_writes(new, body, stored))
            except Refusal:
                continue
            self._last = (new, new["digest"])
            return Saved.CHANGED if stored else Saved.CREATED
        raise TooBusy

    def link_neighbours(self) -> int:
        """Makes every published post know the one before and after it; returns how many did not.

        Walks the list of posts, oldest first, three at a time, and writes only what differs: so it can
        be stopped and run again at any point.
        """
        self._await_index()
        mended = 0
        before: ArticleSummary | None = None
        current: ArticleSummary | None = None
        for after in chain(self._posts(), [None]):
            if current is not None:
                mended += self._link(current, before, after)
            before, current = current, after
        return mended

    def delete(self, slug: str) -> None:
        """Removes an article and its comments; its address answers 410 from then on. Raises `ArticleNotFound`.

        The switch is one transaction, the sweep can be run again.
        """
        pk = keys.article(slug)
        stored = self._stored(slug)
        left = list(sort_keys(self._client, self._name, pk))
        if not left:
            raise ArticleNotFound(slug)
        front = {*keys.HEAD.values(), *keys.BODY.values()}
        gone = items.key(keys.address(f"/{slug}"), keys.ADDRESS) | {"slug": {"S": slug}, "gone": {"BOOL": True}}
        deletes = [{"Delete": {"TableName": self._name, "Key": items.key(pk, sk)}} for sk in left if sk in front]
        write(self._client, [{"Put": {"TableName": self._name, "Item": gone}}, *deletes])
        self._last = (stored.head, None) if stored else self._last
        for sk in left:
            if sk not in front:
                call(self._client.delete_item, TableName=self._name, Key=items.key(pk, sk))

    def remember_addresses(self, slugs: dict[str, str]) -> None:
        """From now on each of up to 25 addresses (path and query) leads to the article with its slug."""
        # By key, because one batch must not name an item twice.
        by_key = {keys.address(address): slug for address, slug in slugs.items()}
        left: list[dict[str, Any]] = [
            {"PutRequest": {"Item": items.key(pk, keys.ADDRESS) | {"slug": {"S": slug}}}} for pk, slug in by_key.items()
        ]
        while left:
            answer = call(self._client.batch_write_item, RequestItems={self._name: left})
            left = answer.get("UnprocessedItems", {}).get(self._name, [])

    def _stored(self, slug: str) -> _Stored | None:
        found = call_batch_get(self._client, self._name, keys.heads(slug))
        for state, place in zip(keys.HEAD, keys.heads(slug), strict=True):
            if place in found:
                return _Stored(found[place], state)
        return None

    def _save_writes(self, new: Item, body: Item, stored: _Stored | None) -> list[dict[str, Any]]:
        if stored is None:
            return [self._put(new, {"ConditionExpression": "attribute_not_exists(pk)"}), self._put(body, {})]
        head = new | {name: stored.head[name] for name in _KEPT if name in stored.head}
        unchanged = _same_count(stored.head)
        if stored.head["sk"] == new["sk"]:
            return [self._put(head, unchanged), self._put(body, {})]
        old = [
            {"Delete": {"TableName": self._name, "Key": _key(stored.head)} | unchanged},
            {"Delete": {"TableName": self._name, "Key": _key(stored.head) | {"sk": {"S": keys.BODY[stored.state]}}}},
        ]
        return [self._put(head, {}), self._put(body, {}), *old]

    def _link(self, current: ArticleSummary, before: ArticleSummary | None, after: ArticleSummary | None) -> bool:
        linked = replace(current, previous=_neighbour(before), next=_neighbour(after))
        if linked == current:
            return False
        wanted = {"previous": linked.previous, "next": linked.next}
        set_ = ", ".join(f"#{name} = :{name}" for name, value in wanted.items() if value)
        remove = ", ".join(f"#{name}" for name, value in wanted.items() if not value)
        values = {f":{name}": items.neighbour_value(value) for name, value in wanted.items() if value}
        try:
            call(
                self._client.update_item,
                TableName=self._name,
                Key=items.key(keys.article(current.slug), keys.HEAD[ArticleState.PUBLISHED]),
                UpdateExpression=(f"SET {set_} " if set_ else "") + (f"REMOVE {remove}" if remove else ""),
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={f"#{name}": name for name in wanted},
                **({"ExpressionAttributeValues": values} if values else {}),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False  # unpublished since the list was read: there is nothing to link
        return True

    def _await_index(self) -> None:
        """Until the index shows the last change made here. Raises `TooBusy` when it does not."""
        if self._last is None:
            return
        head, digest = self._last
        for _ in range(_INDEX_TRIES):
            found = self._in_index("#list = :list AND #position = :position", head, "list", "position")
            if [item["digest"] for item in found] == ([digest] if digest else []):
                return
            time.sleep(_INDEX_PAUSE)
        raise TooBusy

    def _posts(self) -> Iterator[ArticleSummary]:
        found = self._in_index("#list = :list", {"list": {"S": keys.POSTS}}, "list")
        return (items.read_summary(item) for item in found)

    def _in_index(self, condition: str, values: Item, *names: str) -> Iterator[Item]:
        return every_item(
            self._client.query,
            TableName=self._name,
            IndexName=keys.INDEX,
            KeyConditionExpression=condition,
            ExpressionAttributeNames={f"#{name}": name for name in names},
            ExpressionAttributeValues={f":{name}": values[name] for name in names},
        )

    def _put(self, item: Item, more: dict[str, Any]) -> dict[str, Any]:
        return {"Put": {"TableName": self._name, "Item": item} | more}


def _check_origin(article: Article, stored: _Stored | None, replace_origin: bool) -> None:
    if stored and not replace_origin and stored.head["origin"]["S"] != article.origin:
        raise SlugTaken(article.slug, stored.head["origin"]["S"])


def _key(item: Item) -> Item:
    return {"pk": item["pk"], "sk": item["sk"]}


def _neighbour(article: ArticleSummary | None) -> Neighbour | None:
    return Neighbour(article.slug, article.title) if article else None


def _same_count(head: Item) -> dict[str, Any]:
    """A comment that arrives between our read and our write must not be uncounted."""
    if "comment_count" not in head:
        return {"ConditionExpression": "attribute_not_exists(comment_count)"}
    values = {":count": head["comment_count"]}
    return {"ConditionExpression": "comment_count = :count", "ExpressionAttributeValues": values}


def _digest(head: Item, body: str) -> str:
    return blake2b(f"{sorted(head.items())!r}\n{body}".encode(), digest_size=16).hexdigest()
