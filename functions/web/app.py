"""The frame of every Lambda's app: routes may raise, and readers get a page all the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from blog.errors import ArticleNotFound, BlogError
from rendering.environment import Renderer
from rendering.pages import ProblemPage
from web import answers, problems
from web.requests import Request

type Report = Callable[[str], Any]


def utc_now() -> datetime:
    return datetime.now(UTC)


class App(APIGatewayHttpResolver):
    """Powertools' resolver, answering what routes raise with pages of this blog.

    `report` is called while an unforeseen exception is being handled, with a message for the log.
    """

    def __init__(self, renderer: Renderer, report: Report, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__()
        self.renderer = renderer
        self.clock = clock
        self._report = report
        self.exception_handler(BlogError)(self.problem)
        self.exception_handler(Exception)(self._unforeseen)
        self.not_found(self._no_route)

    @property
    def request(self) -> Request:
        return Request(self.current_event.raw_event)

    def problem(self, error: BlogError, kept: str = "") -> Response:
        """The page for a problem; `kept` is what its writer must get back."""
        return self._problem(problems.status_of(error), kept)

    def _problem(self, status: int, kept: str = "") -> Response:
        html = self.renderer.html(ProblemPage(status=status, kept=kept))
        headers = problems.headers_for(status)
        return answers.page(self.request, html, now=self.clock(), status=status, cache=answers.PRIVATE, headers=headers)

    def _unforeseen(self, error: Exception) -> Response:
        self._report(f"unforeseen: {type(error).__name__}")
        return self._problem(500)

    def _no_route(self, error: NotFoundError) -> Response:
        if self.request.method not in ("GET", "HEAD"):
            return self.problem(problems.MethodNotAllowed())
        return self.problem(ArticleNotFound(self.request.path))
