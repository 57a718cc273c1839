"""Settings changed by an act that is recorded, so that it can be undone with what else it did."""

from collections.abc import Mapping
from typing import Any

from blog.acts import ActKind, Batch
from blog.errors import SettingsOutdated
from blog.settings import masked
from storage import act_items, actions, items, keys
from storage.calls import call
from storage.settings_item import read_texts
from storage.transactions import Refusal, write

_KEY = items.key(keys.SETTINGS, keys.SETTINGS)


class SettingsActs:
    """Changes settings in the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def change(
        self,
        texts: Mapping[str, str | None],
        batch: Batch,
        *,
        found: Mapping[str, str | None] | None = None,
        why: str = "",
        undoes: str = "",
    ) -> bool:
        """Stores these texts (None: the default again) with the act, and says whether that changes anything.

        Of a secret, the act says only that it was changed.

        Raises `SettingsOutdated` when they are not (any more) what was `found`; None: what is there now. And `TooBusy`.
        """
        stored = call(self._client.get_item, TableName=self._name, Key=_KEY, ConsistentRead=True).get("Item", _KEY)
        known = read_texts(stored)
        changed = {name: text for name, text in texts.items() if known.get(name) != text}
        if outdated := [name for name, text in (found or {}).items() if known.get(name) != text]:
            raise SettingsOutdated(*outdated)
        if not changed:
            return False
        were = {name: masked(name, known.get(name)) for name in changed}
        set_to = {name: masked(name, text) for name, text in changed.items()}
        act = batch.act(ActKind.SETTINGS, settings=were, set_to=set_to, why=why, undoes=undoes)
        update = actions.update(
            self._name,
            _KEY,
            set_={name: {"S": text} for name, text in changed.items() if text is not None},
            remove=[name for name, text in changed.items() if text is None],
            condition=actions.same(stored, *changed),
        )
        try:
            write(self._client, [update, actions.put(self._name, act_items.act_item(act), actions.NEW)])
        except Refusal as refusal:
            raise SettingsOutdated(*changed) from refusal
        return True
