"""A blog whose every address is fetched before and after a change, and the rule that says which have changed."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote, urljoin

from botocore.config import Config

from blog.changes import CommentChanged
from blog.feeds import ATOM, FORMATS, feed_path
from blog.lists import list_at
from blog.permalinks import url_path
from blog.settings import Settings
from blog.touched import EVERYTHING, feeds_of, touched
from follow_changes.changes import Written, read_batch
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_repairs import one_record_an_update
from lamppost.local_cloud.streams import Record, Stream
from tests.support.blog import ADDRESS, Answer, Blog
from tests.support.stores import Store

_LINK = re.compile(r'(?:href="|<loc>|<link>|"url": ?")([^"<#]+)')
# What is asked for whether or not anything leads there: the search is another function's.
_KNOWN = ("/", "/archive", "/tags", "/pages", "/sitemap.xml", "/robots.txt", *feeds_of("/comments"))
_NOT_OURS = ("/search", "/assets/")
# The same form for each comment, and the same page from another side.
_MANY = ("?replytocom=", "?report=", "?after=2")
# The three feeds of a thing are made of the same; all three are fetched of these.
_FED_WHOLE = ("", "/tag/lamps", "/comments", "/comments/night")
type Rule = Callable[[list[Written]], frozenset[str]]
type Seen = dict[str, tuple[object, ...]]


@dataclass
class Crawled:
    blog: Blog
    stream: Stream
    # Every address that was ever found, so that one that is gone is asked for too.
    addresses: set[str] = field(default_factory=lambda: set(_KNOWN))

    @property
    def store(self) -> Store:
        return self.blog.store

    def records(self) -> list[Record]:
        """What was written since the last time."""
        return self.stream.read()

    def batch(self, records: list[Record]) -> list[Written]:
        found, unreadable = read_batch(records, print)
        assert unreadable == []
        return found

    def touched(self, records: list[Record]) -> frozenset[str]:
        batch = self.batch(records)
        return self.rule(batch)(batch)

    def rule(self, batch: list[Written]) -> Rule:
        """What a batch touches, by the table as it is now."""
        pattern = Settings.read(self.store.table.settings()).permalinks
        slugs = {each.change.slug for each in batch if isinstance(each.change, CommentChanged)}
        articles = self.store.table.summaries(slugs) if slugs else {}
        return lambda batch: frozenset().union(*(touched(each.change, pattern, articles) for each in batch))

    def where(self, shown: tuple[object, ...] | None) -> tuple[object, ...] | None:
        """What an answer leads to now: itself, or the end of the way that begins with it."""
        while shown and shown[0] == 301:
            shown = _shown(self.blog.get(str(shown[2])))
        return shown

    def seen(self) -> Seen:
        """What every address answers: a page by its ETag, which is taken before the hour is filled in."""
        # Settings are asked for again, and no page shows the minute.
        self.blog.now += timedelta(seconds=11)
        waiting, answers = deque(sorted(self.addresses)), {}
        while waiting:
            address = waiting.popleft()
            if address in answers:
                continue
            answer = self.blog.get(_asked(address))
            answers[address] = _shown(answer)
            found = set(_links(address, answer)) - self.addresses
            self.addresses |= found
            waiting += sorted(found)
        return answers


def missed(site: Crawled, before: Seen, after: Seen, told: frozenset[str]) -> list[str]:
    """What answers otherwise, and was not told; but a redirect that is kept still leads where it should."""
    return sorted(
        address
        for address in _differing(before, after)
        if not is_told(address, told) and site.where(before.get(address)) != site.where(after[address])
    )


def idle(before: Seen, after: Seen, told: frozenset[str]) -> set[str]:
    """What was told, and answers as before, with whatever query."""
    changed = _differing(before, after)
    return {each for each in told if not any(is_told(address, frozenset((_fetched(each),))) for address in changed)}


def _fetched(path: str) -> str:
    """The path itself, or that of the one feed that stands for three."""
    of, _, name = path.rpartition("/")
    return feed_path(of, ATOM) if name in FORMATS and of not in _FED_WHOLE else path


def _differing(before: Seen, after: Seen) -> set[str]:
    """The addresses that answer otherwise. One that was not known before answered as what is not there."""
    return {address for address, shown in after.items() if before.get(address, (404,)) != shown}


def is_told(address: str, addresses: frozenset[str]) -> bool:
    return EVERYTHING in addresses or address in addresses or address.partition("?")[0] in addresses


def _asked(address: str) -> str:
    """As API Gateway hands it on: the path decoded by nobody, the query as it was sent."""
    path, mark, query = address.partition("?")
    return f"{url_path(path)}{mark}{query}"


def _shown(answer: Answer) -> tuple[object, ...]:
    """Nobody keeps what is for one pair of eyes only, and what is not there is a page for a minute."""
    if "no-store" in answer.headers["Cache-Control"] or answer.status in (404, 410):
        return (answer.status,)
    return answer.status, answer.headers.get("ETag"), answer.headers.get("Location")


def _links(address: str, answer: Answer) -> Iterator[str]:
    """Where an answer leads on this blog, with decoded paths."""
    location = answer.headers.get("Location")
    found = [location] if location else _LINK.findall(answer.text)
    for each in found:
        target = urljoin(f"{ADDRESS}{_asked(address)}", each.replace("&amp;", "&").partition("#")[0])
        path, mark, query = target.removeprefix(ADDRESS).partition("?")
        if target.startswith(ADDRESS) and not path.startswith(_NOT_OURS) and not f"{mark}{query}".startswith(_MANY):
            yield f"{_fetched(unquote(path) or '/')}{mark}{query}"
            # Each list has feeds, and not each says so.
            yield from map(_fetched, feeds_of(ref.path) if (ref := list_at(unquote(path))) and not query else ())


@contextmanager
def crawled(store: Store) -> Iterator[Crawled]:
    """Within the store's own moto."""
    with local_account() as session, one_record_an_update():
        # moto does not know the addresses that have the account's number in them.
        streams = session.client("dynamodbstreams", config=Config(account_id_endpoint_mode="disabled"))
        yield Crawled(Blog(store, settings=None), Stream(store.client, streams, store.name))
