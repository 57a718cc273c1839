"""A warm article page, from event to answer, against the bare client's Query of the same items.

CPU time of this process: the database, Amazon's DynamoDB Local, is another one. Each page is measured twice: with
a page that this function has shown before, as a warm one mostly has, and with none of it rendered yet.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from botocore.config import Config

from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack
from rendering.environment import Renderer, find_templates
from serve_pages.routes import add_routes
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from storage.comment_desk import CommentDesk
from storage.plain_answers import read_plainly
from tests.support.blog import SITE, Context, a_comment, an_article, event
from tests.support.dynamodb_local import running
from web.app import App
from web.current_settings import CurrentSettings

COMMENTS = (5, 50, 500)
_ROUNDS = 300
BODY = "<p>" + "A lamp is lit, and somebody walks by. " * 100 + "</p>"
_TEXT = "What I wanted to say about this takes a line or two.\n\nAnd then another, with https://example.org/ in it."


def report(folder: Path) -> Iterator[str]:
    with _table() as (client, bare, name):
        for count in COMMENTS:
            fill(client, name, count)
        renderer = Renderer(find_templates(), SITE)
        table = BlogTable(client, name)
        app = App(lambda site: renderer, CurrentSettings(table.settings), print)
        add_routes(app, table)
        measured = {count: _in_turns(*_calls(app, renderer, client, bare, count)) for count in COMMENTS}
    yield f"Warm article page, CPU, medians of {_ROUNDS}         warm   first shown   bare Query"
    for count, (warm, new, query) in measured.items():
        yield f"  {f'{count} comments':<40} {warm:>9.2f} ms {new:>9.2f} ms {query:>9.2f} ms"
        aim = "" if count == COMMENTS[0] else "   aim: at most 1.50 × warm"
        yield f"  {'ratio to the bare Query':<40} {warm / query:>9.2f} × {new / query:>9.2f} ×{aim}"


@contextmanager
def _table() -> Iterator[tuple[Any, Any, str]]:
    """A client as the function has it, and one as boto3 makes it."""
    stack = read_stack()
    arguments = dict(stack.tables[stack.table_name].create_table)
    with running() as endpoint, local_account(endpoint) as session:
        bare = session.client("dynamodb", config=Config(retries={"mode": "standard"}))
        bare.create_table(**arguments, TableName=stack.table_name)
        read_plainly(session._session)
        yield session.client("dynamodb", config=Config(retries={"mode": "standard"})), bare, stack.table_name


def fill(client: Any, name: str, count: int) -> None:
    slug = _slug(count)
    ArticleWriter(client, name).save(an_article(slug, body=BODY, tags=("lamps", "light")))
    comments = [a_comment(slug, number, text=_TEXT, url="https://example.org/") for number in range(count)]
    CommentDesk(client, name).bring_in(slug, comments)


def _slug(count: int) -> str:
    return f"with-{count}"


def _calls(app: Any, renderer: Renderer, client: Any, bare: Any, count: int) -> list[Callable[[], Any]]:
    """The page, the page as if nothing of it had been rendered, and the very Query that both make, asked barely."""
    queries: list[dict[str, Any]] = []

    def ask() -> dict[str, Any]:
        return app.resolve(event("GET", f"/{_slug(count)}", "", {"accept_encoding": "gzip, br"}, []), Context())

    def ask_first() -> dict[str, Any]:
        renderer.forget()
        return ask()

    def note(params: dict[str, Any], **_: Any) -> None:
        queries.append(params)

    client.meta.events.register("provide-client-params.dynamodb.Query", note)
    answer = ask()
    client.meta.events.unregister("provide-client-params.dynamodb.Query", note)
    if answer["statusCode"] != 200 or len(queries) != 1:
        raise RuntimeError(f"a page of {count} comments was answered {answer['statusCode']} by {len(queries)} queries")
    return [ask, ask_first, lambda: bare.query(**queries[0])]


def _in_turns(*calls: Callable[[], Any]) -> list[float]:
    """The median milliseconds of CPU of each, measured in turns, so that a slow moment is everybody's."""
    spent: list[list[float]] = [[] for _ in calls]
    for round_ in range(_ROUNDS + 20):
        for call, times in zip(calls, spent, strict=True):
            before = time.process_time_ns()
            call()
            if round_ >= 20:  # the first ones fill caches and connections
                times.append((time.process_time_ns() - before) / 1e6)
    return [median(times) for times in spent]
