"""What /search shows. Routes raise; `web.app` answers."""

import re

from aws_lambda_powertools.event_handler import Response

from blog.errors import BadCursor
from rendering.pages import SearchPage
from search.bucket import NoIndex
from search.held import HeldIndex
from search.queries import read_query
from web import answers
from web.app import App

_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)


def add_routes(app: App, held: HeldIndex) -> None:
    app.route("/search", method=["GET", "HEAD"])(lambda: _search(app, held))


def _search(app: App, held: HeldIndex) -> Response:
    asked = app.request.query
    number = asked.get("page", "1")
    if not _NUMBER.fullmatch(number):
        raise BadCursor(number)
    query = read_query(asked.get("q", ""))
    try:
        found = held.current().search(query, int(number))
    except NoIndex:
        return app.page(SearchPage(query=query.text, is_ready=False), status=503, cache=answers.PRIVATE)
    page = SearchPage(
        query=query.text,
        is_cut=query.is_cut,
        is_empty=not query.expression,
        total=found.total,
        hits=found.hits,
        page=found.page,
        last_page=found.last_page,
        meant=found.meant,
    )
    # The index follows the table by itself, and tells nobody when it has.
    return app.page(page, cache=answers.BRIEFLY)
