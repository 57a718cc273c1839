"""Answers: HTML with its ETag, compressed once; redirects; files. Security headers are on all of them."""

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType

from aws_lambda_powertools.event_handler import Response

from blog.players import PLAYER_HOSTS
from rendering.assets import Asset
from rendering.pages import OPENED
from web import edge
from web.requests import Request

# Only the blog's own script may run, and it may only talk to the blog: nothing inline, nothing from anywhere else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https: http: data:; media-src https: http:; "
    f"frame-src {' '.join(f'https://{host}' for host in sorted(PLAYER_HOSTS))}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Kept, but asked about each time: a reader who has just commented must see it. A 304 costs a hundred bytes. The edge
# keeps it until it is told of a change.
REVALIDATED = "public, max-age=0, must-revalidate"
# For what the edge is not told of: addresses that lead here by a redirect, that are not there, what a search has found.
# And for what is not worth telling: follow_changes/cdn_paths.py.
BRIEFLY = f"{REVALIDATED}, s-maxage=60"
# A page that shows one visitor's remembered details.
PERSONAL = "private, max-age=0, must-revalidate"
# For one visitor's eyes only, now: a held comment, a form with faults.
PRIVATE = "private, no-store"
FOREVER = "public, max-age=31536000, immutable"
# Below this a gzip header and API Gateway's base64 cost more than they save.
_WORTH_COMPRESSING = 512
# Two hundredths larger than the default, 6, for a quarter less time.
_LEVEL = 4
# As many as a renderer keeps: what has been hashed need not be hashed again.
_PAGES_KEPT = 64


def page(
    request: Request,
    html: str,
    *,
    now: datetime,
    until: datetime | None = None,
    status: int = 200,
    cache: str = REVALIDATED,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """An HTML page, or 304 when the reader has it already (RFC 9110 §13.1.2: weak comparison).

    `until`: when it becomes another one by itself, where that is known.
    """
    body, etag = (_kept if cache == REVALIDATED else _encoded)(html)
    if cache == REVALIDATED and request.is_from_edge:
        cache = edge.kept_until(until, now) if until else edge.KEPT
    sent = {"ETag": etag, "Cache-Control": cache, "Vary": "Accept-Encoding, Cookie", **headers}
    if status == 200 and request.has(etag):
        return Response(304, headers=SECURITY_HEADERS | sent)
    # Filled in after the ETag was taken, so that the time alone makes no page a new one.
    body = body.replace(OPENED.encode(), now.isoformat(timespec="seconds").encode())
    return _response(request, status, "text/html; charset=utf-8", body, sent)


def document(
    request: Request, text: str, content_type: str, *, changed_at: datetime | None = None, cache: str = REVALIDATED
) -> Response:
    """A feed or a sitemap, or 304 when the reader has it already; `changed_at` is when its newest part changed."""
    body, etag = _kept(text)
    if cache == REVALIDATED and request.is_from_edge:
        cache = edge.KEPT
    sent = {"ETag": etag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if changed_at:
        sent["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    if request.has(etag, changed_at):
        return Response(304, headers=SECURITY_HEADERS | sent)
    return _response(request, 200, content_type, body, sent)


def file(request: Request, asset: Asset, *, forever: bool) -> Response:
    """A static file; its hash is its ETag. `forever`: it was asked for by its hash."""
    etag = f'"{asset.hashed_name}"'
    sent = {"ETag": etag, "Cache-Control": FOREVER if forever else BRIEFLY, "Vary": "Accept-Encoding"}
    if request.has(etag):
        return Response(304, headers=SECURITY_HEADERS | sent)
    return _response(request, 200, asset.content_type, asset.content, sent)


def redirect(status: int, location: str, *, cache: str = BRIEFLY, cookies: list | None = None) -> Response:
    """301 for an address that has moved, 302 for now, 303 after a POST. `location` is a path on this blog."""
    # Two slashes would begin another host's address.
    sent = {"Location": f"/{location.lstrip('/')}", "Cache-Control": cache}
    return Response(
        status, content_type="text/plain; charset=utf-8", body="", headers=SECURITY_HEADERS | sent, cookies=cookies
    )


def _response(request: Request, status: int, content_type: str, body: bytes, headers: dict[str, str]) -> Response:
    headers = SECURITY_HEADERS | headers
    sent: bytes | str
    if request.accepts_gzip and len(body) > _WORTH_COMPRESSING:
        headers["Content-Encoding"] = "gzip"
        sent = gzip.compress(body, _LEVEL, mtime=0)
    else:
        # Text needs no base64 on its way through API Gateway.
        sent = body.decode()
    if request.method == "HEAD":
        sent = ""
    return Response(status, content_type=content_type, body=sent, headers=headers)


def _encoded(text: str) -> tuple[bytes, str]:
    """A body and its ETag: weak, because the compressed and the plain page share it, and the form's time is no part."""
    body = text.encode("utf-8", "replace")
    return body, f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


# The same for a page or a feed that is everybody's, which its renderer has kept too.
_kept = lru_cache(_PAGES_KEPT)(_encoded)
