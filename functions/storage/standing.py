"""What the table holds of an article beside its words: where its head is, in which lists it stands, what they say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from blog.lists import ListRef
from storage import keys
from storage.calls import call_batch_get, every_item
from storage.values import Item


@dataclass(frozen=True, slots=True)
class Standing:
    """`rows` by their sort keys, `infos` by both keys: only of the lists that were asked for.

    `leads_to` is the slug that the article was renamed to, where that is still there; or ''.
    """

    head: Item | None = None
    address: Item | None = None
    leads_to: str = ""
    rows: dict[str, Item] = field(default_factory=dict)
    infos: dict[tuple[str, str], Item] = field(default_factory=dict)


def read_standing(client: Any, table: str, slug: str, refs: Iterable[ListRef] = ()) -> Standing:
    """Two consistent requests: the head, the address and the lists' own items; and the rows.

    A third one where the article is not there but was renamed.
    """
    address = (keys.address(f"/{slug}"), keys.ADDRESS)
    wanted = [*keys.heads(slug), address, *(keys.list_info(ref) for ref in refs)]
    found = call_batch_get(client, table, wanted)
    head = next((found[place] for place in keys.heads(slug) if place in found), None)
    rows = every_item(
        client.query,
        TableName=table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :rows)",
        ExpressionAttributeValues={":pk": {"S": keys.article(slug)}, ":rows": {"S": keys.ROWS}},
        ConsistentRead=True,
    )
    infos = {place: item for place, item in found.items() if place not in (address, *keys.heads(slug))}
    leads_to = _renamed_to(client, table, found[address]) if address in found and not head else ""
    return Standing(head, found.get(address), leads_to, {row["sk"]["S"]: row for row in rows}, infos)


def _renamed_to(client: Any, table: str, address: Item) -> str:
    slug = address["slug"]["S"]
    return slug if "gone" not in address and call_batch_get(client, table, keys.heads(slug)) else ""
