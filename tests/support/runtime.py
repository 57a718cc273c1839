"""Lambda here: a built artifact under Amazon's runtime interface client and emulator, as in the managed runtime.

The emulator's binary lies inside aws-sam-cli. It starts the runtime at the first invocation, writes what it
does to its log and gives back what the function answered.
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
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tests.support.missing import missing
from tests.support.processes import free_port, wait_until_open

HOUSE = Path(__file__).parents[2]
RUNTIME_CLIENT = HOUSE / "build" / "ric"
SAM = HOUSE / ".venv-sam" / "bin" / "sam"
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)\)")
_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "lamppost",
    "AWS_SECRET_ACCESS_KEY": "lamppost",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def build(logical_id: str, artifact: Path, architecture: str = ARCHITECTURE) -> Path:
    """What `sam build` makes of a function, without SAM around it, and for this machine unless told otherwise."""
    command = ["make", "--silent", "-f", str(HOUSE / "functions" / "Makefile"), f"build-{logical_id}"]
    chosen = {"LAMBDA_ARCHITECTURE": architecture, "ARTIFACTS_DIR": str(artifact), "PYTHON": sys.executable}
    subprocess.run(command, env=os.environ | chosen, check=True)
    return artifact


class Runtime:
    """One execution environment. `environment` is all that the function sees, beside an account that is nobody's."""

    def __init__(self, artifact: Path, handler: str, environment: Mapping[str, str]) -> None:
        self._artifact = artifact
        self._handler = handler
        # The folder that stands for Lambda's /var/task is read-only there: no bytecode is ever kept.
        own = {"PYTHONPATH": str(_runtime_client()), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath}
        self._environment = own | _ACCOUNT | environment
        self._emulator = _emulator()
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
        address = f"http://127.0.0.1:{self._port}/2015-03-31/functions/function/invocations"
        with urllib.request.urlopen(address, data=json.dumps(event).encode(), timeout=30) as answer:
            return json.load(answer)

    @property
    def log(self) -> str:
        """What the emulator and the function have written so far."""
        # Read without seeking: the emulator writes where this very file's position is.
        return os.pread(self._log.fileno(), os.fstat(self._log.fileno()).st_size, 0).decode()

    @property
    def init_milliseconds(self) -> float:
        """How long the init phase took, as the emulator measured it; known after the first invocation."""
        (found,) = _INIT.findall(self.log)
        return float(found)

    @property
    def cpu_milliseconds(self) -> float:
        """CPU time that the runtime's process has taken since it started (proc(5): schedstat, nanoseconds)."""
        threads = Path(f"/proc/{self._process.pid}/task").iterdir()
        (runtime,) = " ".join((thread / "children").read_text() for thread in threads).split()
        spent = (thread.read_text().split()[0] for thread in Path(f"/proc/{runtime}/task").glob("*/schedstat"))
        return sum(int(nanoseconds) for nanoseconds in spent) / 1e6


def _emulator() -> Path:
    if platform.system() != "Linux":
        missing("Linux", "Lambda's runtime interface emulator runs nowhere else")
    folder = HOUSE / ".venv-sam"
    found = next(folder.glob(f"lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-{ARCHITECTURE}"), None)
    return found or missing("Lambda's runtime interface emulator", "install requirements/sam.txt into .venv-sam")


def _runtime_client() -> Path:
    if not (RUNTIME_CLIENT / "awslambdaric").is_dir():
        missing("Lambda's runtime interface client", "install requirements/ric.txt into build/ric")
    # Lambda's own image has it compiled.
    compileall.compile_dir(RUNTIME_CLIENT, quiet=1)
    return RUNTIME_CLIENT
