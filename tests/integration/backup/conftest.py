"""Tables to keep and tables to bring back to, with buckets beside them, all in moto."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lamppost.backup.catching_up import Waiting
from lamppost.backup.making import Source, make
from lamppost.backup.manifest import Manifest
from lamppost.backup.media import MediaBucket
from lamppost.backup.places import Folder
from lamppost.backup.restoring import Destination, restore
from lamppost.local_cloud.database import WITHOUT_ACCOUNT
from lamppost.local_cloud.stack import Stack
from tests.support.stores import Store, make_store, quick_session

AT_ONCE = Waiting(quiet=0)


@dataclass
class Keeping:
    """A store, and what a backup of it needs."""

    store: Store
    streams: Any
    media: MediaBucket | None = None

    @property
    def source(self) -> Source:
        return Source(self.store.client, self.streams, self.store.name, self.media, AT_ONCE)

    @property
    def destination(self) -> Destination:
        return Destination(self.store.client, self.store.name, self.media, lambda _: None)

    def keep(self, folder: Path) -> Manifest:
        return make(self.source, Folder(folder))

    def bring_back(self, folder: Path, **more: Any) -> Manifest:
        return restore(Folder(folder), self.destination, **more)

    def items(self) -> list[dict[str, Any]]:
        return in_order(self.store)


def in_order(store: Store) -> list[dict[str, Any]]:
    return sorted(store.items(), key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def bucket(name: str, **objects: bytes) -> MediaBucket:
    client = quick_session().create_client("s3")
    client.create_bucket(Bucket=name)
    for key, content in objects.items():
        client.put_object(Bucket=name, Key=key, Body=content)
    return MediaBucket(client, name)


@pytest.fixture
def kept(store: Store) -> Keeping:
    """The table that is to be kept; without media."""
    return Keeping(store, quick_session().create_client("dynamodbstreams", config=WITHOUT_ACCOUNT))


@pytest.fixture
def empty(kept: Keeping, stack: Stack) -> Keeping:
    """Another table of the same account, in which nothing is."""
    return Keeping(make_store(kept.store.client, stack, "restored"), kept.streams)
