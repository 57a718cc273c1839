"""A reader at a local edge with its cache, before an origin that says what a test wants; time goes as it is told."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import Client, TestResponse

from lamppost.local_cloud.answers import Answer
from lamppost.local_cloud.edge import Edge
from lamppost.local_cloud.edge_cache import EdgeCache
from lamppost.local_cloud.stack import read_stack
from web.edge import KEPT


@dataclass
class Origin:
    """A gateway that answers as it is told, and keeps what it was asked."""

    status: int = 200
    body: bytes = b"first"
    cache_control: str = KEPT
    content_type: str = "text/html; charset=utf-8"
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.asked.append(environ)
        etag = f'W/"{self.body.decode()[:9]}"'
        status = 304 if environ.get("HTTP_IF_NONE_MATCH") == etag and self.status == 200 else self.status
        body = b"" if status == 304 else self.body
        headers = [("Cache-Control", self.cache_control), ("ETag", etag), ("Content-Type", self.content_type)]
        start_response(f"{status} X", [*headers, ("content-length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def drain(self, _: float) -> bool:
        return True


@dataclass
class Reader:
    client: Client
    origin: Origin
    cache: EdgeCache
    time: list[float]
    waiting: list[Callable[[], None]]

    def get(self, address: str = "/hello", **headers: str) -> TestResponse:
        return self.client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def seen(self, address: str = "/hello", **headers: str) -> tuple[str, str]:
        """What is read, and where it came from."""
        answer = self.get(address, **headers)
        return answer.text, answer.headers["X-Cache"].removesuffix(" from local edge")

    def wait(self, seconds: float) -> None:
        self.time[0] += seconds

    def work(self) -> None:
        """What the edge has put off until its answer was sent."""
        while self.waiting:
            self.waiting.pop()()


def a_reader() -> Reader:
    """Of the blog's own template."""
    origin, time, waiting = Origin(), [0.0], []
    distribution = read_stack().distribution
    cache = EdgeCache(distribution, lambda: time[0])
    edge = Edge(distribution, origin, _picture, cache, later=waiting.append, log=io.StringIO())
    return Reader(Client(edge, use_cookies=False), origin, cache, time, waiting)


def _picture(_: str) -> Answer:
    return Answer(200, (("content-type", "image/png"), ("content-length", "3")), b"png")
