"""`.lamppost/local.json`: how other commands find the blog that `lamppost serve` is running."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lamppost.errors import LamppostError

# Tests, and who runs two blogs from one checkout, give each its own folder.
FOLDER_VARIABLE = "LAMPPOST_FOLDER"
_ROOT = Path(__file__).resolve().parents[2]
_START_ONE = "start one with: lamppost serve"


class NotRunning(LamppostError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}; {_START_ONE}")


@dataclass(frozen=True, slots=True)
class Running:
    """`pid` is the process that serves; `endpoint` and `table_name` are its database; its search index lies in the
    bucket `search_bucket` at `s3_endpoint`, its pictures in `media_bucket`, all '' for a stack that has none; `address`
    is where readers find it. `undelivered` is the URL of the queue of what was given up, at the endpoint of the
    buckets, '' for none; `faults` is where its faults can be switched, '' where nothing can go wrong."""

    pid: int
    endpoint: str
    table_name: str
    s3_endpoint: str = ""
    search_bucket: str = ""
    address: str = ""
    undelivered: str = ""
    faults: str = ""
    media_bucket: str = ""


def record_path() -> Path:
    return Path(os.environ.get(FOLDER_VARIABLE) or _ROOT / ".lamppost") / "local.json"


@contextmanager
def recorded(endpoint: str, table_name: str, **more: str) -> Iterator[None]:
    """Lets other commands find this process's database, and what else `Running` tells of, until it ends."""
    path = record_path()
    running = Running(os.getpid(), endpoint, table_name, **more)
    path.parent.mkdir(parents=True, exist_ok=True)
    # In one step, so that no command reads half of it.
    new = path.with_suffix(f".{running.pid}")
    new.write_text(json.dumps(asdict(running)))
    new.replace(path)
    try:
        yield
    finally:
        if _read(path) == running:
            path.unlink()


def find_running() -> Running:
    """The local blog that is running. Raises `NotRunning` when there is none, or none any more."""
    path = record_path()
    running = _read(path)
    if running is None:
        raise NotRunning("no local blog is running")
    if not (_is_alive(running.pid) and _answers(running.endpoint)):
        raise NotRunning(f"the local blog that {path} tells of does not run any more")
    return running


def _read(path: Path) -> Running | None:
    try:
        return Running(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise NotRunning(f"{path} cannot be read: {error}") from error


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _answers(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    try:
        socket.create_connection((parts.hostname or "", port), timeout=2).close()
    except OSError:
        return False
    return True
