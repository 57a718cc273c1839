"""A request at the edge: what its cache keys on, and what the origin is told of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lamppost.local_cloud.answers import Answer, header
from lamppost.local_cloud.distribution import Behaviour

_FRAMING = ("HTTP_TRANSFER_ENCODING", "HTTP_CONNECTION")
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_NOBODY = "Amazon CloudFront"


@dataclass(frozen=True, slots=True)
class Asked:
    """`path` and `query` are as they were sent, but the query without what no page reads; `headers` and `cookies` are
    those that the key holds."""

    environ: Mapping[str, Any]
    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    cookies: str
    takes_gzip: bool

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def key(self) -> tuple[str, ...]:
        return self.address, self.cookies, str(self.takes_gzip), *(value for _, value in self.headers)

    @property
    def is_read(self) -> bool:
        return self.method in ("GET", "HEAD")

    def has(self, answer: Answer) -> bool:
        """Whether the reader's browser holds this very answer (RFC 9110 §13.2.2)."""
        if known := self.environ.get("HTTP_IF_NONE_MATCH", ""):
            etag = _strong(header(answer, "etag"))
            return bool(etag) and (known == "*" or etag in map(_strong, known.split(",")))
        changed = header(answer, "last-modified")
        return bool(changed) and changed == self.environ.get("HTTP_IF_MODIFIED_SINCE")


def read(environ: Mapping[str, Any], behaviour: Behaviour, known: frozenset[str]) -> Asked:
    """`known` are the query strings that the function at the viewer's request lets through."""
    path, _, query = environ["RAW_URI"].partition("?")
    headers = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    if behaviour.has_request_function:
        query = _only(known, query)
        headers["x-viewer-host"] = headers.get("host", "")
    cookies = (each.strip() for each in headers.get("cookie", "").split(";"))
    return Asked(
        environ=environ,
        method=environ["REQUEST_METHOD"],
        path=path,
        query=query if behaviour.queries is None else _only(behaviour.queries, query),
        headers=tuple((name, headers[name]) for name in behaviour.headers if name in headers),
        cookies="; ".join(each for each in cookies if each.partition("=")[0] in behaviour.cookies),
        takes_gzip="gzip" in headers.get("accept-encoding", ""),
    )


def sent_to(behaviour: Behaviour, asked: Asked, if_none_match: str | None = None) -> dict[str, Any]:
    """The request as its origin gets it; `if_none_match` takes the place of what the reader says of what it has.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html
    """
    seen = asked.environ
    kept = {name: value for name, value in seen.items() if not name.startswith("HTTP_") or name in _FRAMING}
    conditions = {name: seen[name] for name in _CONDITIONS if name in seen} if if_none_match is None else {}
    if if_none_match:
        conditions = {"HTTP_IF_NONE_MATCH": if_none_match}
    address = seen.get("REMOTE_ADDR", "127.0.0.1")
    told = {"user-agent": _NOBODY, **_forwarded(behaviour.forwarded, seen, address), **dict(asked.headers)}
    if asked.cookies:
        told["cookie"] = asked.cookies
    if asked.takes_gzip:
        told["accept-encoding"] = "gzip"
    told |= {"host": behaviour.origin.domain, **behaviour.origin.headers}
    return kept | conditions | {_variable(name): value for name, value in told.items()} | {"RAW_URI": asked.address}


def _forwarded(names: Iterable[str], seen: Mapping[str, Any], address: str) -> dict[str, str]:
    told = {name: seen[_variable(name)] for name in names if _variable(name) in seen}
    if "cloudfront-viewer-address" in names:
        told["cloudfront-viewer-address"] = f"{address}:{seen.get('REMOTE_PORT', '0')}"
    return told


def _only(names: frozenset[str], query: str) -> str:
    """In one order, so that two spellings of an address are one."""
    parts = (part for part in query.split("&") if part.partition("=")[0] in names)
    return "&".join(sorted(parts, key=lambda part: part.partition("=")[0]))


def _variable(header_name: str) -> str:
    """A header's name in a WSGI environ."""
    name = header_name.upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}"


def _strong(etag: str) -> str:
    return etag.strip().removeprefix("W/")
