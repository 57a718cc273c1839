"""The gateway, from request to response, on the tiny stack."""

import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.gateway import Gateway


@pytest.fixture(scope="module")
def gateway(cloud: Cloud) -> Gateway:
    return cloud.gateway()


@pytest.fixture
def client(gateway: Gateway) -> Client:
    return Client(gateway)


@pytest.fixture
def logged(log: io.StringIO) -> io.StringIO:
    log.seek(0)
    log.truncate()
    return log


def message(response: TestResponse) -> Any:
    assert response.content_type == "application/json"
    return response.get_json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/pets/Rex%20II", "GET /pets/{pet}", {"pet": "Rex II"}),
        ("POST", "/pets/Rex", "$default", None),
        ("HEAD", "/files/a", "ANY /files/{proxy+}", {"proxy": "a"}),
        ("PUT", "/files/a/b%2Fc", "ANY /files/{proxy+}", {"proxy": "a/b/c"}),
        ("GET", "/", "$default", None),
    ],
)
def test_a_request_reaches_the_function_of_its_route(client, cloud, method, path, key, parameters):
    if method == "HEAD":
        assert client.open(path, method=method).status_code == 200
        return
    event = client.open(path, method=method).get_json()["event"]
    assert (event["routeKey"], event.get("pathParameters")) == (key, parameters)
    assert event["requestContext"]["routeKey"] == key


def test_no_route_is_not_found(cloud: Cloud):
    routes = [route for route in cloud.stack.routes if route.key != "$default"]
    client = Client(Gateway(routes, {}, io.StringIO()))
    response = client.get("/nowhere")
    assert (response.status_code, response.data) == (404, b'{"message":"Not Found"}')


@pytest.mark.parametrize("path", ["/%zz", "/%ff"])
def test_a_malformed_path_is_a_bad_request(gateway: Gateway, path: str):
    response = Client(gateway).get("/", environ_overrides={"RAW_URI": path})
    assert (response.status_code, message(response)) == (400, "Bad Request")


def test_a_body_above_the_gateways_limit_is_too_large(client: Client):
    response = client.post("/", data=b"x" * (10 * 1024 * 1024 + 1), content_type="text/plain")
    assert (response.status_code, message(response)) == (413, "Request Entity Too Large")


@pytest.mark.parametrize(
    ("content_type", "megabytes", "status"),
    # In base64 a body is a third larger: 4.4 MB are 5.9 MB, 4.6 MB are 6.1 MB.
    [
        ("text/plain", 5.9, 200),
        ("text/plain", 6.1, 413),
        ("image/png", 4.4, 200),
        ("image/png", 4.6, 413),
    ],
)
def test_a_body_that_makes_the_event_larger_than_lambda_takes_is_too_large(client, content_type, megabytes, status):
    body = b"x" * int(megabytes * 1024 * 1024)
    assert client.post("/answers/text", data=body, content_type=content_type).status_code == status


def test_a_whole_answer_is_mapped(client: Client):
    response = client.get("/answers/full")
    assert response.status == "201 Created"
    assert response.headers.getlist("Set-Cookie") == ["a=1; Path=/", "b=2; HttpOnly"]
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (response.headers["X-Several"], response.headers["X-Number"]) == ("one,two", "7")
    assert response.text == "<p>Grüße</p>"
    assert response.content_length == len("<p>Grüße</p>".encode())


@pytest.mark.parametrize(
    ("name", "status", "content_type", "body"),
    [
        ("binary", 200, "image/gif", b"GIF8\x00\xff"),
        ("untyped", 200, "application/json", b"{}"),
        ("text-status", 404, "application/json", b"gone"),
        ("text", 200, "application/json", b"Hello from Lambda!"),
        ("object", 200, "application/json", b'{"message": "Hello from Lambda!"}'),
        ("nothing", 200, "application/json", b"null"),
        ("decimal", 200, "application/json", b'{"price": 1.5}'),
        ("half-a-pair", 200, "application/json", b"?!"),
        ("framed", 200, "application/json", b"four"),
    ],
)
def test_answers_are_read_as_format_2_says(client, name, status, content_type, body):
    response = client.get(f"/answers/{name}")
    assert (response.status_code, response.content_type, response.data) == (status, content_type, body)
    assert response.content_length == len(body)


@pytest.mark.parametrize(("name", "status"), [("no-content", 204), ("not-modified", 304)])
def test_an_answer_without_a_body_says_nothing_about_one(client, name, status):
    response = client.get(f"/answers/{name}")
    assert (response.status_code, response.data) == (status, b"")
    assert not {"Content-Length", "Content-Type"} & set(response.headers.keys())


def test_head_is_answered_with_the_headers_alone(client: Client):
    response = client.head("/answers/full")
    assert (response.status_code, response.content_length, response.data) == (201, 14, b"")


