"""The endpoint of AWS that the functions are led to: it hands their requests on, or has something happen to them."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from lamppost.errors import LamppostError
from lamppost.local_cloud.answers import Answer
from lamppost.local_cloud.faults import refusals
from lamppost.local_cloud.faults.board import Asked, Board, Cut
from lamppost.local_cloud.faults.switches import Fault, Kind

# Where the switches are; no request to AWS begins like this.
SWITCHES = "/-/faults"
# SigV4 says which service is meant: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
_SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")
# botocore says which application asks, which is how an execution environment is told from another.
_ENVIRONMENT = re.compile(r"\bapp/(\S+)")
_NOT_HANDED_ON = frozenset({"connection", "content-length", "expect", "host", "keep-alive", "transfer-encoding"})


@dataclass
class Upstream:
    """`switch` takes what a command says; `fatal` is told when a function meets its end, with its environment's name.

    `addresses` are those of the services that are not at the `usual` one.
    """

    board: Board
    usual: str
    addresses: Mapping[str, str]
    switch: Callable[[list[str]], None]
    fatal: Callable[[Fault, str], None]
    ended: Event = field(default_factory=Event)
    # Environments that are no more: what they still send is heard by nobody.
    gone: set[str] = field(default_factory=set)

    def address_of(self, service: str) -> str:
        return self.addresses.get(service, self.usual)


@contextmanager
def faulty_endpoint(upstream: Upstream) -> Iterator[str]:
    """Its address on loopback, until the block ends."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"upstream": upstream}))
    thread = Thread(target=server.serve_forever, args=(0.05,), name="faults", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        upstream.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who waits no longer, or was killed, has hung up: that is what faults are for."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream: Upstream

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == SWITCHES:
            self._send(self._switched(body))
            return
        environment = self._said(_ENVIRONMENT, "User-Agent")
        asked = Asked(
            function=environment.partition(".")[0],
            service=self._said(_SERVICE, "Authorization"),
            operation=self.headers.get("X-Amz-Target", "").rpartition(".")[2] or self.command,
            body=body,
        )
        if environment in self.upstream.gone:
            self._hang_up()
            return
        for fault in self.upstream.board.met_by(asked):
            if fault.kind is not Kind.SLOW:
                self._meet(fault, asked, environment)
                return
            self.upstream.ended.wait(fault.duration.total_seconds())
        self._send(self._handed_on(asked))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _handle  # noqa: N815

    def _meet(self, fault: Fault, asked: Asked, environment: str) -> None:
        match fault.kind:
            case Kind.THROTTLE:
                self._send(refusals.throttled())
            case Kind.CONFLICT:
                self._send(refusals.conflict(asked.operation, asked.body))
            case Kind.EXPIRED:
                self._send(refusals.expired())
            case Kind.REFUSE:
                self._send(refusals.refused(fault.service))
            case Kind.CUT:
                self._cut(asked)
            case Kind.KILL | Kind.TIMEOUT:
                self.upstream.gone.add(environment)
                self._cut(asked)
                self.upstream.fatal(fault, environment)

    def _cut(self, asked: Asked) -> None:
        where = self.upstream.board.cut()
        if where is not Cut.UNHEARD:
            answer = self._handed_on(asked)
            if where is Cut.HALFWAY:
                self._send(answer, half=True)
        self._hang_up()

    def _handed_on(self, asked: Asked) -> Answer:
        to = urlsplit(self.upstream.address_of(asked.service))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_HANDED_ON}
        connection = HTTPConnection(to.hostname or "", to.port or 80)
        try:
            connection.request(self.command, self.path, asked.body, headers)
            return _answer(connection.getresponse())
        finally:
            connection.close()

    def _switched(self, body: bytes) -> Answer:
        """GET tells which faults are on, PUT takes others in their place."""
        if self.command == "PUT":
            try:
                self.upstream.switch(json.loads(body))
            except LamppostError as refusal:
                return _json(400, str(refusal))
        return _json(200, self.upstream.board.texts)

    def _send(self, answer: Answer, *, half: bool = False) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if half else answer.body)

    def _hang_up(self) -> None:
        self.close_connection = True

    def _said(self, pattern: re.Pattern[str], header: str) -> str:
        found = pattern.search(self.headers.get(header, ""))
        return found[1] if found else ""

    def log_message(self, format: str, *args: object) -> None:
        """The gateway logs what matters."""


def _answer(response: HTTPResponse) -> Answer:
    body = response.read()
    headers = [pair for pair in response.getheaders() if pair[0].lower() not in _NOT_HANDED_ON]
    return Answer(response.status, tuple(headers), body)


def _json(status: int, value: object) -> Answer:
    return Answer(status, (("content-type", "application/json"),), json.dumps(value).encode())
