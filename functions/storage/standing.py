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
    """`rows` by their sort keys, `infos` by both keys: only of the lists that were asked for."""

    head: Item | None = None
    address: Item | None = None
    rows: dict[str, Item] = field(default_factory=dict)
    infos: dict[tuple[str, str], Item] = field(default_factory=dict)

    @property
    def leads_to(self) -> str:
        """The slug that the article's own address leads to, when it was renamed; or ''."""
        return self.address["slug"]["S"] if self.address and "gone" not in self.address else ""


def read_standing(client: Any, table: str, slug: str, refs: Iterable[ListRef] = ()) -> Standing:
    """Two consistent requests: the head, the address and the lists' own items; and the rows."""
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
    return Standing(head, found.get(address), {row["sk"]["S"]: row for row in rows}, infos)
