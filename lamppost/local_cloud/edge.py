"""The edge in front of the gateway and the media, as a WSGI app: what the template's distribution does, on loopback.

Without a cache it does all but keep: it leaves of a request what the policies hand on, adds what the functions behind
it are told, and compresses. With a cache (`lamppost serve --edge`) it also says in X-Cache where an answer came from.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Thread
from typing import Any, TextIO
from urllib.parse import unquote

from lamppost.local_cloud.answers import Answer, header
from lamppost.local_cloud.distribution import Behaviour, Distribution
from lamppost.local_cloud.edge_cache import EdgeCache, Entry
from lamppost.local_cloud.edge_requests import Asked, read, sent_to
from lamppost.local_cloud.gateway import Gateway, phrase
from lamppost.local_cloud.log import write_line

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
_COMPRESSED_SIZES = range(1_000, 10_000_001)
_COMPRESSED_TYPES = ("text/", "application/json", "application/xml", "application/feed+json", "application/atom+xml",
                     "application/rss+xml", "image/svg+xml")  # fmt: skip
_COMPRESSED_STATUSES = (200, 403, 404)
# What the function at the viewer's response says instead of how long the edge keeps a page.
_FOR_BROWSERS = "public, max-age=0, must-revalidate"
_REFUSED = Answer(403, (("content-type", "text/plain"), ("content-length", "31")), b"This address can only be read.\n")
_OF_BODY = frozenset({"content-type", "content-length", "content-encoding"})

type Wsgi = Callable[..., Any]


def in_thread(work: Callable[[], None]) -> None:
    Thread(target=work, daemon=True).start()


class Edge:
    """`media` answers what is below the media's behaviour; `cache` is None for an edge that keeps nothing."""

    def __init__(
        self,
        distribution: Distribution,
        gateway: Gateway,
        media: Callable[[str], Answer],
        cache: EdgeCache | None = None,
        later: Callable[[Callable[[], None]], None] = in_thread,
        log: TextIO | None = None,
    ) -> None:
        self._distribution = distribution
        self._gateway = gateway
        self._media = media
        self._cache = cache
        self._later = later
        self._log = log
        self.drain = gateway.drain

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        behaviour = self._distribution.behaviour_at(unquote(environ["RAW_URI"].partition("?")[0]))
        asked = read(environ, behaviour, self._distribution.read)
        if asked.method not in behaviour.methods:
            answer = _REFUSED
        elif self._cache is None:
            answer = self._fetch(asked, behaviour)
        else:
            answer, how = self._kept(self._cache, asked, behaviour)
            answer = _with(answer, {"x-cache": f"{how} from local edge"})
        answer = _to_browser(answer, asked, behaviour)
        start_response(f"{answer.status} {phrase(answer.status)}", list(answer.headers))
        return [] if asked.method == "HEAD" else [answer.body]

    def _kept(self, cache: EdgeCache, asked: Asked, behaviour: Behaviour) -> tuple[Answer, str]:
        """The answer, and where it came from: `Hit`, `RefreshHit`, `Miss` or `Error`."""
        entry = cache.find(asked.key) if asked.is_read else None
        if entry and cache.now < entry.usable_until:
            if cache.now >= entry.fresh_until:
                self._later(lambda: self._ask_again(cache, asked, entry, behaviour))
            self._note(asked, entry)
            return entry.answer, _how(entry.answer, "Hit")
        if entry:
            return self._ask_again(cache, asked, entry, behaviour)
        answer = self._fetch(asked, behaviour, if_none_match="")
        if asked.method == "GET":
            cache.keep(asked.key, asked.address, answer, behaviour)
        return answer, _how(answer, "Miss")

    def _ask_again(self, cache: EdgeCache, asked: Asked, entry: Entry, behaviour: Behaviour) -> tuple[Answer, str]:
        """Whether what was kept still stands; it is given all the same while the origin breaks."""
        get = replace(asked, environ=asked.environ | {"REQUEST_METHOD": "GET"}, method="GET")
        known = header(entry.answer, "etag") if entry.answer.status == 200 else ""
        answer = self._fetch(get, behaviour, if_none_match=known)
        if answer.status >= 500 and cache.now < entry.saving_until:
            self._note(asked, entry)
            return entry.answer, "Hit"
        if answer.status == 304:
            return cache.renew(asked.key, entry, answer, behaviour), "RefreshHit"
        cache.keep(asked.key, asked.address, answer, behaviour)
        return answer, _how(answer, "Miss")

    def _fetch(self, asked: Asked, behaviour: Behaviour, if_none_match: str | None = None) -> Answer:
        """From the origin; `if_none_match` takes the place of what the reader says of what it has."""
        if behaviour.origin.bucket:
            answer = self._media(asked.path)
        else:
            answer = _called(self._gateway, sent_to(behaviour, asked, if_none_match))
        return _compressed(answer, asked) if behaviour.compresses else answer

    def _note(self, asked: Asked, entry: Entry) -> None:
        """The gateway, which writes a line for each request, has not seen this one."""
        path = asked.path.replace("%40", "@")
        write_line(f"{asked.method:<4} {path}  {entry.answer.status}  kept by the edge", self._log)


def _how(answer: Answer, way: str) -> str:
    return "Error" if answer.status >= 400 else way


def _called(app: Wsgi, environ: dict[str, Any]) -> Answer:
    started: list[tuple[int, tuple[tuple[str, str], ...]]] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        started.append((int(status.partition(" ")[0]), tuple(headers)))

    body = b"".join(app(environ, start_response))
    return Answer(*started[0], body)


def _compressed(answer: Answer, asked: Asked) -> Answer:
    if (
        not asked.takes_gzip
        or answer.status not in _COMPRESSED_STATUSES
        or len(answer.body) not in _COMPRESSED_SIZES
        or not header(answer, "content-type").startswith(_COMPRESSED_TYPES)
        or header(answer, "content-encoding")
    ):
        return answer
    etag = header(answer, "etag")
    # The same words in other bytes are weakly the same (RFC 9110 §8.8.1).
    weak = {"etag": etag if etag.startswith("W/") else f"W/{etag}"} if etag else {}
    body = gzip.compress(answer.body, mtime=0)
    return _with(replace(answer, body=body), {"content-encoding": "gzip", "content-length": str(len(body)), **weak})


def _to_browser(answer: Answer, asked: Asked, behaviour: Behaviour) -> Answer:
    added = dict(behaviour.added)
    if behaviour.has_response_function and answer.status < 400 and "s-maxage=" in header(answer, "cache-control"):
        added["cache-control"] = _FOR_BROWSERS
    answer = _with(answer, added)
    if asked.is_read and answer.status == 200 and asked.has(answer):
        headers = tuple(pair for pair in answer.headers if pair[0].lower() not in _OF_BODY)
        return Answer(304, headers, b"")
    return answer


def _with(answer: Answer, headers: Mapping[str, str]) -> Answer:
    kept = (pair for pair in answer.headers if pair[0].lower() not in headers)
    return replace(answer, headers=(*kept, *headers.items()))
