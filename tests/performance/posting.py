"""A comment's way through the whole function, from event to answer, against its own requests by the bare client.

CPU time of this process: the database, Amazon's DynamoDB Local, is another one. What the function asks for is asked for
once more by the bare client, of a second table that began as the same. The filter knows as many words as it keeps.
"""

import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from botocore import xform_name

from blog.word_counts import WordCounts
from lamppost.local_cloud.local_account import environment, local_account
from lamppost.local_cloud.stack import read_stack
from storage.learner import Learner
from storage.word_items import MOST_WORDS
from tests.support.blog import Context, a_comment, an_article, event
from tests.support.dynamodb_local import running
from tests.support.stores import Store, make_store

_FIRST, _SECOND = "first-table", "second-table"
_ROUNDS = 300
_WORDS = "What I wanted to say about this takes a line or two.\n\nAnd then *another*, with https://example.org/ in it."
_SETTINGS = {
    "hold_comments": "none",
    "held_words": "lantern",
    **dict.fromkeys(("flood_source", "flood_article", "flood_blog"), "10000 in 1 minutes"),
}


type Asked = list[tuple[str, dict[str, Any]]]


def report(folder: Path) -> Iterator[str]:
    with _function() as (handle, asked, second):
        _post(handle, -1, {})  # makes the month's key, which both tables then have
        _ask(second.client, asked)
        kinds: dict[str, dict[str, str]] = {
            "published": {},
            "held": {"author": "A. Lantern"},
            "a reply, published": {"comment_parent": a_comment().path},
            "a preview": {"act": "preview"},
        }
        measured = {kind: _in_turns(handle, asked, second, fields) for kind, fields in kinds.items()}
    yield f"A comment sent, CPU, medians of {_ROUNDS}         whole   bare client   requests"
    for kind, (whole, bare, requests) in measured.items():
        yield f"  {kind:<40} {whole:>9.2f} ms {bare:>9.2f} ms   {', '.join(requests)}"
    yield f"  {'aim, for one that is published':<40} {'9.00 ms':>12} {'':>12}   2 requests"


@contextmanager
def _function() -> Iterator[tuple[Callable[..., Any], Asked, Store]]:
    """The function as Lambda would start it, a list that gets what it asks for, and a table that holds the same."""
    stack, asked = read_stack(), []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        asked.append((model.name, dict(params)))  # botocore adds its token to them

    with (
        running() as endpoint,
        local_account(endpoint) as session,
        environment(dict(stack.functions["ReceiveComments"].environment) | {"TABLE_NAME": _FIRST}),
        redirect_stdout(StringIO()),  # its log
    ):
        stores = [make_store(session.client("dynamodb"), stack, name) for name in (_FIRST, _SECOND)]
        for store in stores:
            fill(store)
        session.events.register("provide-client-params.dynamodb", note)
        from receive_comments.handler import handle

        yield handle, asked, stores[1]


def fill(store: Store) -> None:
    store.articles.save(an_article())
    store.desk.bring_in("hello", [a_comment(number=number) for number in range(50)])
    store.settings.read()
    store.settings.save(_SETTINGS)
    words = {f"learned-{number}": (number % 7, number % 5 + 1) for number in range(MOST_WORDS)}
    Learner(store.client, store.name).replace(WordCounts(words, 500, 500))


def _in_turns(
    handle: Callable[..., Any], asked: Asked, second: Store, fields: Mapping[str, str]
) -> tuple[float, float, tuple[str, ...]]:
    """The median milliseconds of CPU of the function and of its requests alone, and what these mostly are."""
    whole, bare, requests = [], [], Counter[tuple[str, ...]]()
    for number in range(_ROUNDS + 20):
        asked.clear()
        spent = _post(handle, number, fields)
        again = _ask(second.client, asked)
        if number >= 20:  # the first ones fill caches and connections
            whole.append(spent)
            bare.append(again)
            requests[tuple(name for name, _ in asked)] += 1
    return median(whole), median(bare), requests.most_common(1)[0][0]


def sending(number: int, fields: Mapping[str, str]) -> dict[str, Any]:
    """The event of a comment that is sent."""
    form = {
        "author": "A Reader",
        "email": "reader@example.org",
        "url": "",
        "comment": f"{_WORDS} ({number})",
        "opened": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
    }
    body = b64encode(urlencode(form | fields).encode()).decode()
    headers = {"content_type": "application/x-www-form-urlencoded", "accept_encoding": "gzip, br"}
    sent = event("POST", "/comments/hello", "", headers, [], body)
    sent["requestContext"]["http"] |= {"sourceIp": f"192.0.2.{number % 250}", "userAgent": "Mozilla/5.0"}
    return sent


def _post(handle: Callable[..., Any], number: int, fields: Mapping[str, str]) -> float:
    """The milliseconds of CPU that one comment took."""
    sent = sending(number, fields)
    before = time.process_time_ns()
    answer = handle(sent, Context())
    spent = (time.process_time_ns() - before) / 1e6
    led, said = answer["headers"].get("Location", ""), ("awaiting" if "author" in fields else "comment")
    if answer["statusCode"] != 200 and f"?{said}=" not in led:
        raise RuntimeError(f"a comment was answered {answer['statusCode']} {led}")
    return spent


def _ask(client: Any, asked: Asked) -> float:
    """The milliseconds of CPU that the same requests take the bare client, at the other table."""
    spent = 0
    for name, parameters in asked:
        operation, elsewhere = getattr(client, xform_name(name)), _elsewhere(parameters)
        before = time.process_time_ns()
        operation(**elsewhere)
        spent += time.process_time_ns() - before
    return spent / 1e6


def _elsewhere(value: Any) -> Any:
    """The same parameters with the other table's name."""
    match value:
        case dict():
            return {_elsewhere(name): _elsewhere(each) for name, each in value.items()}
        case list() | tuple():
            return [_elsewhere(each) for each in value]
        case _:
            return _SECOND if isinstance(value, str) and value == _FIRST else value
