"""Telling visitors apart for a month without knowing who they are.

A hash of address and browser, made with a random key that expires when its month is over: without it nobody, the owner
included, can tell whose it was.
"""

from datetime import UTC, datetime
from hashlib import blake2b


def period_of(now: datetime) -> str:
    """The month whose key is in use, in UTC: `2026-11`."""
    return f"{now.astimezone(UTC):%Y-%m}"


def source_of(key: bytes, address: str) -> str:
    """32 hex digits for where something comes from; of an IPv6 address the network counts, which is one household's."""
    return blake2b(_network(address).encode(errors="replace"), key=key, digest_size=16).hexdigest()


def visitor(key: bytes, address: str, browser: str) -> str:
    """32 hex digits; `address` is an IP address, `browser` a User-Agent."""
    return blake2b(f"{address}\n{browser}".encode(errors="replace"), key=key, digest_size=16).hexdigest()


def _network(address: str) -> str:
    if ":" not in address:
        return address
    from ipaddress import AddressValueError, IPv6Address

    try:
        # The zone of an address, as in fe80::1%eth0, is this machine's own affair.
        whole = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return address
    return str(whole.ipv4_mapped or whole.exploded[:19])
