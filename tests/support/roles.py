"""Which function is at work, and what it asks of AWS: held to its role in the template, whatever test it is in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from lamppost.local_cloud.asked import asked_for_what_is_missing, asked_of
from lamppost.local_cloud.policies import Asked
from lamppost.local_cloud.roles import Role, access_denied
from lamppost.local_cloud.stack import Stack, read_stack


@dataclass(frozen=True, slots=True)
class Calls:
    """What functions asked, by their logical ids: requests as botocore was given them, and what they ask of IAM."""

    requests: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[str, list[Asked]] = field(default_factory=lambda: defaultdict(list))


# The logical id of the function that this thread works for; '' for a test that looks behind the scenes.
_at_work: ContextVar[str] = ContextVar("at_work", default="")
# Of all threads: some of what a function asks, others of its threads ask.
_recordings: list[Calls] = []
# What was refused since the test began, in AWS's words.
refused: list[str] = []


@cache
def the_stack() -> Stack:
    return read_stack()


def role_of(function: str) -> Role:
    return the_stack().functions[function].role


@contextmanager
def at_work(function: str) -> Iterator[None]:
    """What this block asks of AWS is asked by the function with this logical id. Serves as a decorator, too."""
    token = _at_work.set(function)
    try:
        yield
    finally:
        _at_work.reset(token)


@contextmanager
def recorded() -> Iterator[Calls]:
    """What functions ask while this block runs."""
    calls = Calls()
    _recordings.append(calls)
    try:
        yield calls
    finally:
        _recordings.remove(calls)


def hold(client: Any, function: str = "", *, table: str = "") -> None:
    """Holds a client to the role of a function, or of the one at work; `table` is what a blog's table is called.

    One client may lead to the tables of several blogs.
    """
    tables = _tables.setdefault(client, set())
    tables.add(table or the_stack().table_name)
    if len(tables) > 1:
        return

    def check(params: dict[str, Any], model: Any, **_: Any) -> None:
        if who := function or _at_work.get():
            service = model.service_model.service_name
            for calls in _recordings:
                calls.requests[who].append((model.name, params))
            _allow(who, service, model.name, _asked(service, model.name, params, tables))

    def check_missing(http_response: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        if http_response.status_code == 404 and (who := function or _at_work.get()):
            _allow(who, "s3", model.name, [asked_for_what_is_missing(context["s3_redirect"]["bucket"])])

    client.meta.events.register("before-parameter-build", check)
    client.meta.events.register("after-call.s3", check_missing)


_tables: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def _asked(service: str, operation: str, parameters: dict[str, Any], tables: set[str]) -> list[Asked]:
    """As if each blog's table had the name that roles know it by."""
    name, stack = the_stack().table_name, the_stack()
    known = next(iter(stack.functions.values())).role.keys
    keys = {each.replace(name, table): key for each, key in known.items() for table in tables}
    asked = asked_of(service, operation, parameters, keys)
    return [replace(each, resource=_known_as(name, each.resource, tables)) for each in asked]


def _known_as(name: str, resource: str, tables: set[str]) -> str:
    before, table, after = resource.partition(":table/")
    called, slash, index = after.partition("/")
    return f"{before}{table}{name}{slash}{index}" if called in tables else resource


def _allow(function: str, service: str, operation: str, asked: Sequence[Asked]) -> None:
    for calls in _recordings:
        calls.asked[function] += asked
    if message := role_of(function).refusal(asked, function):
        refused.append(f"{message}; it was asked with {[each.context for each in asked]}")
        raise access_denied(service, operation, message)
