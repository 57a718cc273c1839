"""Route choice, after AWS's own example:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

import pytest

from lamppost.local_cloud.routes import choose
from lamppost.local_cloud.stack import Route


def chosen(keys: list[str], method: str, path: str) -> tuple[str, dict[str, str]] | None:
    match = choose([Route(key, "F") for key in keys], method, path)
    return (match.route.key, match.parameters) if match else None


DOCUMENTED = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"]


@pytest.mark.parametrize("keys", [DOCUMENTED, DOCUMENTED[::-1]])
@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/pets/dog/1", "GET /pets/dog/1", {}),
        ("GET", "/pets/dog/2", "GET /pets/dog/{id}", {"id": "2"}),
        ("GET", "/pets/cat/1", "GET /pets/{proxy+}", {"proxy": "cat/1"}),
        ("POST", "/test/5", "ANY /{proxy+}", {"proxy": "test/5"}),
        ("GET", "/", "$default", {}),
    ],
)
def test_the_documented_example_whatever_the_order(keys, method, path, key, parameters):
    assert chosen(keys, method, path) == (key, parameters)


def test_a_literal_segment_goes_before_a_variable_from_the_left():
    assert chosen(["GET /{a}/x", "GET /b/{c}"], "GET", "/b/x") == ("GET /b/{c}", {"c": "x"})


def test_a_routes_own_method_goes_before_any():
    assert chosen(["ANY /a", "GET /a"], "GET", "/a") == ("GET /a", {})
    assert chosen(["ANY /a", "GET /a"], "PUT", "/a") == ("ANY /a", {})


def test_a_full_match_with_a_variable_goes_before_a_greedy_one_that_is_more_literal():
    assert chosen(["ANY /a/b/{proxy+}", "ANY /a/{b}/{c}"], "GET", "/a/b/c") == ("ANY /a/{b}/{c}", {"b": "b", "c": "c"})


@pytest.mark.parametrize(
    ("key", "method", "path"),
    [
        ("GET /a", "HEAD", "/a"),
        ("GET /a", "GET", "/a/"),
        ("GET /a/{b}", "GET", "/a/"),
        ("GET /a/{b}", "GET", "/a/b/c"),
        ("GET /a/{proxy+}", "GET", "/a"),
        ("GET /a/{proxy+}", "GET", "/a/"),
    ],
)
def test_what_a_route_does_not_take(key, method, path):
    assert chosen([key], method, path) is None
