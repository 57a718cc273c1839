"""Reading the blog as a browser does, without following redirects and without keeping anything."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlencode, urlsplit

_PATIENCE = 30
_AGENT = "lamppost doctor"


@dataclass(frozen=True, slots=True)
class Fetched:
    """`headers` have lower-case names; the last of several of one name counts."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip()


def fetch(url: str, method: str = "GET", form: dict[str, str] | None = None) -> Fetched:
    """What a server answers. Raises `OSError`, `http.client.HTTPException`."""
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    if form is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{parts.scheme}://{parts.netloc}"}
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        return Fetched(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def certificate_ends(url: str) -> datetime:
    """Until when the server's certificate is good. Raises `ssl.SSLCertVerificationError`, `OSError`."""
    parts = urlsplit(url)
    connection = _connection("https", parts.hostname or "", parts.port)
    try:
        connection.connect()
        said = connection.sock.getpeercert()
    finally:
        connection.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(said["notAfter"])), UTC)


def _connection(scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=_PATIENCE, context=ssl.create_default_context())
    return HTTPConnection(host, port, timeout=_PATIENCE)
