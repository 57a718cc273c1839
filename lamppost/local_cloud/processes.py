"""Servers in processes of their own: a free port for them, and waiting until they answer."""

import socket
import subprocess
import time

_PATIENCE = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_until_open(port: int, process: subprocess.Popen) -> None:
    """Returns once `process` listens on a port of this machine. Raises `RuntimeError` when it ends or never does."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{process.args} does not listen on port {port} after {_PATIENCE} s")
