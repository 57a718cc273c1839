"""Whose a comment is, for as long as its writer may still change it: a claim that the writer's browser holds.

As text a claim is `<path>~<expiry>~<period>~<mac>`: the expiry in seconds since 1970, the month whose key made the mac
(`visitors.period_of`), and an HMAC-SHA256 of path and expiry. The article is not in it: a comment keeps its path when
its article gets another name.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from blog.comment import is_path

_TOKEN = re.compile(r"([0-9a-z/]{16,200})~(\d{1,11})~(\d{4}-\d\d)~([0-9a-f]{40})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claim:
    path: str
    expiry: int
    period: str
    mac: str

    @property
    def token(self) -> str:
        return f"{self.path}~{self.expiry}~{self.period}~{self.mac}"

    def is_current(self, now: datetime) -> bool:
        return now < datetime.fromtimestamp(self.expiry, UTC)

    def is_genuine(self, key: bytes, now: datetime) -> bool:
        """Whether it was made with this key, and its time is not over."""
        made = _mac(key, self.path, self.expiry)
        return bool(key) and hmac.compare_digest(self.mac, made) and self.is_current(now)


def make_claim(path: str, expires_at: datetime, period: str, key: bytes) -> Claim:
    expiry = int(expires_at.timestamp())
    return Claim(path, expiry, period, _mac(key, path, expiry))


def read_claim(token: str) -> Claim | None:
    """What a browser sends, not verified; None for what is no claim."""
    match = _TOKEN.fullmatch(token)
    if not match or not is_path(match[1]):
        return None
    return Claim(match[1], int(match[2]), match[3], match[4])


def _mac(key: bytes, path: str, expiry: int) -> str:
    return hmac.digest(key, f"{path}\n{expiry}".encode(), "sha256").hex()[:40]
