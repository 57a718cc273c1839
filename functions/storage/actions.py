"""The actions of a transaction, as DynamoDB wants them; `Update` parameters serve an UpdateItem too.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItem.html
"""

from collections.abc import Iterable, Mapping
from typing import Any

from storage.values import Item, Value

type Action = dict[str, Any]

# One transaction holds no more.
AT_MOST = 100
NEW: Action = {"ConditionExpression": "attribute_not_exists(pk)"}
THERE: Action = {"ConditionExpression": "attribute_exists(pk)"}
GAP: Action = {"ConditionExpression": "attribute_exists(gap)"}
NO_GAP: Action = {"ConditionExpression": "attribute_exists(pk) AND attribute_not_exists(gap)"}


def put(table: str, item: Item, condition: Action | None = None) -> Action:
    return {"Put": {"TableName": table, "Item": item} | (condition or {})}


def make(table: str, item: Item, condition: Action, *, in_place_of: Item | None = None) -> Action:
    """Stores an item where the condition finds none, or the one that is known to be there.

    An Update and no Put, because a role can be held to the attributes that it changes, but not to the sort keys that it
    replaces: whoever may put any item of an article may put one in the place of the article's words.
    """
    attributes = {name: value for name, value in item.items() if name not in ("pk", "sk")}
    gone = [name for name in in_place_of or {} if name not in item]
    return update(table, item, set_=attributes, remove=gone, condition=condition)


def delete(table: str, item: Item, condition: Action | None = None) -> Action:
    """Removes the item that has the keys of this one."""
    return {"Delete": {"TableName": table, "Key": key_of(item)} | (condition or {})}


def check(table: str, item: Item, condition: Action) -> Action:
    return {"ConditionCheck": {"TableName": table, "Key": key_of(item)} | condition}


def update(
    table: str,
    item: Item,
    *,
    set_: Mapping[str, Value] | None = None,
    add: Mapping[str, int] | None = None,
    remove: Iterable[str] = (),
    condition: str | Action = "",
) -> Action:
    """Changes attributes of the item that has these keys, or makes it; a text as `condition` names them as `#name`."""
    set_, add, remove = set_ or {}, add or {}, list(remove)
    clauses = {
        "SET": ", ".join(f"#{name} = :{name}" for name in set_),
        "ADD": ", ".join(f"#{name} :{name}" for name in add),
        "REMOVE": ", ".join(f"#{name}" for name in remove),
    }
    values = {f":{name}": value for name, value in set_.items()}
    values |= {f":{name}": {"N": str(change)} for name, change in add.items()}
    asked: Action = {
        "TableName": table,
        "Key": key_of(item),
        "UpdateExpression": " ".join(f"{word} {clause}" for word, clause in clauses.items() if clause),
        "ExpressionAttributeNames": {f"#{name}": name for name in (*set_, *add, *remove)},
    }
    if values:
        asked["ExpressionAttributeValues"] = values
    if isinstance(condition, str):
        return {"Update": asked | ({"ConditionExpression": condition} if condition else {})}
    return {"Update": _merged(asked, condition)}


def same(item: Item, *names: str) -> Action:
    """The condition that these attributes are still what they were."""
    known = [name for name in names if name in item]
    parts = [f"#{name} = :was_{name}" if name in known else f"attribute_not_exists(#{name})" for name in names]
    condition: Action = {
        "ConditionExpression": " AND ".join(parts),
        "ExpressionAttributeNames": {f"#{name}": name for name in names},
    }
    if known:
        condition["ExpressionAttributeValues"] = {f":was_{name}": item[name] for name in known}
    return condition


def both(first: Action, second: Action) -> Action:
    """The condition that both conditions hold."""
    expressions = (f"({each['ConditionExpression']})" for each in (first, second))
    return _merged(first, second) | {"ConditionExpression": " AND ".join(expressions)}


def _merged(first: Action, second: Action) -> Action:
    """The parameters of both, with the names and values that either brings."""
    shared = ("ExpressionAttributeNames", "ExpressionAttributeValues")
    return first | second | {name: first[name] | second[name] for name in shared if name in first and name in second}


def key_of(item: Item) -> Item:
    return {"pk": item["pk"], "sk": item["sk"]}
