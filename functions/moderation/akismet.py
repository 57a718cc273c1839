"""What akismet.com says of a comment, by the API that it documents at https://akismet.com/developers/detailed-docs/.

Whatever goes wrong on the way there, the comment is held and the owner is told what it was: nothing is lost, and
nothing is published because a service was down.
"""

import socket
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import urlencode, urlsplit

from blog.settings import Settings
from moderation.submission import Submission
from moderation.verdict import SPAM_FROM, Finding, Outcome

COMMENT_CHECK = "https://rest.akismet.com/1.1/comment-check"
_SECONDS = 2.0
_HEADERS = {
    "User-Agent": "Lamppost | Akismet/1.1",
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "Connection": "close",
}
# Blatant spam, which Akismet would have us discard, is spam even where approved comments speak for it.
_BLATANT, _NO_SPAM = SPAM_FROM + 50, -20
_LONGEST_ANSWER = 64
# Where Akismet says what is wrong, if it does.
_EXPLANATIONS = ("X-akismet-debug-help", "X-akismet-alert-msg", "X-akismet-error")


@dataclass(frozen=True)
class Akismet:
    """Asked once for each comment, for at most `seconds` in all."""

    address: str = COMMENT_CHECK
    seconds: float = _SECONDS

    def ask(self, submission: Submission, settings: Settings) -> Finding:
        """In a thread of its own, because looking up a name has no time limit and an answer may come byte by byte.

        Whoever is late is hung up on and heard by nobody: such a thread keeps neither the writer nor the process, and
        one that a function's sleep has stopped ends at its next turn, by the connection's own time limit.
        """
        body = urlencode(self._fields(submission, settings), errors="replace").encode()
        connection, answers = self._connection(), SimpleQueue[Finding]()
        asking = Thread(target=lambda: answers.put(self._answer(connection, body)), name="akismet", daemon=True)
        asking.start()
        try:
            return answers.get(timeout=self.seconds)
        except Empty:
            _hang_up(connection)
            return self._late()

    def _answer(self, connection: HTTPConnection, body: bytes) -> Finding:
        try:
            with closing(connection):
                connection.request("POST", urlsplit(self.address).path, body, _HEADERS)
                with connection.getresponse() as answer:
                    # "true" and "false" come in one piece.
                    return _finding(answer, answer.read1(_LONGEST_ANSWER).strip())
        except TimeoutError:
            return self._late()
        except HTTPException as error:
            return _held(f"akismet.com answered with what is no HTTP ({type(error).__name__})")
        except (OSError, ValueError):  # ValueError: from a TLS connection that was hung up
            return _held("akismet.com could not be reached")

    def _connection(self) -> HTTPConnection:
        """One for each comment: a connection that is kept while a function sleeps may be dead when it wakes."""
        parts = urlsplit(self.address)
        if parts.scheme == "http":
            return HTTPConnection(parts.netloc, timeout=self.seconds)
        return HTTPSConnection(parts.netloc, timeout=self.seconds, context=self._trusted)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Only where somebody has a key: reading the certificates takes its time."""
        return ssl.create_default_context()

    def _late(self) -> Finding:
        return _held(f"akismet.com did not answer within {self.seconds:g} s")

    def _fields(self, submission: Submission, settings: Settings) -> dict[str, str]:
        fields = {
            "api_key": settings.akismet_key,
            "blog": settings.address or _origin(submission.page),
            "blog_lang": settings.language.replace("-", "_").lower(),
            "blog_charset": "UTF-8",
            "permalink": submission.page,
            "user_ip": submission.address,
            "user_agent": submission.user_agent,
            "referrer": submission.referrer,
            "comment_type": "comment",
            "comment_author": submission.name,
            "comment_author_email": submission.email,
            "comment_author_url": submission.url,
            "comment_content": submission.text,
            "recheck_reason": "edit" if submission.is_edit else "",
        }
        return {name: value for name, value in fields.items() if value}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _hang_up(connection: HTTPConnection) -> None:
    if connected := connection.sock:
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)


def _finding(answer: HTTPResponse, said: bytes) -> Finding:
    headers = answer.headers
    about = next(filter(None, map(headers.get, _EXPLANATIONS)), "")
    help_ = f": {about[:200]}" if about else ""
    if answer.status == 200 and said == b"true" and headers.get("X-akismet-pro-tip") == "discard":
        return Finding("akismet", "akismet.com calls it blatant spam", _BLATANT, Outcome.HOLD)
    if answer.status == 200 and said == b"true":
        return Finding("akismet", "akismet.com calls it spam", SPAM_FROM, Outcome.HOLD)
    if answer.status == 200 and said == b"false":
        return Finding("akismet", "akismet.com does not call it spam", _NO_SPAM)
    if said == b"invalid":
        return _held(f"akismet.com does not accept the key{help_}")
    return _held(f"akismet.com answered something else ({answer.status}){help_}")


def _held(why: str) -> Finding:
    return Finding("akismet", why, at_least=Outcome.HOLD)
