"""Parts that not every machine has: without one its tests are skipped by name, and fail where CI must have it."""

import os
from typing import NoReturn

import pytest


def missing(part: str, remedy: str) -> NoReturn:
    """Skips the test that needs `part`; under CI fails it, because there nothing may go untested."""
    message = f"{part} is missing: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
