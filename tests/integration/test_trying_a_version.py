"""The trial of a new version, on the blog's own apps; and what CodeDeploy is told."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from lamppost.local_cloud.lambda_functions import Answered, Failed, LambdaFunction
from lamppost.local_cloud.stack import Stack
from tests.support.blog import NOW, Blog, Context
from tests.support.search import SearchedBlog, searched
from try_version.invoking import invoker
from try_version.trial import SECRET_HEADER, NotWell, Trial, Versions
from web import edge

VERSIONS = Versions(pages="pages:2", comments="comments:2", likes="likes:2", search="search:2")


class Functions:
    """What stands behind the versions' ARNs, and every event that was sent to them."""

    def __init__(self, blog: Blog, search: SearchedBlog) -> None:
        apps = blog.apps
        self.answer: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            VERSIONS.pages: lambda event: apps["ServePages"].resolve(event, Context()),
            VERSIONS.comments: lambda event: apps["ReceiveComments"].resolve(event, Context()),
            VERSIONS.likes: lambda event: apps["ReceiveLikes"].resolve(event, Context()),
            VERSIONS.search: lambda event: search.app.resolve(event, Context()),
        }
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, version: str, event: dict[str, Any]) -> dict[str, Any]:
        self.sent.append((version, event))
        return self.answer[version](event)

    @property
    def asked(self) -> list[tuple[str, str, str]]:
        return [(version, each["requestContext"]["http"]["method"], each["rawPath"]) for version, each in self.sent]


@pytest.fixture
def search(blog: Blog, tmp_path: Path) -> Iterator[SearchedBlog]:
    with searched(blog.store, tmp_path) as made:
        yield made


@pytest.fixture
def functions(blog: Blog, search: SearchedBlog) -> Functions:
    return Functions(blog, search)


def published(blog: Blog, search: SearchedBlog) -> None:
    blog.publish("older", published_at=NOW - timedelta(days=20))
    blog.publish("hello", title="Light & <shadow>")
    search.follow()


def test_a_blog_that_is_well_is_asked_for_what_readers_ask_for(blog, search, functions):
    published(blog, search)
    assert Trial(functions, VERSIONS).run() == "home, the search, the article at home's top, a preview and a like"
    assert functions.asked == [
        ("pages:2", "GET", "/"),
        ("search:2", "GET", "/search"),
        ("pages:2", "GET", "/hello"),
        ("comments:2", "POST", "/comments/hello"),
        ("likes:2", "POST", "/likes/."),
    ]


def test_a_trial_writes_nothing(blog, search, functions):
    published(blog, search)
    before = blog.store.items()
    Trial(functions, VERSIONS).run()
    assert blog.store.items() == before


def test_a_blog_without_an_article_is_well_too(functions):
    assert Trial(functions, VERSIONS).run() == "home and the search; there is no article yet"


def test_an_article_is_found_whatever_the_permalinks_are(store, search):
    blog = Blog(store, settings=None)
    store.settings.save({"permalinks": "/{year}/{month}/{slug}"})
    published(blog, search)
    functions = Functions(blog, search)
    Trial(functions, VERSIONS).run()
    assert functions.asked[2][2].startswith("/2026/")
    assert functions.asked[3][2] == "/comments/hello"


def test_what_is_asked_comes_as_if_through_the_edge(functions):
    assert SECRET_HEADER == edge.SECRET
    Trial(functions, VERSIONS, "the-secret").run()
    assert {event["headers"].get(SECRET_HEADER) for _, event in functions.sent} == {"the-secret"}
    functions.sent.clear()
    Trial(functions, VERSIONS).run()
    assert all(SECRET_HEADER not in event["headers"] for _, event in functions.sent)


def with_status(status: int) -> Callable[..., dict[str, Any]]:
    return lambda event: {"statusCode": status, "headers": {"Content-Type": "text/html"}, "body": "<title>x</title>"}


@pytest.mark.parametrize(
    ("version", "problem"),
    [
        (VERSIONS.pages, "GET /: answered 500 instead of 200"),
        (VERSIONS.comments, "POST /comments/hello: answered 500 instead of 200"),
        (VERSIONS.likes, "POST /likes/.: answered 500 instead of 404"),
        (VERSIONS.search, "GET /search: answered 500 instead of 200 or 503"),
    ],
)
def test_a_problem_page_of_any_function_is_not_well(blog, search, functions, version, problem):
    published(blog, search)
    functions.answer[version] = with_status(500)
    with pytest.raises(NotWell, match=f"^{problem}$"):
        Trial(functions, VERSIONS).run()


