"""The storage contract is held on moto always, and on Amazon's own DynamoDB Local where it is installed."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import Stack
from tests.support.stores import Store, make_store, moto_store


@pytest.fixture
def local_store(stack: Stack, dynamodb_local: str) -> Iterator[Store]:
    """An empty table in DynamoDB Local, whose capacity units are counted as AWS counts them."""
    with local_account(dynamodb_local) as session:
        yield make_store(session.client("dynamodb"), stack, f"table-{uuid4().hex}")


@pytest.fixture(params=["moto", pytest.param("dynamodb_local", marks=pytest.mark.dynamodb_local)])
def any_store(request: pytest.FixtureRequest, stack: Stack) -> Iterator[Store]:
    """The same test, once on each database."""
    if request.param == "dynamodb_local":
        yield request.getfixturevalue("local_store")
    else:
        with moto_store(stack) as store:
            yield store
