"""A database that is nobody else's: after all this it is slow, and stays so."""

from collections.abc import Iterator

import pytest

from tests.support.dynamodb_local import running


@pytest.fixture
def endpoint() -> Iterator[str]:
    with running() as its_own:
        yield its_own
