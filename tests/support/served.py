"""`lamppost serve` as a process of its own, as an owner starts it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[2]
_FAILURE = re.compile(r'^Traceback |"level":"ERROR"| failed: ')
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


@dataclass(slots=True)
class Served:
    """A running blog; `log` grows while it runs."""

    process: subprocess.Popen[str]
    address: str
    log: list[str]
    environment: dict[str, str]

    def lamppost(self, *words: str) -> str:
        """What the owner's command prints when it is used on this blog. Raises `AssertionError` when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "lamppost", "--local", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, f"lamppost {' '.join(words)}: {done.stderr}"
        return done.stdout

    def failure(self) -> str:
        """What the log tells of the first failure behind the pages, or ''."""
        first = next((number for number, line in enumerate(self.log) if _FAILURE.search(line)), None)
        return "" if first is None else "".join(self.log[first : first + 40])


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[Served]:
    """`folder` is where `--local` finds this blog, and no other that runs on the machine."""
    environment = os.environ | {"LAMPPOST_FOLDER": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "lamppost", "serve", "--port", "0", *options],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    log: list[str] = []
    address = _read_until_address(process, log)
    reader = Thread(target=lambda: log.extend(process.stdout or ()))
    reader.start()
    try:
        yield Served(process, address, log, environment)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        reader.join()
        if process.stdout:
            process.stdout.close()


def _read_until_address(process: subprocess.Popen[str], log: list[str]) -> str:
    """The address is the last line before the blog answers."""
    for line in process.stdout or ():
        log.append(line)
        if found := _ADDRESS.fullmatch(line.strip()):
            return found[0]
    raise AssertionError("lamppost serve ended before it answered:\n" + "".join(log))
