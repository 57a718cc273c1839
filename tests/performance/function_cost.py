"""What a warm function spends on a request under Lambda's runtime, its client included, and what it holds at most.

CPU time of the whole process over some requests, measured in turns; the database, Amazon's DynamoDB Local, is another
process. A handler that does nothing shows what of it the runtime's client takes.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import Stack, read_stack
from tests.performance import builds, posting, warm_pages
from tests.support.blog import an_article, event
from tests.support.dynamodb_local import running
from tests.support.runtime import Runtime
from tests.support.stores import make_store

_TURNS, _REQUESTS, _WARMING = 11, 15, 30
_TABLE = "function-cost"
_COMPRESSED = {"accept_encoding": "gzip, br"}


class WordPress(NamedTuple):
    """CPU milliseconds of the same page, as given in issue 5: WordPress 6 (php-fpm with opcache, MariaDB, nginx),
    "measured on this kind of machine", so in another run than ours. `lean` is a classic theme.
    """

    default: float
    lean: float | None = None


class Kind(NamedTuple):
    """A request, what it should cost at most, and what it costs WordPress."""

    ask: Callable[[Mapping[str, str]], dict[str, Any]]
    aim: float | None = None
    wordpress: WordPress | None = None
    function: str = "ServePages"


def _get(path: str) -> Callable[[Mapping[str, str]], dict[str, Any]]:
    return lambda headers: event("GET", path, "", headers, [])


_numbers = count()
_NOTHING = "nothing (`return {}`)"
KINDS = {
    _NOTHING: Kind(_get("/"), function=""),
    "article, 5 comments": Kind(_get("/with-5"), 4.0, WordPress(63, 24)),
    "article, 50 comments": Kind(_get("/with-50"), 4.9, WordPress(190, 39)),
    "article, 500 comments": Kind(_get("/with-500"), 6.4, WordPress(1_280, 168)),
    "home": Kind(_get("/"), 3.9, WordPress(55, 31)),
    # As many as WordPress has in its feed; ours has 20 unless the owner wishes otherwise.
    "feed of 10 articles": Kind(_get("/tag/ten/rss.xml"), 3.75, WordPress(37, 30)),
    "feed of 20 articles": Kind(_get("/rss.xml")),
    "a comment sent": Kind(lambda headers: posting.sending(next(_numbers), {}), 9.0, WordPress(18), "ReceiveComments"),
}


def report(folder: Path) -> Iterator[str]:
    stack = read_stack()
    with ExitStack() as opened:
        endpoint = opened.enter_context(running())
        _fill(opened.enter_context(local_account(endpoint)), stack)
        runtimes = {
            name: opened.enter_context(_runtime(name, stack, folder, endpoint))
            for name in dict.fromkeys(kind.function for kind in KINDS.values())
        }
        plain, compressed = (_measure(runtimes, headers) for headers in ({}, _COMPRESSED))
        peaks = {name: runtime.invoke({"probe": True})["peak"] / 1000 for name, runtime in runtimes.items()}
    head = f"A warm function, CPU, medians of {_TURNS} × {_REQUESTS}"
    yield f"{head:<41} as text       gzip       aim   WordPress, lean / default"
    for name, kind in KINDS.items():
        aim = f"{kind.aim:>6.2f} ms" if kind.aim else " " * 9
        yield f"  {name:<36} {plain[name]:>9.2f} ms {compressed[name]:>7.2f} ms {aim} {_beside(kind, plain[name])}"
    yield "  WordPress's are of another run: measured on this kind of machine, as given in issue 5"
    held = ", ".join(f"{name or 'nothing'} {peak:.0f} MB" for name, peak in peaks.items())
    yield f"  at most held by the process: {held}"


def _beside(kind: Kind, ours: float) -> str:
    if not kind.wordpress:
        return ""
    default, lean = kind.wordpress
    return f"{f'{lean / ours:.0f} ×' if lean else '':>14} / {default / ours:.0f} ×"


def _fill(session: Any, stack: Stack) -> None:
    store = make_store(session.client("dynamodb"), stack, _TABLE)
    posting.fill(store)
    for comments in warm_pages.COMMENTS:
        warm_pages.fill(store.client, _TABLE, comments)
    for number in range(20):
        tags = ("light", "ten") if number < 10 else ("light",)
        store.articles.save(an_article(f"more-{number}", body=warm_pages.BODY, tags=tags))


def _runtime(logical_id: str, stack: Stack, folder: Path, endpoint: str) -> Runtime:
    if not logical_id:
        return Runtime(builds.probed(builds.bare(folder / "idle"), "bare.handle"), builds.PROBED, {})
    function = stack.functions[logical_id]
    artifact = builds.probed(builds.shipped(folder / logical_id, logical_id=logical_id), function.handler)
    here = {"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "TABLE_NAME": _TABLE}
    return Runtime(artifact, builds.PROBED, function.environment | here)


def _measure(runtimes: Mapping[str, Runtime], headers: Mapping[str, str]) -> dict[str, float]:
    """Milliseconds by kind."""
    for kind in KINDS.values():
        _requests(runtimes[kind.function], kind, headers, _WARMING)
    spent: dict[str, list[float]] = {name: [] for name in KINDS}
    for _ in range(_TURNS):
        for name, kind in KINDS.items():
            spent[name].append(_requests(runtimes[kind.function], kind, headers, _REQUESTS))
    return {name: median(each) for name, each in spent.items()}


def _requests(runtime: Runtime, kind: Kind, headers: Mapping[str, str], times: int) -> float:
    before = runtime.invoke({"probe": True})["spent"]
    for _ in range(times):
        answer = runtime.invoke(kind.ask(headers))
        if kind.function and answer.get("statusCode") not in (200, 303):
            raise RuntimeError(f"{kind.function} answered {answer}")
    return (runtime.invoke({"probe": True})["spent"] - before) / times
