"""Items as lines of a file, without loss, and what is counted of them."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from decimal import Context, Decimal
from hashlib import sha256
from typing import Any

from storage import keys
from storage.values import Item, Value

_SUM = 1 << 256
# As DynamoDB itself writes whole numbers, which nearly all are.
_PLAIN_NUMBER = re.compile(r"0|-?[1-9]\d{0,37}", re.ASCII)
# DynamoDB keeps 38 digits.
_EXACT = Context(prec=60)


def line_of(item: Item) -> bytes:
    """The item in one line of DynamoDB's JSON, always in the same way."""
    return as_line(_written({"M": item}, str)["M"])


def as_line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def item_in(line: bytes) -> Item:
    """The item as boto3 takes it. Raises `ValueError` for what is no such line."""
    try:
        return _read({"M": json.loads(line)})["M"]
    except (AttributeError, TypeError) as error:
        raise ValueError(str(error)) from error


def digest_of(item: Item) -> bytes:
    """The SHA-256 of the item, in which equal numbers are alike however they are written."""
    return sha256(as_line(_written({"M": item}, _number)["M"])).digest()


def key_of(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def kind_of(pk: str, sk: str) -> str:
    """The first word of the key that says what an item is: its sort key's beside an article, else its partition's."""
    return (sk if pk.startswith(keys.article("")) else pk).partition("#")[0]


class SetDigest:
    """The digest of a set of items, in whatever order they are added."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, digest: bytes) -> None:
        self._sum = (self._sum + int.from_bytes(digest)) % _SUM

    def __str__(self) -> str:
        return f"{self._sum:064x}"


def _written(value: Value, number: Callable[[str], str]) -> Value:
    ((kind, held),) = value.items()
    match kind:
        case "M":
            return {kind: {name: _written(each, number) for name, each in held.items()}}
        case "L":
            return {kind: [_written(each, number) for each in held]}
        case "N":
            return {kind: number(held)}
        case "NS":
            return {kind: sorted(map(number, held))}
        case "SS":
            return {kind: sorted(held)}
        case "B":
            return {kind: b64encode(held).decode()}
        case "BS":
            return {kind: sorted(b64encode(each).decode() for each in held)}
    return value


def _read(value: Value) -> Value:
    ((kind, held),) = value.items()
    match kind:
        case "M":
            return {kind: {name: _read(each) for name, each in held.items()}}
        case "L":
            return {kind: [_read(each) for each in held]}
        case "B":
            return {kind: b64decode(held, validate=True)}
        case "BS":
            return {kind: [b64decode(each, validate=True) for each in held]}
    return value


def _number(text: str) -> str:
    return text if _PLAIN_NUMBER.fullmatch(text) else format(Decimal(text).normalize(_EXACT), "f")
