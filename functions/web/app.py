"""The frame of every Lambda's app: routes may raise, and readers get a page all the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from blog.comment import CommentState
from blog.errors import ArticleNotFound, BlogError, TooBusy
from blog.settings import Settings
from rendering.environment import Renderer
from rendering.pages import Page, ProblemPage, Site, kind_of
from web import answers, problems
from web.requests import Request

type Report = Callable[[str], Any]
# One for the address that readers use, and one for each other that leads here.
_SITES_KEPT = 4


def utc_now() -> datetime:
    return datetime.now(UTC)


class SettingsSource(Protocol):
    """`begin` is called when a request comes in, `known` when it asks for its page, `get` when it has that."""

    def begin(self) -> None: ...
    def known(self) -> Settings: ...
    def get(self) -> Settings: ...


class App(APIGatewayHttpResolver):
    """Powertools' resolver, answering what routes raise with pages of this blog.

    `renderer_for` makes the renderer of a site; `report` is called while an unforeseen exception is being handled, with
    a message for the log.
    """

    def __init__(
        self,
        renderer_for: Callable[[Site], Renderer],
        settings: SettingsSource,
        report: Report,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self.clock = clock
        self._renderer_for = lru_cache(_SITES_KEPT)(renderer_for)
        self._settings = settings
        self._report = report
        # What this request's sender has typed, and gets back whatever happens.
        self.typed = ""
        # For the watch, which sets them back: the kind of page that is answered with, and what became of a new comment.
        self.shows = ""
        self.verdict: CommentState | None = None
        self.exception_handler(BlogError)(self.problem)
        self.exception_handler(Exception)(self._unforeseen)
        self.not_found(self._no_route)

    def resolve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        self._settings.begin()
        self.typed = ""
        return super().resolve(event, context)

    @property
    def request(self) -> Request:
        return Request(self.current_event.raw_event)

    @property
    def settings(self) -> Settings:
        return self._settings.get()

    @property
    def known_settings(self) -> Settings:
        """What may be a few seconds old, and is never waited for: enough for the size of a page."""
        return self._settings.known()

    @property
    def renderer(self) -> Renderer:
        """The renderer for the settings as they are, at the address that this request came to."""
        return self._renderer(self.settings)

    def page(self, page: Page, *, status: int = 200, cache: str = answers.REVALIDATED) -> Response:
        return self._answer(self.renderer, page, status, cache)

    def problem(self, error: BlogError, **more: Any) -> Response:
        """The page for a problem; `more` are fields of `ProblemPage`."""
        return self._problem(problems.status_of(error), **more)

    def _problem(self, status: int, **more: Any) -> Response:
        try:
            settings = self.settings
        except TooBusy:
            settings = Settings()
        page = ProblemPage(status=status, kept=self.typed, **more)
        return self._answer(self._renderer(settings), page, status, answers.PRIVATE)

    def _renderer(self, settings: Settings) -> Renderer:
        return self._renderer_for(Site(settings=settings, address=settings.address or self.request.origin))

    def _answer(self, renderer: Renderer, page: Page, status: int, cache: str) -> Response:
        self.shows = kind_of(page)
        html, headers = renderer.html(page), problems.headers_for(status)
        return answers.page(self.request, html, now=self.clock(), status=status, cache=cache, headers=headers)

    def _unforeseen(self, error: Exception) -> Response:
        self._report(f"unforeseen: {type(error).__name__}")
        return self._problem(500)

    def _no_route(self, error: NotFoundError) -> Response:
        if self.request.method not in ("GET", "HEAD"):
            return self.problem(problems.MethodNotAllowed())
        return self.problem(ArticleNotFound(self.request.path))