@pytest.mark.parametrize(
    "name",
    [
        *("status-word", "status-true", "status-low", "header-list", "header-break", "header-name", "headers-text"),
        *("cookies-text", "body-object", "not-base64", "set", "not-a-number", "too-large"),
    ],
)
def test_an_answer_that_no_gateway_understands_is_a_bad_gateway(client, logged, name):
    response = client.get(f"/answers/{name}")
    assert (response.status_code, message(response)) == (502, "Internal Server Error")
    assert logged.getvalue().startswith("Answers ")


def test_a_handler_that_raises_is_a_bad_gateway_and_its_traceback_is_shown(client, logged, capfd):
    response = client.get("/answers/raise")
    assert (response.status_code, response.data) == (502, b'{"message":"Internal Server Error"}')
    assert "LookupError: nothing for reader@example.org here" in capfd.readouterr().err
    assert logged.getvalue().startswith("Answers failed: LookupError: nothing for …@… here\n")


def test_a_handler_that_exits_ends_its_own_call_only(client, capfd):
    assert client.get("/answers/exit").status_code == 502
    assert client.get("/answers/text").status_code == 200
    assert "SystemExit: 3" in capfd.readouterr().err


def test_a_handler_that_outruns_its_timeout_is_a_gateway_timeout_and_holds_nobody_up(client, logged):
    response = client.get("/slow")
    assert (response.status_code, message(response)) == (504, "Gateway Timeout")
    assert logged.getvalue().startswith("Slow timed out after 1 s\n")
    assert client.get("/answers/text").status_code == 200


def test_a_handler_sees_its_environment_while_it_is_imported_only(client: Client):
    seen = client.get("/").get_json()
    assert seen["environment"] == {
        "GREETING": "Hello, you",
        "TABLE_NAME": "TinyTable",
        "MOOD": "calm",
        "TABLE_ARN": "arn:aws:dynamodb:us-east-1:123456789012:table/TinyTable",
        "LITERAL": "${Greeting} 2",
        "JOINED": "calm-b",
        "SWITCH": "true",
        "CHOSEN": "tinybucket",
        "AWS_LAMBDA_FUNCTION_NAME": "Echo",
    }
    assert set(seen["now"].values()) == {None}
    assert "MOOD" not in os.environ


def test_a_handler_has_a_lambda_context(client: Client):
    context = client.get("/").get_json()["context"]
    assert re.fullmatch(r"[0-9a-f-]{36}", context.pop("aws_request_id"))
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", context.pop("log_stream_name"))
    assert 4000 < context.pop("remaining") <= 5000
    assert context == {
        "function_name": "Echo",
        "function_version": "$LATEST",
        "invoked_function_arn": "arn:aws:lambda:us-east-1:123456789012:function:Echo",
        "memory_limit_in_mb": 256,
        "log_group_name": "/aws/lambda/Echo",
    }


@pytest.mark.parametrize(("times", "calls"), [(0, "0 DynamoDB calls"), (1, "1 DynamoDB call"), (3, "3 DynamoDB calls")])
def test_a_request_is_one_line_in_the_log(client, logged, times, calls):
    client.get(f"/reads/{times}")
    assert re.fullmatch(rf"GET  /reads/{times}  200  +\d+ ms  {calls}\n", logged.getvalue())


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/pets/caf%C3%A9?q=private+words", "/pets/caf%C3%A9"),
        ("/unsubscribe/reader@example.org", "/unsubscribe/…@…"),
        ("/unsubscribe/reader%40example.org?x=reader@example.org", "/unsubscribe/…@…"),
        ("/\x1b[31m", "/?[31m"),
    ],
)
def test_the_log_holds_no_query_no_address_and_nothing_that_a_terminal_obeys(gateway, logged, target, path):
    Client(gateway).get("/", environ_overrides={"RAW_URI": target})
    assert logged.getvalue().startswith(f"GET  {path}  200 ")
    assert "private" not in logged.getvalue() and "example.org" not in logged.getvalue()


def test_concurrent_requests_each_get_their_own_answer_and_count(gateway: Gateway, logged: io.StringIO):
    times = [1, 2, 3, 4, 5] * 8
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda each: Client(gateway).get(f"/reads/{each}").get_json(), times))
    assert [answer["read"] for answer in answers] == times
    lines = re.findall(r"/reads/(\d)  200  +\d+ ms  (\d) DynamoDB", logged.getvalue())
    assert sorted(asked for asked, _ in lines) == sorted(map(str, times))
    assert all(asked == counted for asked, counted in lines)


def test_a_gateway_is_drained_when_nothing_is_being_answered(gateway: Gateway):
    assert gateway.drain(0)
