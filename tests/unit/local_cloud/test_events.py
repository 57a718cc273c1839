"""The event of an HTTP API, held against the one that AWS documents:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from lamppost.local_cloud.events import BODY_LIMIT, BadRequest, BodyTooLarge, read_request, to_event

AT = datetime(2020, 3, 12, 19, 3, 58, 390000, tzinfo=UTC)


def environ(target: str = "/", **more: Any) -> dict[str, Any]:
    """As the server makes it: the target arrives as it was sent."""
    return EnvironBuilder(**({"base_url": "http://127.0.0.1:8000"} | more)).get_environ() | {
        "RAW_URI": target,
        "REMOTE_ADDR": "127.0.0.1",
    }


def event(target: str = "/", key: str = "$default", parameters: dict | None = None, **more: Any) -> dict[str, Any]:
    return to_event(read_request(environ(target, **more)), key, parameters or {}, AT)


# AWS's example, with what is local to us in place of its placeholders.
DOCUMENTED = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/my/path",
    "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
    "cookies": ["cookie1=a", "cookie2=b"],
    "headers": {
        "content-length": "17",
        "content-type": "text/plain",
        "header1": "value1",
        "header2": "value1,value2",
        "host": "127.0.0.1:8000",
        "user-agent": "agent",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": "8000",
        "x-forwarded-proto": "http",
    },
    "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
    "requestContext": {
        "accountId": "123456789012",
        "apiId": "local",
        "domainName": "127.0.0.1:8000",
        "domainPrefix": "127",
        "http": {
            "method": "POST",
            "path": "/my/path",
            "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": "agent",
        },
        "routeKey": "$default",
        "stage": "$default",
        "time": "12/Mar/2020:19:03:58 +0000",
        "timeEpoch": 1584039838390,
    },
    "body": "Hello from Lambda",
    "pathParameters": {"parameter1": "value1"},
    "isBase64Encoded": False,
}


def test_the_documented_event():
    made = event(
        "/my/path?parameter1=value1&parameter1=value2&parameter2=value",
        parameters={"parameter1": "value1"},
        method="POST",
        headers=[
            ("Cookie", "cookie1=a; cookie2=b"),
            ("Header1", "value1"),
            ("Header2", "value1,value2"),
            ("User-Agent", "agent"),
        ],
        content_type="text/plain",
        data=b"Hello from Lambda",
    )
    request_id = made["requestContext"].pop("requestId")
    assert re.fullmatch(r"[\w+/]{15}=", request_id)
    trace = made["headers"].pop("x-amzn-trace-id")
    assert re.fullmatch(r"Root=1-5e6a879e-[0-9a-f]{24}", trace)
    assert made == DOCUMENTED


def test_what_a_request_does_not_have_is_left_out():
    made = event("/")
    absent = {"cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"}
    assert not absent & made.keys()
    assert (made["rawQueryString"], made["isBase64Encoded"]) == ("", False)


@pytest.mark.parametrize(
    ("target", "raw_query", "parameters"),
    [
        ("/?", "", None),
        ("/?a", "a", {"a": ""}),
        ("/?a=", "a=", {"a": ""}),
        ("/?a=%C3%BC+b%26&c=%2B", "a=%C3%BC+b%26&c=%2B", {"a": "ü b&", "c": "+"}),
        ("/?a=1?b", "a=1?b", {"a": "1?b"}),
        ("/?%zz=%ff", "%zz=%ff", {"%zz": "�"}),
    ],
)
def test_the_query_stays_as_it_was_sent_and_is_given_decoded_too(target, raw_query, parameters):
    made = event(target)
    assert (made["rawQueryString"], made.get("queryStringParameters")) == (raw_query, parameters)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/caf%C3%A9", "/café"),
        ("/a%2Fb%20c", "/a/b c"),
        ("/a+b", "/a+b"),
        ("/%2541", "/%41"),
        ("http://127.0.0.1:8000/x?y", "/x"),
        ("http://127.0.0.1:8000", "/"),
    ],
)
def test_the_path_is_decoded_once(target, path):
    made = event(target)
    assert made["rawPath"] == made["requestContext"]["http"]["path"] == path


@pytest.mark.parametrize("target", ["/%", "/%4", "/%zz", "/%ff", "/%C3", "/%ED%A0%80", "/é", "*", "", "ftp://h/x"])
def test_a_target_that_is_none_is_a_bad_request(target):
    with pytest.raises(BadRequest):
        read_request(environ(target))


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=40))
def test_every_target_is_either_refused_or_decoded(text: str):
    try:
        request = read_request(environ(f"/{text}"))
    except BadRequest:
        assert not text.isascii() or "%" in text
    else:
        assert request.path == unquote(f"/{text}".partition("?")[0], errors="strict")


@pytest.mark.parametrize(
    ("content_type", "is_text"),
    [
        ("text/html; charset=utf-8", True),
        ("Text/Plain", True),
        ("application/json", True),
        ("application/xml", True),
        ("application/javascript", True),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("application/octet-stream", False),
        ("image/png", False),
        ("", False),
    ],
)
def test_which_bodies_come_as_text(content_type, is_text):
    made = event("/", method="POST", data=b"a=b", content_type=content_type or None)
    assert (made["body"], made["isBase64Encoded"]) == (("a=b", False) if is_text else ("YT1i", True))


def test_text_that_is_not_utf8_comes_in_base64():
    made = event("/", method="POST", data=b"\xff", content_type="text/plain")
    assert (made["body"], made["isBase64Encoded"]) == ("/w==", True)


def test_a_body_above_ten_megabytes_is_too_large():
    with pytest.raises(BodyTooLarge):
        read_request(environ("/", method="POST", data=b"x" * (BODY_LIMIT + 1)))
    assert len(read_request(environ("/", method="POST", data=b"x" * BODY_LIMIT)).body) == BODY_LIMIT


@pytest.mark.parametrize("length", ["-1", "ten", "²", "5"])
def test_a_length_that_is_none_or_not_kept_is_a_bad_request(length):
    with pytest.raises(BadRequest):
        read_request(environ("/", method="POST", data=b"four") | {"CONTENT_LENGTH": length})
