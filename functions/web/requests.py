"""A request, read from an API Gateway HTTP API event in payload format 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from web import edge
from web.problems import BadRequest, BodyTooLarge, UnsupportedContentType

# The longest form that can be all within the limits of its fields, every character percent-encoded, is smaller;
# what is larger is not read further than this.
BODY_LIMIT = 1_000_000
_REFUSED = re.compile(r"q=0(\.0*)?")
_HOST = re.compile(r"(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII)
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """`is_from_edge`: the edge has sent it, which tells of the reader what the gateway no longer sees."""

    event: dict[str, Any]
    is_from_edge: bool = False

    @property
    def method(self) -> str:
        return self.event["requestContext"]["http"]["method"]

    @property
    def path(self) -> str:
        """Decoded, as HTTP APIs deliver it; function URLs and test events leave the escapes in."""
        return unquote(self.event["rawPath"], errors="replace")

    @property
    def origin(self) -> str:
        """Where the blog was asked for, such as `https://blog.example.org`."""
        # The edge asks the API by the API's own name.
        host = ((self.is_from_edge and self._header(edge.VIEWER_HOST)) or self._header("host")).lower()
        scheme = "http" if self._header("x-forwarded-proto") == "http" else "https"
        return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"

    @property
    def source(self) -> tuple[str, str]:
        """IP address and User-Agent of whoever asks; for hashing, never for storing."""
        http = self.event["requestContext"]["http"]
        viewer = edge.address_of(self._header(edge.VIEWER_ADDRESS)) if self.is_from_edge else ""
        return viewer or http.get("sourceIp", ""), http.get("userAgent", "")

    @property
    def is_cross_site(self) -> bool:
        """Whether another site's page has made the browser ask (https://w3c.github.io/webappsec-fetch-metadata/)."""
        return self._header("sec-fetch-site") == "cross-site"

    @property
    def referrer(self) -> str:
        """The page that a form was on, as far as the browser says."""
        return self._header("referer")

    @property
    def query_string(self) -> str:
        return self.event.get("rawQueryString", "")

    @property
    def query(self) -> dict[str, str]:
        """The first value of each parameter."""
        found = parse_qsl(self.query_string, keep_blank_values=True, errors="replace")
        return dict(reversed(found))

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (cookie.partition("=") for cookie in self.event.get("cookies", ()))
        return {name.strip(): unquote(value, errors="replace") for name, _, value in pairs}

    @property
    def accepts_gzip(self) -> bool:
        """RFC 9110 §12.5.3, as far as gzip goes. The edge takes it plain, and makes Brotli and gzip of it once."""
        if self.is_from_edge:
            return False
        offers = dict(
            offer.replace(" ", "").partition(";")[::2] for offer in self._header("accept-encoding").split(",")
        )
        weight = offers.get("gzip", offers.get("*", "q=0"))
        return _REFUSED.fullmatch(weight) is None

    def has(self, etag: str, changed_at: datetime | None = None) -> bool:
        """Whether the reader has what this ETag stands for, or what has not changed since (RFC 9110 §13.2.2).

        If-Modified-Since is only looked at where there is no If-None-Match.
        """
        known = self._header("if-none-match")
        if not known:
            since = _moment(self._header("if-modified-since")) if changed_at else None
            # The very date, not any later one: when the newest entry is deleted, the date goes back.
            return since is not None and changed_at.replace(microsecond=0) == since
        return known == "*" or etag.removeprefix("W/") in (tag.strip().removeprefix("W/") for tag in known.split(","))

    def form(self) -> dict[str, str]:
        """The fields of a form. Raises `UnsupportedContentType`, `BodyTooLarge`, `BadRequest`."""
        if self._header("content-type").partition(";")[0].strip().lower() != _FORM:
            raise UnsupportedContentType
        try:
            fields = parse_qsl(self._body(), keep_blank_values=True, max_num_fields=50, errors="replace")
        except ValueError as error:
            raise BadRequest from error
        return dict(fields)

    def _body(self) -> str:
        body = self.event.get("body") or ""
        if len(body) > BODY_LIMIT:
            raise BodyTooLarge
        if not self.event.get("isBase64Encoded"):
            return body
        try:
            return b64decode(body, validate=True).decode("utf-8", "replace")
        except binascii.Error as error:
            raise BadRequest from error

    def _header(self, name: str) -> str:
        return self.event.get("headers", {}).get(name, "")


def _moment(http_date: str) -> datetime | None:
    """None for what is no date (RFC 9110 §5.6.7)."""
    try:
        found = parsedate_to_datetime(http_date)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
