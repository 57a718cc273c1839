"""What an owner may choose about comments: the kinds of values that `Settings` holds, and when a discussion is open."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from blog.article import ArticleKind, ArticleSummary


class Hold(StrEnum):
    """Which comments wait for approval, whatever is in them."""

    ALL = "all"
    FIRST_TIME = "first-time"
    NONE = "none"


class Order(StrEnum):
    """Which threads come first; within a thread, answers follow what they answer."""

    OLDEST = "oldest"
    NEWEST = "newest"


class Numbers(StrEnum):
    """How comments are numbered: 1, 2, 3 down the page, 1, 1.1, 1.2, 2 by thread, or not at all."""

    FLAT = "flat"
    NESTED = "nested"
    OFF = "off"


class BlockKind(StrEnum):
    EMAIL = "e-mail"
    DOMAIN = "domain"
    NETWORK = "network"


_DOMAIN = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A source that may not comment: an e-mail address, a domain with all below it, or an IP network.

    `until` is the last day on which it holds (UTC); None: it has no end.
    """

    who: str
    until: date | None = None

    @property
    def kind(self) -> BlockKind:
        """Raises `ValueError` for what is none of them."""
        if "@" in self.who.lstrip("@"):
            return BlockKind.EMAIL
        if _DOMAIN.fullmatch(self.domain) and not re.fullmatch(r"[\d.]+", self.domain):
            return BlockKind.DOMAIN
        # Seldom needed, and not to be paid for by readers.
        from ipaddress import ip_network

        ip_network(self.who, strict=False)
        return BlockKind.NETWORK

    @property
    def domain(self) -> str:
        return self.who.lstrip("@").lower()

    def holds(self, today: date) -> bool:
        return self.until is None or today <= self.until


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` at once, and as many again in `minutes`: the size and the refill of a token bucket."""

    count: int
    minutes: int

    @property
    def interval(self) -> timedelta:
        """The time in which one token comes back."""
        return timedelta(minutes=self.minutes) / self.count


def closes_at(article: ArticleSummary, days: int) -> datetime | None:
    """When the discussion of an article ends by itself, `days` after publication; None: never (0 days, pages)."""
    if not days or article.kind is ArticleKind.PAGE:
        return None
    return article.published_at + timedelta(days=days)


def is_open(article: ArticleSummary, days: int, now: datetime) -> bool:
    """Whether an article takes comments: its author wants them, nobody has locked it, and its time is not over."""
    if not article.comments_open or article.comments_locked:
        return False
    ends = closes_at(article, days)
    return ends is None or now < ends
