"""The measured blog, one page of each kind of it, and Chromium; each once for all tests here."""

from collections.abc import Iterator

import pytest

from tests.quality.page_kinds import KINDS
from tests.support.measured import Measured, measured_blog
from tests.support.visitor import Fetched


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    with measured_blog(tmp_path_factory.mktemp("measured")) as blog:
        yield blog


class Pages(dict[str, Fetched]):
    """One page of each kind, by the kind's name, got when it is first asked for."""

    def __init__(self, blog: Measured) -> None:
        self._blog = blog
        self._kinds = {kind.name: kind for kind in KINDS}

    def __missing__(self, name: str) -> Fetched:
        self[name] = self._kinds[name].reach(self._blog)
        return self[name]


@pytest.fixture(scope="session")
def pages(measured: Measured) -> Pages:
    return Pages(measured)
