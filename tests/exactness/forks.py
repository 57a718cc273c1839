"""Processes that begin with everything imported: one that waits, and forks itself for each task that it is told.

A task is a function of a module below `tests` and its arguments, all of them JSON. The function may be killed with
SIGKILL after so many milliseconds.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.exactness.table import before_forking

_HOUSE = Path(__file__).parents[2]
KILLED = -signal.SIGKILL


class Forks:
    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process

    def run(self, function: str, *tasks: Sequence[Any], killed_after: float | None = None) -> list[int]:
        """Runs a function, such as `writer.main`, with each of the arguments, all at once; returns their exit codes."""
        asked = {"function": function, "tasks": tasks, "killed_after": killed_after}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def forks(*modules: str) -> Iterator[Forks]:
    """The modules, which lie beside this one, are imported once, before any fork."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (_HOUSE, _HOUSE / "functions")))}
    process = subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.forks", *modules],
        env=environment | {"POWERTOOLS_TRACE_DISABLED": "true"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Forks(process)


def _serve(modules: Sequence[str]) -> None:
    imported = {name: import_module(f"{__package__}.{name}") for name in modules}
    before_forking()
    for line in sys.stdin:
        asked = json.loads(line)
        module, _, name = asked["function"].partition(".")
        function = getattr(imported[module], name)
        children = [_fork(function, arguments) for arguments in asked["tasks"]]
        if asked["killed_after"] is not None:
            time.sleep(asked["killed_after"] / 1000)
            for child in children:
                os.kill(child, signal.SIGKILL)  # one that is over waits to be asked for: its number is still its own
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(codes), flush=True)


def _fork(function: Any, arguments: Sequence[Any]) -> int:
    if child := os.fork():
        return child
    try:
        function(*arguments)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1:])
