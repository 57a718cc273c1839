"""What was done to comments, read: the newest acts, those of a batch, those on one comment or article."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain
from typing import Any

from blog.acts import Act, is_batch
from blog.errors import ActNotFound
from storage import act_items, actions, keys
from storage.actions import Action
from storage.calls import call, every_item
from storage.transactions import Refusal, write
from storage.values import Item, seconds


@dataclass(frozen=True, slots=True)
class ListedActs:
    """Some acts, and the id after which the next ones follow, '' where there are none."""

    acts: tuple[Act, ...] = ()
    more: str = ""


class History:
    """Reads acts in the table `name` through a boto3 DynamoDB client.

    The lists of all acts follow what was done within a second; what was done to one comment or article is exact.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def acts(self, *, after: str = "", limit: int = 50) -> ListedActs:
        """The newest acts, or those that follow the one with the id `after`: one Query."""
        # "~" sorts after every id.
        asked = self._listed("#position < :id", after or "~", ScanIndexForward=False, Limit=limit + 1)
        answer = call(self._client.query, **asked)
        found = [act_items.read_act(item) for item in answer["Items"][:limit]]
        is_more = len(answer["Items"]) > limit or "LastEvaluatedKey" in answer
        return ListedActs(tuple(found), found[-1].id if found and is_more else "")

    def every(self) -> Iterator[Act]:
        """All acts, newest first, read page by page as they are consumed."""
        asked = self._listed("#position < :id", "~", ScanIndexForward=False)
        return map(act_items.read_act, every_item(self._client.query, **asked))

    def batch(self, id_: str) -> tuple[Act, ...]:
        """The acts of a batch in the order in which they were done, or the act with this id. Raises `ActNotFound`."""
        where = "begins_with(#position, :id)" if is_batch(id_) else "#position = :id"
        found = every_item(self._client.query, **self._listed(where, id_ or "~"))
        acts = tuple(map(act_items.read_act, found))
        if not acts:
            raise ActNotFound(id_)
        return acts

    def of_comment(self, slug: str, path: str) -> tuple[Act, ...]:
        """All that was done to a comment, the oldest first; to the article itself, where the path is ''."""
        return self._in(keys.article(slug), keys.history_of(path))

    def of_article(self, slug: str) -> tuple[Act, ...]:
        """All that was done to an article and to its comments, the oldest first."""
        return self._in(keys.article(slug), keys.HISTORY)

    def of_settings(self) -> tuple[Act, ...]:
        return self._in(keys.SETTINGS, keys.HISTORY)

    def forgetting(self, slug: str, path: str) -> Iterator[Action]:
        """The actions that take out of all acts on a comment what somebody wrote."""
        for item in self._items(keys.article(slug), keys.history_of(path)):
            if known := [name for name in act_items.WORDS if name in item]:
                yield actions.update(self._name, item, remove=known, condition=actions.THERE)

    def expiring(self, slug: str, path: str, expires_at: datetime | None) -> Iterator[Action]:
        """The actions that let acts which repeat words of a comment go with it, or stay where that stays."""
        wanted = {"expires_at": seconds(expires_at)} if expires_at else {}
        for item in self._items(keys.article(slug), keys.history_of(path)):
            if act_items.has_words(item) and item.get("expires_at") != wanted.get("expires_at"):
                remove = () if wanted else ("expires_at",)
                yield actions.update(self._name, item, set_=wanted, remove=remove, condition=actions.THERE)

    def forget(self, slug: str, path: str) -> None:
        """Does that. Raises `TooBusy`."""
        for some in batched(self.forgetting(slug, path), actions.AT_MOST, strict=False):
            write(self._client, some)

    def rewrite(self, rewrite: Callable[[str], str]) -> None:
        """Changes what all acts say of why, and the texts of settings in them. Raises `TooBusy`."""
        listed = every_item(self._client.query, **self._listed("#position < :id", "~"))
        on_comments = (item for item in listed if item["pk"]["S"] != keys.SETTINGS)
        for item in chain(self._items(keys.SETTINGS, keys.HISTORY), on_comments):
            if changed := act_items.rewritten(item, rewrite):
                with suppress(Refusal):  # it has just gone
                    write(self._client, [actions.update(self._name, item, set_=changed, condition=actions.THERE)])

    def _in(self, pk: str, beginning: str) -> tuple[Act, ...]:
        acts = map(act_items.read_act, self._items(pk, beginning))
        return tuple(sorted(acts, key=lambda act: (act.at, act.id)))

    def _items(self, pk: str, beginning: str) -> Iterator[Item]:
        return every_item(
            self._client.query,
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :beginning)",
            ExpressionAttributeValues={":pk": {"S": pk}, ":beginning": {"S": beginning}},
            ConsistentRead=True,
        )

    def _listed(self, where: str, id_: str, **more: Any) -> dict[str, Any]:
        return more | {
            "TableName": self._name,
            "IndexName": keys.INDEX,
            "KeyConditionExpression": f"#list = :list AND {where}",
            "ExpressionAttributeNames": {"#list": "list", "#position": "position"},
            "ExpressionAttributeValues": {":list": {"S": keys.ACTS}, ":id": {"S": id_}},
        }
