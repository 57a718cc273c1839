"""What the local edge keeps, and for how long: CloudFront's rules, as far as the blog's template leans on them.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from urllib.parse import unquote

from lamppost.local_cloud.answers import Answer, header
from lamppost.local_cloud.distribution import Behaviour, Distribution

type Key = tuple[str, ...]

_DIRECTIVE = re.compile(r"([a-z-]+)(?:=(\d+))?")
_FORBIDDING = frozenset({"private", "no-store", "no-cache"})
# Kept as an answer says; other errors for the distribution's least time, whatever they say.
_OBEYED_ERRORS = frozenset({404, 410, 414, 501})
# Kept only if the answer says for how long.
_UNKEPT = frozenset({400, 403, 405, 412, 415})
_KEPT = frozenset({200, 203, 300, 301, 302, 307, 308}) | _OBEYED_ERRORS | _UNKEPT | {500, 502, 503, 504}
# What forbids a stale answer, whatever else it says (RFC 9111 §5.2.2.2).
_STRICT = frozenset({"must-revalidate", "proxy-revalidate"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer with the moments, in seconds of the edge's clock, until which it may be given: as it is, while it is
    fetched anew, and when that fails. `address` is its path and query."""

    address: str
    answer: Answer
    fresh_until: float
    usable_until: float
    saving_until: float


class EdgeCache:
    """Entries by key. `clock` gives seconds."""

    def __init__(self, distribution: Distribution, clock: Callable[[], float]) -> None:
        self._distribution = distribution
        self._clock = clock
        self._entries: dict[Key, Entry] = {}
        self._lock = Lock()

    @property
    def now(self) -> float:
        return self._clock()

    def find(self, key: Key) -> Entry | None:
        return self._entries.get(key)

    def keep(self, key: Key, address: str, answer: Answer, behaviour: Behaviour) -> None:
        """Keeps an answer, if it may be kept; what was there before goes either way."""
        found = self._entry(address, answer, behaviour)
        with self._lock:
            self._entries.pop(key, None)
            if found:
                self._entries[key] = found

    def renew(self, key: Key, entry: Entry, told: Answer, behaviour: Behaviour) -> Answer:
        """The kept answer to what the origin says is as it was (304): for as long as it says now."""
        said = header(told, "cache-control") or header(entry.answer, "cache-control")
        headers = tuple(pair for pair in entry.answer.headers if pair[0].lower() != "cache-control")
        answer = replace(entry.answer, headers=(*headers, ("cache-control", said)))
        self.keep(key, entry.address, answer, behaviour)
        return answer

    def invalidate(self, paths: Iterable[str]) -> None:
        """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html"""
        wanted = [unquote(path) for path in paths]
        with self._lock:
            for key, entry in list(self._entries.items()):
                if any(_is_meant(unquote(entry.address), path) for path in wanted):
                    del self._entries[key]

    def _entry(self, address: str, answer: Answer, behaviour: Behaviour) -> Entry | None:
        said = directives(header(answer, "cache-control"))
        seconds = self._seconds(answer.status, said, behaviour)
        if answer.status not in _KEPT or seconds <= 0:
            return None
        longest = 0 if _STRICT & said.keys() else behaviour.lifetimes[2]
        fresh_until = self.now + seconds
        spare = {name: min(said.get(name, 0), longest) for name in ("stale-while-revalidate", "stale-if-error")}
        return Entry(address, answer, fresh_until, *(fresh_until + each for each in spare.values()))

    def _seconds(self, status: int, said: Mapping[str, int], behaviour: Behaviour) -> int:
        least, usual, most = behaviour.lifetimes
        obeyed = status < 400 or status in _OBEYED_ERRORS
        if obeyed and _FORBIDDING & said.keys():
            return least
        named = said.get("s-maxage", said.get("max-age"))
        if status < 400:
            return max(least, min(most, usual if named is None else named))
        floor = 0 if status in _UNKEPT else self._distribution.seconds_of_error(status)
        return max(floor, min(most, named or 0))


def directives(cache_control: str) -> dict[str, int]:
    """Those of a Cache-Control, with their seconds; 0 for what has none."""
    return {name: int(seconds or 0) for name, seconds in _DIRECTIVE.findall(cache_control.lower())}


def _is_meant(address: str, path: str) -> bool:
    return address.startswith(path[:-1]) if path.endswith("*") else address == path
