"""The owner's settings: one item, each setting a text under its own name."""

from collections.abc import Iterable, Mapping
from typing import Any

from blog.errors import SettingsOutdated
from storage import actions, items, keys
from storage.calls import call
from storage.values import Item


def read_texts(item: Item) -> dict[str, str]:
    """Every setting in the item, by its name."""
    return {name: value["S"] for name, value in item.items() if name not in ("pk", "sk")}


class SettingsItem:
    """Reads and changes settings in the table `name` through a boto3 DynamoDB client.

    What an owner changes by hand is an act (`storage/settings_acts.py`); this is for what follows from other things.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name
        # What was read here; None before anything was.
        self._known: dict[str, str] | None = None

    def read(self) -> dict[str, str]:
        """What is stored now, as `blog.settings.Settings.read` takes it."""
        answer = call(self._client.get_item, TableName=self._name, Key=_KEY, ConsistentRead=True)
        self._known = read_texts(answer.get("Item", {}))
        return dict(self._known)

    def save(self, texts: Mapping[str, str]) -> None:
        """Stores these settings, all or none, and leaves the others as they are.

        Raises `SettingsOutdated` when somebody has changed one of them since they were read here.
        """
        asked = actions.update(self._name, _KEY, set_={name: {"S": text} for name, text in texts.items()})["Update"]
        if self._known is not None:
            asked |= self._unchanged(texts, asked["ExpressionAttributeValues"])
        try:
            call(self._client.update_item, **asked)
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise SettingsOutdated from error
        self._known = None

    def _unchanged(self, names: Iterable[str], values: Item) -> dict[str, Any]:
        known = {name: self._known.get(name) for name in names}
        were = {f":was_{name}": {"S": text} for name, text in known.items() if text is not None}
        parts = [
            f"attribute_not_exists(#{name})" if text is None else f"#{name} = :was_{name}"
            for name, text in known.items()
        ]
        condition: dict[str, Any] = {"ConditionExpression": " AND ".join(parts)}
        return condition | ({"ExpressionAttributeValues": values | were} if values | were else {})


_KEY = items.key(keys.SETTINGS, keys.SETTINGS)
