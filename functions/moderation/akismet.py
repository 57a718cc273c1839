"""What akismet.com says of a comment, by the API that it documents at https://akismet.com/developers/detailed-docs/.

Whatever goes wrong on the way there, the comment is held and the owner is told what it was: nothing is lost, and
nothing is published because a service was down.
"""

import ssl
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, TimeoutError

from blog.settings import Settings
from moderation.submission import Submission
from moderation.verdict import SPAM_FROM, Finding, Outcome

COMMENT_CHECK = "https://rest.akismet.com/1.1/comment-check"
_SECONDS = 2.0
# A connection that is kept while a function sleeps may be dead when it wakes.
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
    """Asked once for each comment, for at most `seconds`."""

    address: str = COMMENT_CHECK
    seconds: float = _SECONDS
    is_test: bool = False

    def ask(self, submission: Submission, settings: Settings) -> Finding:
        body = urlencode(self._fields(submission, settings), errors="replace")
        try:
            answer = self._pool.request("POST", self.address, body=body, headers=_HEADERS, preload_content=False)
            # One read, so that nobody who sends byte after byte keeps us; "true" and "false" come in one piece.
            said = answer.read1(_LONGEST_ANSWER)
            answer.close()
        except NewConnectionError:
            return _held("akismet.com could not be reached")
        except TimeoutError:
            return _held(f"akismet.com did not answer within {self.seconds:g} s")
        except HTTPError as error:
            return _held(f"akismet.com answered with what is no HTTP ({type(error).__name__})")
        return _finding(answer, said.strip())

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        """Only where somebody has a key: reading the certificates takes its time."""
        timeout = urllib3.Timeout(total=self.seconds)
        return urllib3.PoolManager(ssl_context=ssl.create_default_context(), timeout=timeout, retries=False)

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
            "is_test": "1" if self.is_test else "",
        }
        return {name: value for name, value in fields.items() if value}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _finding(answer: urllib3.BaseHTTPResponse, said: bytes) -> Finding:
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
