"""An article under another slug: switch, then move the rest. Stopped at any point, it can be run again to its end."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import batched, chain
from typing import Any

from blog.errors import ArticleNotFound, SlugRenamed, SlugTaken, TooBusy
from blog.slugs import checked_slug, is_slug
from storage import actions, items, keys, plans
from storage.actions import Action
from storage.both_slugs import WATCHED, Left
from storage.calls import call, call_batch_get, every_item
from storage.linking import listed
from storage.standing import Standing, read_standing
from storage.transactions import Refusal, write
from storage.values import Item

_TRIES = 5
# In one transaction with head, body and addresses; rows beyond these follow with the comments.
_ROWS_AT_ONCE = 40
# Two writes each, of items that may be long: a transaction holds 4 MB.
_MOVED_AT_ONCE = 20


class Renaming:
    """One article's way from the slug `old` to the slug `new`."""

    def __init__(self, client: Any, table: str, old: str, new: str) -> None:
        self._client = client
        self._table = table
        self._old = old
        self._new = checked_slug(new)

    def run(self) -> Item:
        """All of it; returns the article's head.

        Raises `ArticleNotFound`, `SlugTaken`, `SlugRenamed`, and `TooBusy` when the article keeps changing meanwhile.
        """
        head = self._switched()
        self._move_rest(self._old)
        for address in self._leading_here():
            self._redirect(address)
        self._move_children()
        return head

    def _switched(self) -> Item:
        for _ in range(_TRIES):
            old, new = (read_standing(self._client, self._table, slug) for slug in (self._old, self._new))
            if old.head is None:
                return self._head_of_finished(old, new)
            self._check_target(new)
            body = self._body(old.head)
            if body is None:
                continue
            head = self._renamed_head(old.head, body)
            try:
                write(self._client, self._switch(old, new, head, body))
            except Refusal:
                continue
            return head
        raise TooBusy

    def _head_of_finished(self, old: Standing, new: Standing) -> Item:
        if old.leads_to == self._new and new.head:
            return new.head
        if old.leads_to:
            raise SlugRenamed(self._old, old.leads_to)
        raise ArticleNotFound(self._old)

    def _check_target(self, new: Standing) -> None:
        if new.head:
            raise SlugTaken(self._new, new.head["origin"]["S"])
        if new.leads_to not in ("", self._old):
            raise SlugRenamed(self._new, new.leads_to)

    def _body(self, head: Item) -> Item | None:
        key = plans.body_key(head)
        return call(self._client.get_item, TableName=self._table, Key=key, ConsistentRead=True).get("Item")

    def _renamed_head(self, head: Item, body: Item) -> Item:
        article = replace(items.read_article(head, body), slug=self._new)
        return plans.head_of(article, head, "", unlisted="unlisted" in head)

    def _switch(self, old: Standing, new: Standing, head: Item, body: Item) -> list[Action]:
        switch = [
            actions.put(self._table, head, actions.NEW),
            actions.put(self._table, self._moved(body), actions.NEW),
            actions.delete(self._table, old.head, actions.same(old.head, *plans.WATCHED)),
            actions.delete(self._table, body),
            actions.put(self._table, items.address_item(f"/{self._old}", self._new)),
        ]
        if "gone" in (old.address or {}):
            switch.append(actions.put(self._table, plans.gone_address(self._new)))
        elif new.address:
            switch.append(actions.delete(self._table, new.address))
        rows = list(old.rows.values())[:_ROWS_AT_ONCE]
        return switch + [action for row in rows for action in self._move(row)]

    def _moved(self, item: Item) -> Item:
        """The item under the new slug. What stands in lists of articles carries the slug in its position too."""
        moved = item | {"pk": {"S": keys.article(self._new)}}
        if item["sk"]["S"].startswith(keys.ROWS):
            before = keys.slug_of(item["pk"]["S"])
            moved["position"] = {"S": item["position"]["S"].removesuffix(before) + self._new}
        return moved

    def _move(self, item: Item) -> list[Action]:
        return [
            actions.put(self._table, self._moved(item), actions.NEW),
            actions.delete(self._table, item, actions.both(actions.THERE, actions.same(item, *WATCHED))),
        ]

    def _move_rest(self, slug: str) -> None:
        """What is left in the collection of a former slug, which has no head of its own any more."""
        if read_standing(self._client, self._table, slug).head:
            return
        # Again, because what is moderated meanwhile may come to lie where this has been already.
        for _ in range(_TRIES):
            moved = False
            for some in batched(self._left(slug), _MOVED_AT_ONCE, strict=False):
                self._move_some(some)
                moved = True
            if not moved:
                return
        raise TooBusy

    def _left(self, slug: str) -> Iterator[Item]:
        return every_item(
            self._client.query,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.article(slug)}},
            ConsistentRead=True,
        )

    def _move_some(self, some: Sequence[Item]) -> None:
        try:
            write(self._client, [action for item in some for action in self._move(item)])
        except Refusal:
            for item in some:
                self._move_one(item)

    def _move_one(self, item: Item) -> None:
        """What was changed meanwhile is found again, here or elsewhere."""
        with suppress(Refusal):
            try:
                write(self._client, self._move(item))
            except Refusal as refusal:
                if 0 not in refusal:
                    raise
                self._join(Left(item, self._new))

    def _join(self, left: Left) -> None:
        found = call_batch_get(self._client, self._table, left.places)
        if joined := left.joined(self._table, found):
            write(self._client, joined)

    def _leading_here(self) -> Iterator[Item]:
        return every_item(
            self._client.query,
            TableName=self._table,
            IndexName=keys.INDEX,
            KeyConditionExpression="#list = :list",
            ExpressionAttributeNames={"#list": "list"},
            ExpressionAttributeValues={":list": {"S": keys.leads(self._old)}},
        )

    def _redirect(self, item: Item) -> None:
        """An address that leads to the old slug leads to the new one; a former slug may have left something too."""
        address = keys.slug_of(item["pk"]["S"])
        if is_slug(former := address.removeprefix("/")):
            self._move_rest(former)
        moved = actions.put(self._table, items.address_item(address, self._new), actions.same(item, "slug"))
        try:
            call(self._client.put_item, **moved["Put"])
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # it leads elsewhere, or nowhere, since the index was read

    def _move_children(self) -> None:
        lists = (keys.PAGES, *keys.APART.values())
        for head in chain.from_iterable(listed(self._client, self._table, list_) for list_ in lists):
            if head.get("parent") == {"S": self._old}:
                self._move_child(head)

    def _move_child(self, head: Item) -> None:
        parent = actions.update(self._table, head, set_={"parent": {"S": self._new}}, condition="#parent = :old")[
            "Update"
        ]
        parent["ExpressionAttributeValues"][":old"] = {"S": self._old}
        try:
            call(self._client.update_item, **parent)
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # it was put elsewhere meanwhile
