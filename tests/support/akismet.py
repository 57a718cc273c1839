"""A stand-in for Akismet that follows its documented protocol, and can be told to do what services do on bad days.

https://akismet.com/developers/detailed-docs/comment-check/
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

KEY = "0123456789ab"
_REQUIRED = ("blog", "user_ip")
_ALLOWED = frozenset(
    {
        *("api_key", "blog", "user_ip", "user_agent", "referrer", "permalink", "comment_type", "comment_author"),
        *("comment_author_email", "comment_author_url", "comment_content", "comment_date_gmt", "blog_lang"),
        *("comment_post_modified_gmt", "blog_charset", "user_role", "is_test", "recheck_reason", "honeypot_field_name"),
    }
)


@dataclass
class FakeAkismet:
    """`asked` holds the fields of every request. A comment by `viagra-test-123` or with "discard me" in it is spam.

    `status` and `body`, if set, are answered to everybody; `silent` answers nobody until it is let go, and what is
    `dripping` sends a byte of its first header now and then until somebody hangs up.
    """

    address: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    garbage: bool = False
    silent: bool = False
    dripping: bool = False
    let_go: threading.Event = field(default_factory=threading.Event)

    def answer(self, fields: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        if fields.get("api_key") != KEY:
            return b"invalid", {"X-akismet-debug-help": "We were unable to parse your blog URI"}
        if missing := [name for name in _REQUIRED if not fields.get(name)]:
            return b"invalid", {"X-akismet-debug-help": f'Empty "{missing[0]}" value'}
        if "discard me" in fields.get("comment_content", ""):
            return b"true", {"X-akismet-pro-tip": "discard"}
        is_spam = fields.get("comment_author") in ("viagra-test-123", "akismet-guaranteed-spam")
        return (b"true" if is_spam else b"false"), {}

    def drip(self, write: Callable[[bytes], Any]) -> None:
        write(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(OSError):
            while not self.let_go.wait(0.01):
                write(b"x")

    def check(self, path: str, content_type: str, fields: dict[str, str]) -> None:
        if path != "/1.1/comment-check":
            self.problems.append(f"asked for {path}")
        if not content_type.startswith("application/x-www-form-urlencoded"):
            self.problems.append(f"sent {content_type}")
        self.problems += [f"unknown field {name}" for name in fields.keys() - _ALLOWED]


@contextmanager
def fake_akismet() -> Iterator[FakeAkismet]:
    fake = FakeAkismet()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {name: values[0] for name, values in parse_qs(content, keep_blank_values=True).items()}
            fake.asked.append(fields)
            fake.check(self.path, self.headers["Content-Type"], fields)
            if fake.silent:
                fake.let_go.wait(20)
                self.close_connection = True
            elif fake.dripping:
                self.close_connection = True
                fake.drip(self.wfile.write)
            elif fake.garbage:
                self.wfile.write(b"\x16\x03\x01 what is this\r\n\r\n")
            else:
                self._send(*fake.answer(fields))

        def _send(self, body: bytes, headers: dict[str, str]) -> None:
            body = body if fake.body is None else fake.body
            self.send_response(fake.status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    fake.address = f"http://127.0.0.1:{server.server_port}/1.1/comment-check"
    try:
        yield fake
    finally:
        fake.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def nobodys_address() -> str:
    """An address on this machine at which nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{reserved.getsockname()[1]}/1.1/comment-check"
