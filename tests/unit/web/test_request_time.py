"""With everything that can take long taking as long as it can, functions answer before their time is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from blog.errors import TooBusy
from lamppost.local_cloud.lambda_functions import LambdaFunction
from lamppost.local_cloud.local_account import local_account
from tests.support.blog import Context, event
from web.request_time import RequestTime

POST = "author=A&email=a%40example.org&comment=Kept&opened=2026-01-01T00%3A00%3A00%2B00%3A00"
ASKED = {
    "ServePages": event("GET", "/hello", "", {}, []),
    "SearchArticles": event("GET", "/search", "q=night", {}, []),
    "ReceiveComments": event("POST", "/comments/hello", "", {"content-type": "application/x-www-form-urlencoded"}, []),
    "ReceiveLikes": event("POST", "/likes/hello", "", {"content-type": "application/x-www-form-urlencoded"}, []),
}


@dataclass
class Clock:
    """Time passes by waiting alone."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(botocore.endpoint.time, "sleep", made.wait)
    with local_account():
        yield made


def context(seconds: float) -> Any:
    made = Context()
    made.get_remaining_time_in_millis = lambda: int(seconds * 1000)
    return made


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("error", [ConnectTimeoutError, ReadTimeoutError])
def test_a_table_or_a_bucket_that_never_answers_is_given_up_in_time(stack, clock, name, error):
    function = LambdaFunction(stack.functions[name])
    parts = function._handler.__globals__
    client = parts["_client"]
    parts["_time"]._seconds = clock
    attempts = []

    def never(request: Any, **_: Any) -> None:
        attempts.append(request.url)
        clock.wait(client.meta.config.connect_timeout)
        if error is ReadTimeoutError:
            clock.wait(client.meta.config.read_timeout)
        raise error(endpoint_url=request.url)

    client.meta.events.register("before-send", never)
    asked = ASKED[name] | ({"body": POST, "isBase64Encoded": False} if name == "ReceiveComments" else {})
    answer = parts["handle"](asked, context(stack.functions[name].timeout))
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")
    assert ("Kept" in answer["body"]) == (name == "ReceiveComments")
    assert len(attempts) >= 2
    assert clock.now <= stack.functions[name].timeout - 0.5


def test_no_attempt_is_begun_that_could_outlast_its_function(clock):
    hooks: list[Any] = []
    meta = SimpleNamespace(
        config=SimpleNamespace(connect_timeout=1, read_timeout=2),
        service_model=SimpleNamespace(service_id=SimpleNamespace(hyphenize=lambda: "dynamodb")),
        events=SimpleNamespace(register=lambda name, hook: hooks.append((name, hook))),
    )
    time = RequestTime(clock)
    time.watch(SimpleNamespace(meta=meta))
    ((name, check),) = hooks
    assert name == "request-created.dynamodb"
    check()  # in the init phase there is no limit
    time.begin(context(10))
    clock.wait(6)
    check(request=None, operation_name="Query")
    clock.wait(0.001)
    with pytest.raises(TooBusy):
        check()
    time.begin(context(10))
    check()
