"""Lighthouse takes no point off in what it counts. Performance is a time: `make bench` reports it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.support.lighthouse import COUNTED, lighthouse

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("lighthouse")]

KINDS = ("home", "article", "archive", "search", "search without a word")
# Search results ask not to be indexed, as they should; Lighthouse takes that for a mistake.
MEANT = {"search": "is-crawlable"}


@pytest.fixture(scope="module")
def scores(pages):
    return lighthouse(pages[kind].url for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_lighthouse_takes_no_point_off(kind, pages, scores):
    found = scores[pages[kind].url]
    lost = [line for score in found.values() for line in score.lost]
    assert set(found) == set(COUNTED)
    assert [line for line in lost if line.partition(":")[0] != MEANT.get(kind)] == []


def test_planted_faults_cost_points():
    with carelessly_served() as address:
        (found,) = lighthouse([address]).values()
    lost = {line.partition(":")[0] for score in found.values() for line in score.lost}
    assert lost >= {"image-alt", "html-has-lang", "meta-description"}


class _Careless(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>x</title><p>x<img src=data:,>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def carelessly_served() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Careless) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
