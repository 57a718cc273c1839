"""Preview links: whoever holds one reads a draft until it expires.

A token is `<expiry>.<mac>`: the expiry in seconds since 1970, and an HMAC-SHA256 of slug and expiry, made with a key
that the draft itself carries, so that a link is void with the draft it was made for.
"""

import hmac
from datetime import UTC, datetime

from blog.errors import BadPreview


def sign(key: str, slug: str, expires_at: datetime) -> str:
    expiry = str(int(expires_at.timestamp()))
    return f"{expiry}.{_mac(key, slug, expiry)}"


def verify(token: str, key: str, slug: str, now: datetime) -> None:
    """Raises `BadPreview` for a token that was not made for this draft, or has expired."""
    expiry, _, mac = token.partition(".")
    genuine = hmac.compare_digest(mac.encode(), _mac(key, slug, expiry).encode())
    if not genuine or datetime.fromtimestamp(int(expiry), UTC) <= now:
        raise BadPreview(slug)


def _mac(key: str, slug: str, expiry: str) -> str:
    return hmac.digest(key.encode(), f"{slug}\n{expiry}".encode(), "sha256").hex()[:40]
