"""The artifacts as Lambda gets them, built once a session, for this machine's architecture."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import Stack
from tests.support.runtime import Runtime, build
from tests.support.stores import Store, make_store

type Artifacts = Callable[[str], Path]


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Artifacts:
    """The built folder of a function, by its logical id."""
    made: dict[str, Path] = {}

    def artifact(logical_id: str) -> Path:
        if logical_id not in made:
            made[logical_id] = build(logical_id, tmp_path_factory.mktemp(logical_id))
        return made[logical_id]

    return artifact


@pytest.fixture(scope="module")
def shared_store(stack: Stack, dynamodb_local: str) -> Iterator[Store]:
    with local_account(dynamodb_local) as session:
        yield make_store(session.client("dynamodb"), stack, f"table-{uuid4().hex}")


@pytest.fixture(scope="module")
def run(stack: Stack, artifacts: Artifacts, dynamodb_local: str, shared_store: Store) -> Callable[[str], Runtime]:
    """A function's execution environment, by its logical id, set up as the template says."""

    def runtime(logical_id: str) -> Runtime:
        function = stack.functions[logical_id]
        here = {"TABLE_NAME": shared_store.name, "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_local}
        return Runtime(artifacts(logical_id), function.handler, function.environment | here)

    return runtime
