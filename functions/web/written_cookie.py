"""The comments that this browser has just written, so that it may still edit or delete them: a cookie of claims."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from blog.claims import Claim, read_claim
from web.requests import Request

NAME = "written"
# The latest: a cookie has 4,096 bytes, and a claim 230 at most.
_KEPT = 8


def claims(request: Request, now: datetime) -> tuple[Claim, ...]:
    """What the browser claims, newest first, without what is over; not verified."""
    found = map(read_claim, request.cookies.get(NAME, "")[:4096].split("|"))
    return tuple(claim for claim in found if claim and claim.is_current(now))


def written(request: Request, now: datetime) -> frozenset[str]:
    """The paths of the comments that the browser claims to have written. Nobody has verified them."""
    return frozenset(claim.path for claim in claims(request, now))


def claim_of(request: Request, path: str, now: datetime) -> Claim | None:
    """The claim to one comment; the caller verifies it with the key of its period."""
    return next((claim for claim in claims(request, now) if claim.path == path), None)


def cookie(kept: Iterable[Claim], lifetime: timedelta) -> Cookie:
    """No script reads it, and no other site's form sends it: HttpOnly, SameSite=Lax."""
    value = quote("|".join(claim.token for claim in list(kept)[:_KEPT]))
    age = int(lifetime.total_seconds())
    return Cookie(NAME, value, path="/", max_age=age, secure=True, http_only=True, same_site=SameSite.LAX_MODE)
