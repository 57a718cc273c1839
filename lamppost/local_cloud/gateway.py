"""The HTTP API in front of the functions, as a WSGI app, with one log line for each request."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from threading import Condition
from typing import Any, TextIO

from lamppost.local_cloud.answers import Answer, MalformedAnswer, message, to_answer
from lamppost.local_cloud.call_count import Calls, counted_calls
from lamppost.local_cloud.events import BadRequest, BodyTooLarge, read_request, to_event
from lamppost.local_cloud.lambda_functions import Answered, Callee, EventTooLarge, Failed, TimedOut
from lamppost.local_cloud.log import write_line
from lamppost.local_cloud.routes import choose
from lamppost.local_cloud.stack import Route

# An HTTP API waits no longer: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
_INTEGRATION_SECONDS = 30

BAD_REQUEST = message(400, "Bad Request")
NOT_FOUND = message(404, "Not Found")
TOO_LARGE = message(413, "Request Entity Too Large")
# A deployed HTTP API says 500 and 503 where a REST API says 502 and 504. The latter tell what happened.
BROKEN = message(502, "Internal Server Error")
TIMED_OUT = message(504, "Gateway Timeout")


class Gateway:
    """Takes requests to the functions that the routes name; `log` gets a line for each, stderr by default."""

    def __init__(self, routes: Iterable[Route], functions: Mapping[str, Callee], log: TextIO | None = None) -> None:
        self._routes = tuple(routes)
        self._functions = functions
        self._log = log
        self._busy = 0
        self._changed = Condition()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self._count(1)
        started = time.perf_counter()
        try:
            with counted_calls() as calls:
                answer = self._answer(environ)
        finally:
            self._count(-1)
        self._write(_line(environ, answer.status, time.perf_counter() - started, calls))
        status = f"{answer.status} {phrase(answer.status)}"
        start_response(status, [*answer.headers, *_length(answer)])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def drain(self, seconds: float) -> bool:
        """Waits until no request is being answered; False when that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, seconds)

    def _answer(self, environ: Mapping[str, Any]) -> Answer:
        try:
            request = read_request(environ)
        except BadRequest:
            return BAD_REQUEST
        except BodyTooLarge:
            return TOO_LARGE
        match = choose(self._routes, request.method, request.path)
        if match is None:
            return NOT_FOUND
        event = to_event(request, match.route.key, match.parameters, datetime.now(UTC))
        return self._invoke(self._functions[match.route.function], event)

    def _invoke(self, function: Callee, event: dict[str, Any]) -> Answer:
        name = function.function.logical_id
        try:
            outcome = function.invoke(event, at_most=_INTEGRATION_SECONDS)
        except EventTooLarge:
            return TOO_LARGE
        match outcome:
            case Answered(payload):
                try:
                    return to_answer(payload)
                except MalformedAnswer as problem:
                    self._write(f"{name} gave an answer that no gateway understands: {problem}")
                    return BROKEN
            case Failed(error):
                self._write(f"{name} failed: {error}")
                return BROKEN
            case TimedOut(seconds):
                self._write(f"{name} timed out after {seconds:g} s")
                return TIMED_OUT

    def _count(self, change: int) -> None:
        with self._changed:
            self._busy += change
            self._changed.notify_all()

    def _write(self, line: str) -> None:
        write_line(line, self._log)


def _line(environ: Mapping[str, Any], status: int, seconds: float, calls: Calls) -> str:
    """Method, path, status, milliseconds, and calls if this process made them. The query holds personal words."""
    path = environ["RAW_URI"].partition("?")[0].replace("%40", "@")
    asked = f"  {calls.made} DynamoDB call{'' if calls.made == 1 else 's'}" if calls.in_sight else ""
    return f"{environ['REQUEST_METHOD']:<4} {path}  {status}  {seconds * 1000:4.0f} ms{asked}"


def _length(answer: Answer) -> list[tuple[str, str]]:
    without = answer.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
    return [] if without else [("content-length", str(len(answer.body)))]


def phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
