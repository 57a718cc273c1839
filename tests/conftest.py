"""What every kind of test may use: a table as the template describes it, and a blog on top of it."""

import os
from collections.abc import Iterator
from functools import cache

import botocore.session
import pytest
from hypothesis import settings

from lamppost.local_cloud.stack import Stack
from tests.support import roles
from tests.support.blog import Blog
from tests.support.chromium import browser  # noqa: F401, a fixture
from tests.support.dynamodb_local import dynamodb_local  # noqa: F401, a fixture
from tests.support.roles import the_stack
from tests.support.stores import Store, moto_store

# Machines are noisy, so no example has a deadline; and CI tries the same examples each time, so that it fails
# for what was changed and not for what was found by chance. Chance is for the machines where somebody looks.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

# Powertools warns when it is asked for a trace that is not there, and would log to standard output.
os.environ.setdefault("POWERTOOLS_TRACE_DISABLED", "true")

# Each local account and each command begins a session, which reads AWS's models anew: half the time of their tests.
botocore.session.create_loader = cache(botocore.session.create_loader)


@pytest.fixture(scope="session")
def stack() -> Stack:
    return the_stack()


@pytest.fixture(autouse=True)
def nobody_asks_for_more_than_its_role_allows() -> Iterator[None]:
    """No function, in whatever test: an answer that a refusal leads to may look like the one that was expected."""
    roles.refused.clear()
    yield
    assert roles.refused == []


@pytest.fixture
def store(stack: Stack) -> Iterator[Store]:
    """An empty table in moto."""
    with moto_store(stack) as made:
        yield made


@pytest.fixture
def blog(store: Store) -> Blog:
    """Both Lambdas' apps on an empty table, at a fixed time."""
    return Blog(store)
