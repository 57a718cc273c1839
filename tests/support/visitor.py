"""A reader without a browser: asks a served blog over HTTP, follows nothing by itself, and counts what is sent."""

import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPMessage
from string import punctuation
from urllib.parse import quote, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

_PATIENCE = 30.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def resolve(base: str, address: str) -> str:
    """What a browser asks for when a page at `base` gives the address: absolute, other letters percent-encoded."""
    return quote(urljoin(base, address.strip()), safe=punctuation)


def is_own(url: str, other: str) -> bool:
    """Whether both addresses have one origin (RFC 6454), as far as http and https go."""
    return urlsplit(url)[:2] == urlsplit(other)[:2]


@dataclass(frozen=True)
class Fetched:
    """An answer: `url` is where it was asked for, `sent` its body as it came over the wire."""

    url: str
    status: int
    headers: HTTPMessage = field(repr=False)
    sent: bytes = field(repr=False)

    @cached_property
    def content(self) -> bytes:
        return gzip.decompress(self.sent) if self.headers["Content-Encoding"] == "gzip" else self.sent

    @cached_property
    def text(self) -> str:
        return self.content.decode()

    @cached_property
    def page(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)

    @property
    def is_html(self) -> bool:
        return self.headers.get_content_type() == "text/html"

    def first(self, selector: str) -> LexborNode:
        """The first element that matches. Raises `LookupError` naming the page when there is none."""
        if (found := self.page.css_first(selector)) is None:
            raise LookupError(f"{self.url} has no {selector}")
        return found

    def address(self, selector: str, attribute: str = "href") -> str:
        """The absolute address that the first such element gives. Raises `LookupError`."""
        return self.address_in(self.first(selector), attribute)

    def address_in(self, node: LexborNode, attribute: str = "href") -> str:
        return resolve(self.url, node.attributes[attribute] or "")


class Visitor:
    """Asks one blog; `origin` is its address without a slash at its end."""

    def __init__(self, origin: str) -> None:
        self.origin = origin.rstrip("/")

    def get(self, address: str, **headers: str) -> Fetched:
        """`address` may be a path or an absolute address on this blog."""
        return self._ask("GET", address, None, {name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, address: str, *, cookie: str = "", **fields: str) -> Fetched:
        return self._ask("POST", address, urlencode(fields), _FORM | ({"Cookie": cookie} if cookie else {}))

    def follow(self, answer: Fetched) -> Fetched:
        """Where a redirect leads; any other answer is given back."""
        location = answer.headers["Location"]
        return self.get(resolve(answer.url, location)) if location else answer

    def wait_for(self, address: str, condition: Callable[[Fetched], bool]) -> Fetched:
        """The first answer that meets the condition. Raises `TimeoutError` with the last one's text."""
        deadline = time.monotonic() + _PATIENCE
        while not condition(found := self.get(address)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{found.url} does not come to be as expected after {_PATIENCE} s:\n{found.text}")
            time.sleep(0.1)
        return found

    def _ask(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> Fetched:
        url = resolve(f"{self.origin}/", address)
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, target, body, {"Accept-Encoding": "gzip"} | headers)
            answer = connection.getresponse()
            return Fetched(url, answer.status, answer.headers, answer.read())
        finally:
            connection.close()