def test_a_search_that_waits_for_an_index_is_well_and_one_that_has_a_problem_is_not(blog, functions):
    """A new version may read another form of the index; it is made when that version is there."""
    blog.publish()
    Trial(functions, VERSIONS).run()
    functions.answer[VERSIONS.search] = lambda event: (
        with_status(503)(event) | {"body": '<title>x</title><p class="status">503</p>'}
    )
    with pytest.raises(NotWell, match="GET /search: answered with the page of a problem"):
        Trial(functions, VERSIONS).run()


def test_an_article_whose_discussion_is_closed_is_well_too(blog, search, functions):
    blog.publish(comments_open=False)
    search.follow()
    Trial(functions, VERSIONS).run()


def test_an_article_that_is_another_is_not_well(blog, search, functions):
    published(blog, search)
    functions.answer[VERSIONS.pages] = _first_then(functions.answer[VERSIONS.pages], with_status(200))
    with pytest.raises(NotWell, match="GET /hello: the page has no heading with the title that home gives"):
        Trial(functions, VERSIONS).run()


def _first_then(first: Callable, later: Callable) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda event: first(event) if event["rawPath"] == "/" else later(event)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"statusCode": 200, "headers": {}, "body": ""}, "answered with nothing instead of a page"),
        ({"statusCode": 200, "headers": {"content-type": "application/json"}}, "answered with application/json"),
        ({"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": "<title> </title>"}, "has no title"),
        ({"message": "Internal Server Error"}, "answered None instead of 200"),
    ],
)
def test_what_is_no_page_is_not_well(functions, answer, problem):
    functions.answer[VERSIONS.pages] = lambda event: answer
    with pytest.raises(NotWell, match=problem):
        Trial(functions, VERSIONS).run()


class Lambda:
    """A client whose functions answer as they are told to."""

    def __init__(self, payload: Any, **more: str) -> None:
        self.payload = payload
        self.more = more

    def invoke(self, **_: Any) -> dict[str, Any]:
        return {"Payload": io.BytesIO(json.dumps(self.payload).encode()), "StatusCode": 200} | self.more


def test_a_function_that_fails_is_told_by_its_type_alone():
    failed = {"errorType": "Runtime.ImportModuleError", "errorMessage": "someone@example.org"}
    with pytest.raises(NotWell, match=r"^pages:2 failed: Runtime\.ImportModuleError$"):
        invoker(Lambda(failed, FunctionError="Unhandled"))("pages:2", {})
    assert invoker(Lambda({"statusCode": 200}))("pages:2", {}) == {"statusCode": 200}


class CodeDeploy:
    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []

    def put_lifecycle_event_hook_execution_status(self, **said: str) -> None:
        self.told.append(said)


def deploy(stack: Stack, monkeypatch: pytest.MonkeyPatch, payload: Any, **more: str) -> tuple[Any, CodeDeploy]:
    """The function's outcome, and what CodeDeploy was told, when each version answers with `payload`."""
    code_deploy = CodeDeploy()
    clients = {"lambda": Lambda(payload, **more), "codedeploy": code_deploy}
    monkeypatch.setattr(boto3, "client", lambda service, **_: clients[service])
    hook = LambdaFunction(stack.functions["TryVersion"])
    return hook.invoke({"DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e-1"}), code_deploy


def told(status: str) -> list[dict[str, str]]:
    return [{"deploymentId": "d-1", "lifecycleEventHookExecutionId": "e-1", "status": status}]


def test_codedeploy_is_told_that_readers_may_come(stack, monkeypatch):
    outcome, code_deploy = deploy(stack, monkeypatch, with_status(200)({}))
    assert (outcome, code_deploy.told) == (Answered({"status": "Succeeded"}), told("Succeeded"))


def test_codedeploy_is_told_that_they_may_not_and_the_log_why(stack, monkeypatch, caplog):
    outcome, code_deploy = deploy(stack, monkeypatch, with_status(500)({}))
    assert (outcome, code_deploy.told) == (Answered({"status": "Failed"}), told("Failed"))
    assert caplog.messages == ["no reader comes to the new version: GET /: answered 500 instead of 200"]


def test_codedeploy_is_told_whatever_happens_because_it_would_wait_for_an_hour(stack, monkeypatch):
    outcome, code_deploy = deploy(stack, monkeypatch, ["no", "answer"])
    assert isinstance(outcome, Failed)
    assert code_deploy.told == told("Failed")
