"""DynamoDB's answers, read as they come.

Their JSON is already what botocore makes of it, for which it asks each of a value's ten possible types in turn; only
binary values differ. That is half of the time that a Query of fifty comments takes. Refusals, and all that holds no
items, are botocore's own to read.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from botocore.parsers import ResponseParser, ResponseParserFactory

# What the operations on items answer: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html
_OF_ITEMS = frozenset(
    f"{operation}Output"
    for operation in (
        *("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"),
        *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"),
    )
)


def read_plainly(session: Any) -> Any:
    """The botocore session; clients that it makes from now on read answers like this."""
    session.register_component("response_parser_factory", _PlainParsers())
    return session


class _PlainParsers(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> Any:
        parser = super().create_parser(protocol_name)
        return _PlainParser(parser) if protocol_name == "json" else parser


class _PlainParser:
    def __init__(self, botocores: ResponseParser) -> None:
        self._botocores = botocores

    def parse(self, response: Mapping[str, Any], shape: Any) -> dict[str, Any]:
        body = response["body"]
        if response["status_code"] >= 300 or shape is None or shape.name not in _OF_ITEMS or not body:
            return self._botocores.parse(response, shape)
        has_binary = b'"B"' in body or b'"BS"' in body
        try:
            read = json.loads(body, object_hook=_binary if has_binary else None)
        except ValueError:
            return self._botocores.parse(response, shape)
        # The metadata are made of headers alone.
        return read | self._botocores.parse({**response, "body": b"{}"}, shape)


def _binary(found: dict[str, Any]) -> dict[str, Any]:
    """A binary value with its bytes. What else is called so is an attribute, whose value is no text."""
    match found:
        case {"B": str(text), **others} if not others:
            return {"B": b64decode(text)}
        case {"BS": list(texts), **others} if not others:
            return {"BS": [b64decode(text) for text in texts]}
    return found
