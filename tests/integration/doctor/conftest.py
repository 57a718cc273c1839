"""A blog that is served on loopback, and whose answers can be spoiled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from lamppost import target
from lamppost.doctor.all_checks import CHECKS
from lamppost.doctor.blog import Blog
from lamppost.doctor.checks import made
from lamppost.doctor.findings import Finding
from lamppost.local_cloud.cloud import Cloud, local_cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE
from lamppost.local_cloud.serving import bound, carried
from lamppost.target import Target
from storage.article_writer import ArticleWriter
from storage.comment_desk import CommentDesk
from storage.settings_item import SettingsItem
from tests.support.blog import a_comment, an_article

type Spoil = Callable[[Request, Response], Response | None]
NOW = datetime.now(UTC)


@dataclass
class Spoiled:
    """A WSGI application before another, which does to its answers what `spoil` does."""

    app: Any
    spoil: Spoil = field(default=lambda request, response: None)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        answer = Response.from_app(self.app, environ)
        answer = self.spoil(Request(environ), answer) or answer
        return answer(environ, start_response)

    def drain(self, seconds: float) -> None:
        self.app.drain(seconds)


@dataclass
class Served:
    cloud: Cloud
    front: Spoiled
    address: str

    @property
    def settings(self) -> SettingsItem:
        return SettingsItem(self.cloud.database.client, self.cloud.table_name)

    @property
    def articles(self) -> ArticleWriter:
        return ArticleWriter(self.cloud.database.client, self.cloud.table_name)

    def find(self, name: str, **more: Any) -> Finding:
        return find(name, Blog(Target(local=True), **more))

    @contextmanager
    def spoiled(self, spoil: Spoil) -> Iterator[None]:
        self.front.spoil = spoil
        try:
            yield
        finally:
            self.front.spoil = lambda request, response: None


def find(name: str, blog: Blog) -> Finding:
    (wanted,) = (each for each in CHECKS if each.name == name)
    return made(wanted, blog)


def begin(cloud: Cloud) -> None:
    """An article with comments, one that waits for its time, and an index and a schedule that follow them."""
    client, table = cloud.database.client, cloud.table_name
    writer, desk = ArticleWriter(client, table), CommentDesk(client, table)
    writer.save(an_article("hello", title="Lanterns & 'such' -things", body="<p>Oil.</p>"))
    desk.bring_in("hello", [a_comment("hello", number) for number in range(3)])
    writer.save(an_article("later", published_at=NOW + timedelta(days=3)), now=NOW)
    SettingsItem(client, table).save({"title": "Night Light"})
    cloud.catch_up()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("running")
    with pytest.MonkeyPatch.context() as patched, local_cloud() as cloud, bound(0) as listening:
        patched.setenv(FOLDER_VARIABLE, str(folder))
        # Making a client takes as long as most checks.
        patched.setattr(target, "_client_at", cache(target._client_at))
        begin(cloud)
        gateway = cloud.front(cloud.gateway()) if hasattr(cloud, "front") else cloud.gateway()
        front = Spoiled(gateway)
        with carried(front, listening) as address, cloud.recorded(address):
            yield Served(cloud, front, address.rstrip("/"))
