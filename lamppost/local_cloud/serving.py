"""Carries the gateway over HTTP, on loopback, until Ctrl-C."""

import errno
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, TextIO

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from lamppost.errors import LamppostError
from lamppost.local_cloud.cloud import Cloud, Plan, local_cloud
from lamppost.local_cloud.gateway import Gateway

HOST = "127.0.0.1"
# Requests that are under way get this long when the server is asked to end.
_GRACE = 2.0


class PortTaken(LamppostError):
    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(f"port {port} is taken; choose another with --port, such as --port {port + 1}")


class PortRefused(LamppostError):
    def __init__(self, port: int, reason: str) -> None:
        super().__init__(f"port {port} cannot be used: {reason}")


def serve(port: int, plan: Plan, prepare: Callable[[Cloud], None], out: TextIO | None = None) -> None:
    """Serves a plan until SIGINT or SIGTERM, which end it by SystemExit(0). Port 0 takes any free one.

    `prepare` fills the table before the first request. The address is the last line on `out` (stdout).
    Raises `PortTaken`, `PortRefused` before anything else is done.
    """
    out = out or sys.stdout
    with ended_by_signals(), bound(port) as listening, local_cloud(plan) as cloud:
        prepare(cloud)
        with cloud.at_work() as gateway, carried(gateway, listening) as address, cloud.recorded(address):
            print(f"The table {cloud.table_name} is open at {cloud.database.endpoint}", file=out)
            if cloud.disturbances:
                print(f"Faults: {', '.join(cloud.disturbances.board.texts) or 'none'}", file=out)
            print(address, file=out, flush=True)
            Event().wait()


@contextmanager
def bound(port: int) -> Iterator[socket.socket]:
    """A listening socket of ours. Raises `PortTaken`, `PortRefused`."""
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise PortRefused(port, error.strerror or str(error)) from error
    with listening:
        yield listening


@contextmanager
def carried(gateway: Gateway, listening: socket.socket) -> Iterator[str]:
    """Answers requests on the socket from other threads; gives the address."""
    host, port = listening.getsockname()
    server = make_server(host, port, gateway, threaded=True, request_handler=_Quiet, fd=listening.fileno())
    thread = Thread(target=_serve, args=(server,))
    thread.start()
    try:
        yield f"http://{host}:{port}/"
    finally:
        server.shutdown()
        thread.join()
        gateway.drain(_GRACE)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGINT and SIGTERM raise SystemExit(0) in the main thread, once: a second one must not stop the tidying up."""

    def end(*_: Any) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(0)

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _serve(server: BaseWSGIServer) -> None:
    # The interval is how long shutdown() waits.
    server.serve_forever(poll_interval=0.05)


class _Quiet(WSGIRequestHandler):
    """The gateway logs; what the server would log holds query strings, and request lines that are none."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        # RFC 9113 §8.2.3: a browser may split its cookies, and commas may stand in one.
        if cookies := self.headers.get_all("cookie"):
            environ["HTTP_COOKIE"] = "; ".join(cookies)
        return environ
