"""A blog whose every address is fetched before and after a change, and the rule that says which have changed."""

import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote, urljoin

from botocore.config import Config

from blog.permalinks import url_path
from blog.settings import Settings
from blog.touched import EVERYTHING, touched
from follow_changes.changes import Written, read_batch
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_repairs import one_record_an_update
from lamppost.local_cloud.streams import Record, Stream
from tests.support.blog import ADDRESS, Answer, Blog
from tests.support.stores import Store

_LINK = re.compile(r'(?:href="|<loc>|<link>|"url": ?")([^"<#]+)')
# What is asked for whether or not anything leads there: the search is another function's.
_KNOWN = ("/", "/archive", "/tags", "/pages", "/sitemap.xml", "/robots.txt", "/comments/rss.xml", "/comments/atom.xml")
_NOT_OURS = ("/search", "/assets/")
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
        return self.touched_by(self.batch(records))

    def touched_by(self, batch: list[Written]) -> frozenset[str]:
        """As the rule has it, with the table as it is now."""
        pattern = Settings.read(self.store.table.settings()).permalinks
        slugs = {each.change.slug for each in batch if hasattr(each.change, "path")}
        articles = self.store.table.summaries(slugs) if slugs else {}
        return frozenset().union(*(touched(each.change, pattern, articles) for each in batch))

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


def differing(before: Seen, after: Seen) -> set[str]:
    """The addresses that answer otherwise. One that was not known before answered as it would have."""
    return {address for address, shown in after.items() if before.get(address, (404,)) != shown}


def is_told(address: str, addresses: frozenset[str]) -> bool:
    return EVERYTHING in addresses or address in addresses or address.partition("?")[0] in addresses


def _asked(address: str) -> str:
    """As API Gateway hands it on: the path decoded by nobody, the query as it was sent."""
    path, mark, query = address.partition("?")
    return f"{url_path(path)}{mark}{query}"


def _shown(answer: Answer) -> tuple[object, ...]:
    """Nobody keeps what is for one pair of eyes only."""
    if "no-store" in answer.headers["Cache-Control"]:
        return (answer.status,)
    return answer.status, answer.headers.get("ETag"), answer.headers.get("Location")


def _links(address: str, answer: Answer) -> Iterator[str]:
    """Where an answer leads on this blog, with decoded paths."""
    location = answer.headers.get("Location")
    found = [location] if location else _LINK.findall(answer.text)
    for each in found:
        target = urljoin(f"{ADDRESS}{_asked(address)}", each.replace("&amp;", "&").partition("#")[0])
        path, mark, query = target.removeprefix(ADDRESS).partition("?")
        if target.startswith(ADDRESS) and not path.startswith(_NOT_OURS):
            yield f"{unquote(path) or '/'}{mark}{query}"


@contextmanager
def crawled(store: Store) -> Iterator[Crawled]:
    """Within the store's own moto."""
    with local_account() as session, one_record_an_update():
        # moto does not know the addresses that have the account's number in them.
        streams = session.client("dynamodbstreams", config=Config(account_id_endpoint_mode="disabled"))
        yield Crawled(Blog(store, settings=None), Stream(store.client, streams, store.name))
