"""A Lambda's app under its watch: a request goes in, an answer comes out, and one line says what it was."""

from typing import Any

from blog.comment import CommentState
from watching.emf import Metric
from watching.watch import Watch
from web.app import App

_VERDICTS = {
    CommentState.APPROVED: Metric.PUBLISHED,
    CommentState.PENDING: Metric.HELD,
    CommentState.SPAM: Metric.SPAM,
    CommentState.TRASH: Metric.REFUSED,
}


class WatchedApp:
    """`page` is what all requests of this function are about; without it, it is what the app shows."""

    def __init__(self, app: App, watch: Watch, page: str = "") -> None:
        self._app = app
        self._resolve = app.resolve
        self._watch = watch
        self._page = page

    def handle(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        self._app.shows, self._app.verdict = "", None
        # API Gateway's own id, which it also sends to the reader as `apigw-requestid`.
        with self._watch.begin(context, event.get("requestContext", {}).get("requestId", "")):
            answer = self._resolve(event, context)
        status = answer["statusCode"]
        metrics: dict[Metric, float] = {Metric.NOT_MODIFIED: int(status == 304)}
        if status >= 500:
            metrics[Metric.SERVER_ERRORS] = 1
        if verdict := self._app.verdict:
            metrics[_VERDICTS[verdict]] = 1
        cache = answer.get("headers", {}).get("Cache-Control", "")
        page = self._page or page_kind(status, self._app.shows)
        self._watch.end(page, metrics, status=status, status_class=f"{status // 100}xx", cache_control=cache)
        return answer


def page_kind(status: int, shown: str) -> str:
    """What was shown; an answer that only leads elsewhere shows nothing."""
    if 300 <= status < 400 and status != 304:
        return "redirect"
    return shown or "other"
