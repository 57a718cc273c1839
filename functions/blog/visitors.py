"""Telling visitors apart for a month without knowing who they are.

A hash of address and browser, made with a random key that expires when its month is over: without it nobody, the owner
included, can tell whose it was.
"""

from datetime import UTC, datetime
from hashlib import blake2b


def period_of(now: datetime) -> str:
    """The month whose key is in use, in UTC: `2026-11`."""
    return f"{now.astimezone(UTC):%Y-%m}"


def visitor(key: bytes, address: str, browser: str) -> str:
    """32 hex digits; `address` is an IP address, `browser` a User-Agent."""
    return blake2b(f"{address}\n{browser}".encode(errors="replace"), key=key, digest_size=16).hexdigest()
