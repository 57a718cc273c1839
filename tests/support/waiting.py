"""Waiting for what another thread or process does."""

import time
from collections.abc import Callable

_PATIENCE = 20.0
_PAUSE = 0.01


def until(condition: Callable[[], object], seconds: float = _PATIENCE) -> None:
    """Returns once `condition` holds; fails when it has not after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds:g} s it still does not hold"
        time.sleep(_PAUSE)
