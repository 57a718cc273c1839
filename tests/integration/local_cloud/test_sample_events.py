"""The events that `lamppost invoke` and `sam local invoke -e` are shown with."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug.test import EnvironBuilder

from lamppost.cli import main
from lamppost.commands.serve import fill
from lamppost.local_cloud.cloud import local_cloud
from lamppost.local_cloud.events import read_request, to_event
from lamppost.local_cloud.lambda_functions import LambdaFunction
from lamppost.local_cloud.stack import read_stack

FOLDER = Path(__file__).resolve().parents[2] / "support" / "events"
EVENTS = sorted(FOLDER.glob("*.json"))
FUNCTIONS = read_stack().functions
# What only some requests have.
OPTIONAL = {"cookies", "queryStringParameters", "pathParameters", "body"}


def shape(value: Any) -> Any:
    return {name: shape(each) for name, each in value.items()} if isinstance(value, dict) else type(value)


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_a_sample_has_the_shape_of_an_event_of_a_route_of_ours(path: Path):
    sample = json.loads(path.read_text())
    builder = EnvironBuilder(headers={"User-Agent": "x"})
    made = to_event(read_request(builder.get_environ()), "$default", {}, datetime.now(UTC))
    assert {name: shape(value) for name, value in sample.items() if name not in OPTIONAL | {"headers"}} == {
        name: shape(value) for name, value in made.items() if name != "headers"
    }
    assert made["headers"].keys() <= sample["headers"].keys()
    assert all(name == name.lower() for name in sample["headers"])
    assert sample["routeKey"] == sample["requestContext"]["routeKey"]
    assert sample["routeKey"] in {route.key for route in read_stack().routes}


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, LambdaFunction]]:
    """The functions, on the demo."""
    with local_cloud() as cloud:
        fill(cloud)
        cloud.catch_up()
        yield cloud.functions()


STATUS = {
    ("ServePages", "home"): 200,
    ("ServePages", "article"): 200,
    ("ServePages", "missing_article"): 404,
    ("ServePages", "stylesheet"): 200,
    ("SearchArticles", "search"): 200,
    ("ReceiveComments", "post_comment"): 303,
    ("ReceiveLikes", "post_like"): 303,
}


@pytest.mark.parametrize(("function", "event"), STATUS)
def test_a_function_answers_its_sample_on_the_demo(demo, function: str, event: str):
    answered = demo[function].invoke(json.loads((FOLDER / f"{event}.json").read_text()))
    assert answered.payload["statusCode"] == STATUS[function, event]


def test_every_sample_is_answered_here():
    assert {path.stem for path in EVENTS} == {event for _, event in STATUS}


def test_invoke_prints_an_answer_as_json():
    done = CliRunner().invoke(main, ["invoke", "SearchArticles", str(FOLDER / "search.json")])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["statusCode"] == 200


def test_invoke_names_a_function_that_is_not_there():
    done = CliRunner().invoke(main, ["invoke", "Nobody", str(FOLDER / "home.json")])
    assert done.exit_code == 1
    assert done.stderr == f"lamppost: the stack has no function 'Nobody'; it has: {', '.join(FUNCTIONS)}\n"
