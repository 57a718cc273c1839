"""Lambda here: a built artifact under Amazon's runtime interface client and emulator, as in the managed runtime.

The emulator's binary lies inside aws-sam-cli. It starts the runtime at the first invocation, writes what it does to its
log and gives back what the function answered. A runtime that dies or outruns its timeout is killed by it, and the next
invocation gets a new one, as in Lambda. It takes one invocation at a time.
https://github.com/aws/aws-lambda-runtime-interface-emulator
"""

import compileall
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from lamppost.errors import LamppostError
from lamppost.local_cloud.artifacts import ARCHITECTURE, HOUSE
from lamppost.local_cloud.processes import free_port, wait_until_open

RUNTIME_CLIENT = HOUSE / "build" / "ric"
SAM = HOUSE / ".venv-sam"
_INVOCATIONS = "/2015-03-31/functions/function/invocations"
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)\)")
_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "lamppost",
    "AWS_SECRET_ACCESS_KEY": "lamppost",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


class RuntimePartMissing(LamppostError):
    def __init__(self, part: str, remedy: str) -> None:
        self.part, self.remedy = part, remedy
        super().__init__(f"{part} is missing: {remedy}")


class Runtime:
    """One execution environment. `environment` is all that the function sees, beside an account that is nobody's.

    Raises `RuntimePartMissing`.
    """

    def __init__(self, artifact: Path, handler: str, environment: Mapping[str, str]) -> None:
        self._artifact = artifact
        self._handler = handler
        # The folder that stands for Lambda's /var/task is read-only there: no bytecode is ever kept.
        own = {"PYTHONPATH": str(runtime_client()), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath}
        self._environment = own | _ACCOUNT | environment
        self._emulator = emulator()
        self._port = free_port()

    def __enter__(self) -> Self:
        addresses = {"interface-emulator": self._port, "api": free_port()}
        options = [f"--runtime-{name}-address=127.0.0.1:{port}" for name, port in addresses.items()]
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            # -S hides what this checkout has installed: only the artifact and the client can be imported.
            [str(self._emulator), *options, sys.executable, "-S", "-m", "awslambdaric", self._handler],
            cwd=self._artifact,
            env=self._environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_until_open(self._port, self._process)
        except RuntimeError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # Asked to end, the emulator ends the runtime first; what is left in its group is ours too.
        self._process.terminate()
        self._process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._log.close()

    def invoke(self, event: dict[str, Any]) -> Any:
        """The function's answer. An error that reached Lambda is an answer with `errorMessage` and `errorType`."""
        return json.loads(self.send(json.dumps(event).encode(), 30)[1])

    def send(self, event: bytes, patience: float) -> tuple[int, bytes]:
        """The emulator's status (502: the runtime died) and the answer, be it JSON or a note that time was up.

        `patience` is in seconds. Raises `OSError`, `http.client.HTTPException` when the emulator does not answer.
        """
        connection = HTTPConnection("127.0.0.1", self._port, timeout=patience)
        try:
            connection.request("POST", _INVOCATIONS, event)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    @property
    def log(self) -> str:
        """What the emulator and the function have written so far."""
        return self.log_from(0).decode()

    def log_from(self, position: int) -> bytes:
        # Read without seeking: the emulator writes where this very file's position is.
        return os.pread(self._log.fileno(), os.fstat(self._log.fileno()).st_size - position, position)

    @property
    def init_milliseconds(self) -> float:
        """How long the init phase took, as the emulator measured it; known after the first invocation."""
        (found,) = _INIT.findall(self.log)
        return float(found)

    def signal(self, number: signal.Signals) -> None:
        """Sends the runtime's own process a signal, such as SIGKILL."""
        os.kill(self._runtime, number)

    @property
    def _runtime(self) -> int:
        """The process that the emulator has started."""
        threads = Path(f"/proc/{self._process.pid}/task").iterdir()
        (runtime,) = " ".join((thread / "children").read_text() for thread in threads).split()
        return int(runtime)


def check_parts() -> None:
    """Raises `RuntimePartMissing` when a runtime could not be started."""
    emulator()
    runtime_client()


def emulator() -> Path:
    """The emulator's binary for this machine. Raises `RuntimePartMissing`."""
    if platform.system() != "Linux":
        raise RuntimePartMissing("Linux", "Lambda's runtime interface emulator runs nowhere else")
    found = next(SAM.glob(f"lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-{ARCHITECTURE}"), None)
    if found is None:
        raise RuntimePartMissing("Lambda's runtime interface emulator", "install it with: make .venv-sam/.sam")
    return found


def runtime_client() -> Path:
    """The folder of Lambda's runtime interface client. Raises `RuntimePartMissing`."""
    if not (RUNTIME_CLIENT / "awslambdaric").is_dir():
        raise RuntimePartMissing("Lambda's runtime interface client", "install it with: make build/ric/.ric")
    return _compiled(RUNTIME_CLIENT)


@cache
def _compiled(folder: Path) -> Path:
    """As it is in Lambda's own image."""
    compileall.compile_dir(folder, quiet=1)
    return folder
