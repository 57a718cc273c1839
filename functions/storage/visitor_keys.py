"""The random key with which visitors are told apart for a month: read, or made by whoever comes first."""

from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any

from storage import actions, items, keys
from storage.calls import call
from storage.values import Item, seconds

# A month's key is forgotten when the month is over, and whatever was hashed with it is nobody's then.
KEPT = timedelta(days=32)
_KEY = items.projection("key")


def place(period: str) -> tuple[str, str]:
    return keys.visitor_key(period), keys.KEY


def read_key(item: Item | None) -> bytes:
    return item["key"]["B"] if item else b""


def visitor_key(client: Any, table: str, period: str, now: datetime) -> bytes:
    """The key of a period such as `2026-11`: one request, two more where there is none yet."""
    key = items.key(*place(period))

    def stored() -> bytes:
        return read_key(call(client.get_item, TableName=table, Key=key, ConsistentRead=True, **_KEY).get("Item"))

    if found := stored():
        return found
    made = {"key": {"B": token_bytes(32)}, "expires_at": seconds(now + KEPT)}
    try:
        call(client.put_item, TableName=table, Item=key | made, **actions.NEW)
    except client.exceptions.ConditionalCheckFailedException:
        return stored()  # somebody else has just made it
    return made["key"]["B"]
