"""A trial of new versions: what readers ask for most, and what the answers must be. Nothing is written by it."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from try_version.page import Page, read_page

type Invoke = Callable[[str, dict[str, Any]], dict[str, Any]]

# By which the functions know that a request comes from the edge.
SECRET_HEADER = "x-origin-verify"
_FORM = "application/x-www-form-urlencoded"
_WORDS = "Is the new version well?"
_NO_SLUG = "."


class NotWell(Exception):
    """A new version did not answer as it must; says what was asked, and what was wrong."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The ARNs of the new versions of the functions on the API."""

    pages: str
    comments: str
    likes: str
    search: str


class Trial:
    """`invoke` calls a version with an event; `secret` is what the edge would send with it, or ''."""

    def __init__(self, invoke: Invoke, versions: Versions, secret: str = "") -> None:
        self._invoke = invoke
        self._versions = versions
        self._secret = secret

    def run(self) -> str:
        """Says what was tried. Raises `NotWell`.

        Home, the search, the article at home's top, a preview of a comment on it, a like of what no article can be
        called. On a blog without an article, home and the search.
        """
        home = self._page(self._versions.pages, "/", {200})
        # Without an index, or with one that the version before has made in another form, the search says that it has to
        # wait for one: that is its own page, and no problem.
        if self._page(self._versions.search, "/search", {200, 503}).problem:
            raise NotWell("GET /search: answered with the page of a problem")
        if home.article is None:
            return "home and the search; there is no article yet"
        path, title = home.article
        article = self._page(self._versions.pages, path, {200})
        if title not in article.texts["h1"]:
            raise NotWell(f"GET {path}: the page has no heading with the title that home gives")
        slug = unquote(path).rstrip("/").rpartition("/")[2]
        self._send(self._versions.comments, f"/comments/{slug}", {"act": "preview", "comment": _WORDS}, 200)
        self._send(self._versions.likes, f"/likes/{_NO_SLUG}", {"undo": "yes"}, 404)
        return "home, the search, the article at home's top, a preview and a like"

    def _send(self, version: str, path: str, form: dict[str, str], status: int) -> None:
        _read(f"POST {path}", self._ask(version, "POST", path, urlencode(form)), {status})

    def _page(self, version: str, path: str, statuses: set[int]) -> Page:
        return _read(f"GET {path}", self._ask(version, "GET", path), statuses)

    def _ask(self, version: str, method: str, path: str, form: str = "") -> dict[str, Any]:
        return self._invoke(version, _event(method, path, form, self._secret))


def _read(asked: str, answer: dict[str, Any], statuses: set[int]) -> Page:
    """The page of an answer. Raises `NotWell`."""
    status = answer.get("statusCode")
    if status not in statuses:
        raise NotWell(f"{asked}: answered {status} instead of {' or '.join(map(str, sorted(statuses)))}")
    headers = {name.lower(): value for name, value in answer.get("headers", {}).items()}
    if not headers.get("content-type", "").startswith("text/html"):
        raise NotWell(f"{asked}: answered with {headers.get('content-type', 'nothing')} instead of a page")
    body = answer.get("body") or ""
    page = read_page(b64decode(body).decode() if answer.get("isBase64Encoded") else body)
    if not any(page.texts["title"]):
        raise NotWell(f"{asked}: the page has no title")
    return page


def _event(method: str, path: str, form: str, secret: str) -> dict[str, Any]:
    """As an HTTP API makes it (payload format 2.0), with what the edge adds.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    headers = {"host": "localhost", "x-viewer-host": "localhost", "x-forwarded-proto": "https"}
    if secret:
        headers[SECRET_HEADER] = secret
    if form:
        headers["content-type"] = _FORM
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "try_version"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"http": http, "stage": "$default", "requestId": "try_version"},
        "body": b64encode(form.encode()).decode() if form else None,
        "isBase64Encoded": bool(form),
    }
