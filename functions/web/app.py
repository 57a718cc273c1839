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
from web import answers, edge, problems
from web.requests import Request

type Report = Callable[[str], Any]
# One for the address that readers use, and one for each other that leads here.
_SITES_KEPT = 4


def utc_now() -> datetime:
    return datetime.now(UTC)


class SettingsSource(Protocol):
    """`begin` is called when a request comes in, `known` when it asks for its page, `get` when it has that.

    `are_known` says whether these are the owner's settings, or only what a page can be shown with.
    """

    def begin(self) -> None: ...
    def known(self) -> Settings: ...
    def get(self) -> Settings: ...
    def are_known(self) -> bool: ...


class App(APIGatewayHttpResolver):
    """Powertools' resolver, answering what routes raise with pages of this blog.

    `renderer_for` makes the renderer of a site; `report` is called while an unforeseen exception is being handled, with
    a message for the log. `accepted` are the digests of the secrets by which the edge is known, with spaces between
    them; whoever comes without is refused. With none everybody is admitted, and nobody believed to be the edge.
    """

    def __init__(
        self,
        renderer_for: Callable[[Site], Renderer],
        settings: SettingsSource,
        report: Report,
        clock: Callable[[], datetime] = utc_now,
        accepted: str = "",
    ) -> None:
        super().__init__()
        self.clock = clock
        self._accepted = tuple(accepted.split())
        self._renderer_for = lru_cache(_SITES_KEPT)(renderer_for)
        self._settings = settings
        self._report = report
        # What this request's sender has typed, and gets back whatever happens.
        self.typed = ""
        # For the watch, which sets them back: the kind of page that is answered with, and what became of a new comment.
        self.shows = ""
        self.verdict: CommentState | None = None
        self._is_whole = True
        self.exception_handler(BlogError)(self.problem)
        self.exception_handler(Exception)(self._unforeseen)
        self.not_found(self._no_route)

    def resolve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        if self._accepted and not edge.is_admitted(event, self._accepted):
            return dict(edge.REFUSAL)
        self._settings.begin()
        self.typed, self._is_whole = "", True
        return super().resolve(event, context)

    @property
    def request(self) -> Request:
        return Request(self.current_event.raw_event, is_from_edge=bool(self._accepted))

    @property
    def settings(self) -> Settings:
        return self._settings.get()

    @property
    def known_settings(self) -> Settings:
        """What may be a few seconds old, and is never waited for: enough for the size of a page."""
        return self._settings.known()

    @property
    def knows_settings(self) -> bool:
        """False where a page is shown without them: then nobody is sent to an address that depends on them."""
        return self._settings.are_known()

    @property
    def renderer(self) -> Renderer:
        """The renderer for the owner's settings, at the address that this request came to.

        Raises `TooBusy` where they are not known: what others keep for long, such as a feed, must not be without them.
        """
        if not self.knows_settings:
            raise TooBusy
        return self._renderer(self.settings)

    def optional[T](self, ask: Callable[[], T], otherwise: T) -> T:
        """What a page can do without; `otherwise` where the table is too busy. Nobody keeps such a page."""
        try:
            return ask()
        except TooBusy:
            self.mark_incomplete()
            return otherwise

    def mark_incomplete(self) -> None:
        """The page that answers this request lacks something, and is for this reader alone."""
        self._is_whole = False

    def page(
        self, page: Page, *, status: int = 200, cache: str = answers.REVALIDATED, until: datetime | None = None
    ) -> Response:
        """A page of the blog; also one that lacks something (`optional`), or the owner's settings.

        `until`: when the page becomes another one by itself, where that is known.
        """
        renderer = self._renderer(self.settings)
        kept = cache if self._is_whole and self.knows_settings else answers.PRIVATE
        return self._answer(renderer, page, status, kept, until)

    def problem(self, error: BlogError, **more: Any) -> Response:
        """The page for a problem; `more` are fields of `ProblemPage`."""
        return self._problem(problems.status_of(error), **more)

    def _problem(self, status: int, **more: Any) -> Response:
        try:
            settings = self.settings
        except TooBusy:
            settings = Settings()
        page = ProblemPage(status=status, kept=self.typed, **more)
        # The edge keeps off for a while who asks for what is not here, robots mostly.
        is_lasting = status in (404, 410) and not self.typed
        return self._answer(self._renderer(settings), page, status, answers.BRIEFLY if is_lasting else answers.PRIVATE)

    def _renderer(self, settings: Settings) -> Renderer:
        return self._renderer_for(Site(settings=settings, address=settings.address or self.request.origin))

    def _answer(
        self, renderer: Renderer, page: Page, status: int, cache: str, until: datetime | None = None
    ) -> Response:
        self.shows = kind_of(page)
        html, sent, now = renderer.html(page), problems.headers_for(status), self.clock()
        return answers.page(self.request, html, now=now, until=until, status=status, cache=cache, headers=sent)

    def _unforeseen(self, error: Exception) -> Response:
        self._report(f"unforeseen: {type(error).__name__}")
        return self._problem(500)

    def _no_route(self, error: NotFoundError) -> Response:
        if self.request.method not in ("GET", "HEAD"):
            return self.problem(problems.MethodNotAllowed())
        return self.problem(ArticleNotFound(self.request.path))
