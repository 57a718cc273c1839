"""The edge before the functions: who came through it, and how long it keeps what it fetched.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

# CloudFront adds no header that begins with X-Edge-.
SECRET = "x-origin-verify"
VIEWER_HOST = "x-viewer-host"
VIEWER_ADDRESS = "cloudfront-viewer-address"
# The table's stream says when a page is another one, and its old copy is removed. This is for what that misses.
_DAY = 86_400
# The first reader after that is not made to wait, and none is sent away while functions or table are down.
_STALE = 7 * _DAY
# No `must-revalidate` here, which would forbid it to answer with what is stale; infra/template.yaml's AtResponse tells
# browsers so, and keeps the rest from them and from other caches, which nobody could tell of a change.
KEPT = f"public, max-age=0, s-maxage={_DAY}, stale-while-revalidate={_STALE}, stale-if-error={_STALE}"
REFUSAL = {
    "statusCode": 403,
    "headers": {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "private, no-store"},
    "body": "Please read this blog at its own address.\n",
    "isBase64Encoded": False,
}


def is_admitted(event: dict[str, Any], accepted: Collection[str]) -> bool:
    """Whether the edge has sent it: its secret has one of the accepted SHA-256 digests (hexadecimal).

    Compared in a time that says nothing of how much of it was right.
    """
    digest = sha256(event.get("headers", {}).get(SECRET, "").encode()).hexdigest()
    return any(compare_digest(digest, each) for each in accepted)


def kept_until(until: datetime, now: datetime) -> str:
    """Cache-Control for a page that is everybody's, and becomes another one by itself at a moment that is known.

    It is not served while it is fetched anew, or whoever comes long after would still see what was.
    """
    seconds = max(0, min(_DAY, int((until - now) / timedelta(seconds=1))))
    return f"public, max-age=0, s-maxage={seconds}, stale-if-error={_STALE}"


def address_of(viewer: str) -> str:
    """The IP address in `CloudFront-Viewer-Address`, which has a port behind it and no brackets around IPv6."""
    return viewer.rpartition(":")[0].strip("[]")
