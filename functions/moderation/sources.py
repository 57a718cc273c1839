"""Sources that the owner has blocked: the one rule that refuses."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from blog.discussion import Block, BlockKind
from blog.settings import Settings
from moderation.submission import Submission
from moderation.verdict import Finding, Outcome

BLOCKED, BLOCKED_NETWORK = "blocked", "blocked_network"


class _Sources(NamedTuple):
    """`networks` with the text in which the owner gave each."""

    emails: frozenset[str]
    domains: frozenset[str]
    networks: tuple[tuple[Any, str], ...]


def blocked(submission: Submission, settings: Settings, now: datetime) -> Iterator[Finding]:
    """By e-mail address, or by the domain of that, of the website or of a link. A block on who@example.org holds for
    who+anything@example.org too, one on example.org for all below it."""
    if not settings.blocked:
        return
    sources = _sources(settings.blocked, now.astimezone(UTC).date())
    for email in _spellings(submission):
        if email in sources.emails:
            yield Finding(BLOCKED, f"e-mail address {email}", at_least=Outcome.REFUSE)
    for host in dict.fromkeys((submission.email_domain, *submission.hosts)):
        yield from (
            Finding(BLOCKED, f"domain {domain}", at_least=Outcome.REFUSE)
            for domain in _domains(host)
            if domain in sources.domains
        )


def blocked_network(address: str, settings: Settings, now: datetime) -> Iterator[Finding]:
    """By the IP address from which it came; the evidence is what `_evidence` makes of the network."""
    if not settings.blocked or not address:
        return
    from ipaddress import ip_address

    try:
        sender = ip_address(address)
    except ValueError:
        return
    sender = getattr(sender, "ipv4_mapped", None) or sender
    for network, who in _sources(settings.blocked, now.astimezone(UTC).date()).networks:
        if sender in network:
            yield Finding(BLOCKED_NETWORK, _evidence(who), at_least=Outcome.REFUSE)


def still_blocked(evidence: str, settings: Settings, now: datetime) -> bool:
    """Whether the owner (still) blocks the network that this was said of."""
    networks = _sources(settings.blocked, now.astimezone(UTC).date()).networks
    return any(_evidence(who) == evidence for _, who in networks)


def _evidence(who: str) -> str:
    """The network as the owner gave it; of a single address a digest: nobody's address is kept beside a name."""
    if _network(who).num_addresses > 1:
        return who
    return f"a single address, {blake2b(who.encode(), digest_size=4).hexdigest()}"


@lru_cache(maxsize=2)
def _sources(blocks: tuple[Block, ...], today: date) -> _Sources:
    holding = [(block, block.kind) for block in blocks if block.holds(today)]
    networks = [block.who for block, kind in holding if kind is BlockKind.NETWORK]
    return _Sources(
        frozenset(block.who.lower() for block, kind in holding if kind is BlockKind.EMAIL),
        frozenset(block.domain for block, kind in holding if kind is BlockKind.DOMAIN),
        tuple((_network(who), who) for who in networks),
    )


def _network(who: str) -> Any:
    # Seldom needed, and not to be paid for by every start.
    from ipaddress import ip_network

    return ip_network(who, strict=False)


def _spellings(submission: Submission) -> tuple[str, ...]:
    local, _, domain = submission.email.lower().rpartition("@")
    people, hosts = (local, local.partition("+")[0]), (domain, submission.email_domain)
    return tuple(dict.fromkeys(f"{who}@{host}" for who in people for host in hosts))


def _domains(host: str) -> Iterator[str]:
    """A host, and what it is below."""
    while host:
        yield host
        host = host.partition(".")[2]
