"""The tiny stack, running."""

import io
from collections.abc import Iterator

import pytest

from lamppost.local_cloud.cloud import Cloud, Plan, local_cloud
from tests.support.tiny_stack import TEMPLATE


@pytest.fixture(scope="module")
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(scope="module")
def cloud(log: io.StringIO) -> Iterator[Cloud]:
    with local_cloud(Plan(template=TEMPLATE), log) as running:
        yield running
