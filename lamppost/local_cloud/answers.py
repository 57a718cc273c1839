"""A function's answer as an HTTP response, as an HTTP API reads payload format 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import binascii
import json
import re
from base64 import b64decode
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_JSON = "application/json"
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2
# The gateway frames the answer itself.
_FRAMING = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"})
_WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class MalformedAnswer(Exception):
    """A function returned what a gateway cannot turn into a response."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` are pairs, since Set-Cookie may stand there more than once."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def message(status: int, text: str) -> Answer:
    """What the gateway itself has to say."""
    return Answer(status, (("content-type", _JSON),), json.dumps({"message": text}, separators=(",", ":")).encode())


def header(answer: Answer, name: str) -> str:
    """The value of a header, or ''; `name` is in lower case."""
    return next((value for each, value in answer.headers if each.lower() == name), "")


def to_answer(payload: Any) -> Answer:
    """The response to a function's answer, be it in the format or any other JSON. Raises `MalformedAnswer`."""
    if not (isinstance(payload, dict) and "statusCode" in payload):
        body = payload if isinstance(payload, str) else json.dumps(payload)
        return Answer(200, (("content-type", _JSON),), _utf8(body))
    status = _status(payload["statusCode"])
    headers = [pair for pair in _headers(payload.get("headers")) if pair[0].lower() not in _FRAMING]
    headers += [("set-cookie", cookie) for cookie in _cookies(payload.get("cookies"))]
    if status not in _WITHOUT_BODY and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("content-type", _JSON))
    return Answer(status, tuple(headers), _body(payload))


def _status(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[2-5]\d\d", text, re.ASCII):
        raise MalformedAnswer(f"statusCode is {value!r}")
    return int(text)


def _headers(headers: Any) -> list[tuple[str, str]]:
    if headers is None:
        return []
    if not isinstance(headers, dict):
        raise MalformedAnswer("headers is not an object")
    return [(_header_name(name), _header_value(name, value)) for name, value in headers.items()]


def _header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise MalformedAnswer(f"{name!r} is not the name of a header")
    return name


def _header_value(name: str, value: Any) -> str:
    """Format 2.0 has no lists of values: who has several joins them with commas."""
    if isinstance(value, list | dict) or value is None:
        raise MalformedAnswer(f"the header {name} is {value!r}, not text")
    text = value if isinstance(value, str) else json.dumps(value)
    if not text.isascii() or not text.isprintable():
        raise MalformedAnswer(f"the header {name} holds what no header may: {text!r}")
    return text


def _cookies(cookies: Any) -> list[str]:
    if cookies is None:
        return []
    if not isinstance(cookies, list) or not all(isinstance(each, str) for each in cookies):
        raise MalformedAnswer("cookies is not a list of text")
    return [_header_value("set-cookie", cookie) for cookie in cookies]


def _body(payload: dict[str, Any]) -> bytes:
    body = payload.get("body") or ""
    if not isinstance(body, str):
        raise MalformedAnswer(f"body is {type(body).__name__}, not text")
    if payload.get("isBase64Encoded") is not True:
        return _utf8(body)
    try:
        return b64decode(body, validate=True)
    except binascii.Error as error:
        raise MalformedAnswer(f"body is not base64: {error}") from error


def _utf8(text: str) -> bytes:
    """JSON can hold half of a surrogate pair; UTF-8 cannot."""
    return text.encode("utf-8", "replace")
