"""An HTTP request as the event of an HTTP API, payload format 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import re
import secrets
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from lamppost.local_cloud.template import ACCOUNT

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
BODY_LIMIT = 10 * 1024 * 1024
# AWS documents that binary bodies come in base64, not which are binary. Measured by others on the real gateway:
# all but these, a form and a body without a type included (github.com/ministackorg/ministack/pull/766).
_TEXT_TYPES = frozenset({"application/json", "application/xml", "application/javascript"})
_MALFORMED_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class BadRequest(Exception):
    """A target that no gateway takes: an escape that is none, bytes that are not UTF-8."""


class BodyTooLarge(Exception):
    """More than a gateway takes."""


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is decoded, as an HTTP API delivers it; `query` is as it was sent; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    host: str
    protocol: str
    source_ip: str


def read_request(environ: Mapping[str, Any]) -> Request:
    """The request of a WSGI environ. Raises `BadRequest`, `BodyTooLarge`."""
    target = environ["RAW_URI"]
    if not target.isascii():
        raise BadRequest
    path, _, query = _without_origin(target).partition("?")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=_decoded(path),
        query=query,
        headers=_headers(environ),
        body=_body(environ),
        host=environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}",
        protocol=environ["SERVER_PROTOCOL"],
        source_ip=environ.get("REMOTE_ADDR", "127.0.0.1"),
    )


def to_event(request: Request, route_key: str, parameters: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """The event for a request that the route `route_key` took at the aware time `at`.

    What a request does not have is left out: cookies, query, path parameters, body.
    """
    cookies = [each for part in request.headers.get("cookie", "").split(";") if (each := part.strip())]
    headers = {name: value for name, value in request.headers.items() if name != "cookie"} | _added(request, at)
    event = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "cookies": cookies,
        "headers": dict(sorted(headers.items())),
        "queryStringParameters": _joined(parse_qsl(request.query, keep_blank_values=True, errors="replace")),
        "requestContext": _context(request, route_key, at),
        "pathParameters": dict(parameters),
    }
    optional = ("cookies", "queryStringParameters", "pathParameters")
    event = {name: value for name, value in event.items() if value or name not in optional}
    return event | _body_fields(request)


def _context(request: Request, route_key: str, at: datetime) -> dict[str, Any]:
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        # Handlers build absolute addresses from it.
        "domainName": request.host,
        "domainPrefix": request.host.partition(".")[0],
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": request.headers.get("user-agent", ""),
        },
        "requestId": b64encode(secrets.token_bytes(11)).decode(),
        "routeKey": route_key,
        "stage": "$default",
        "time": at.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(at.timestamp() * 1000),
    }


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is named more than once, in one value, joined by commas."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: ",".join(each) for name, each in values.items()}


def _added(request: Request, at: datetime) -> dict[str, str]:
    """What the gateway itself tells about the way that a request came."""
    return {
        "host": request.host,
        "x-amzn-trace-id": f"Root=1-{int(at.timestamp()):08x}-{secrets.token_hex(12)}",
        "x-forwarded-for": request.source_ip,
        "x-forwarded-port": request.host.rpartition(":")[2] if ":" in request.host else "80",
        "x-forwarded-proto": "http",
    }


def _body_fields(request: Request) -> dict[str, Any]:
    if not request.body:
        return {"isBase64Encoded": False}
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type.startswith("text/") or media_type in _TEXT_TYPES:
        try:
            return {"body": request.body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass  # JSON has no way to carry it as text
    return {"body": b64encode(request.body).decode(), "isBase64Encoded": True}


def _without_origin(target: str) -> str:
    """RFC 9112 §3.2: a target may be a whole address (absolute-form)."""
    if target.startswith("/"):
        return target
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https"):
        raise BadRequest
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _decoded(path: str) -> str:
    if _MALFORMED_ESCAPE.search(path):
        raise BadRequest
    try:
        return unquote_to_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise BadRequest from error


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    """Lower-case names; the server has joined repeated headers with commas."""
    found = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    found |= {name: environ[name] for name in ("CONTENT_TYPE", "CONTENT_LENGTH") if environ.get(name)}
    # The body arrives whole, whatever pieces it was sent in.
    found.pop("TRANSFER_ENCODING", None)
    return {name.lower().replace("_", "-"): value for name, value in found.items()}


def _body(environ: Mapping[str, Any]) -> bytes:
    # Chunked, the server ends the stream where the body ends.
    if environ.get("wsgi.input_terminated"):
        return _read(environ, BODY_LIMIT + 1)
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise BadRequest
    if int(length) > BODY_LIMIT:
        raise BodyTooLarge
    body = _read(environ, int(length)) if int(length) else b""
    if len(body) < int(length):
        raise BadRequest
    return body


def _read(environ: Mapping[str, Any], size: int) -> bytes:
    try:
        body = environ["wsgi.input"].read(size)
    except OSError as error:  # a chunk that says no length
        raise BadRequest from error
    if len(body) > BODY_LIMIT:
        raise BodyTooLarge
    return body
