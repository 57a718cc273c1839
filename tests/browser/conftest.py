"""Debian's Chromium on a blog that `lamppost serve` shows. A page that logs an error or calls elsewhere fails."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.support.served import Served, serve


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("lamppost")) as blog:
        yield blog


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(
        base_url=served.address, java_script_enabled=request.param, viewport={"width": 360, "height": 800}
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda sent: complaints.append(sent.url) if _is_elsewhere(sent.url, served) else None)
    yield opened
    context.close()
    # What tests do on purpose.
    expected = re.compile(r"the server responded with a status of (4\d\d|503)")
    assert [complaint for complaint in complaints if not expected.search(complaint)] == []


def _is_elsewhere(url: str, served: Served) -> bool:
    return urlsplit(url).scheme != "data" and urlsplit(url).netloc != urlsplit(served.address).netloc
