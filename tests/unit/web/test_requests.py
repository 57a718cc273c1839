from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.blog import event
from web.problems import BadRequest, BodyTooLarge, UnsupportedContentType
from web.requests import BODY_LIMIT, Request

FORM = "application/x-www-form-urlencoded"


def request(path="/", query="", body=None, cookies=(), **headers):
    return Request(event("POST", path, query, headers, list(cookies), body))


def test_a_path_is_decoded_whether_or_not_the_gateway_has_done_it():
    assert request("/caf%C3%A9").path == request("/café").path == "/café"


@pytest.mark.parametrize("path", ["/%", "/%zz", "/%ff%fe", "/\udcff"])
def test_a_malformed_path_is_still_a_path(path):
    assert request(path).path.startswith("/")


def test_the_first_of_equal_parameters_counts():
    assert request(query="a=1&a=2&b=&c=%C3%A9").query == {"a": "1", "b": "", "c": "é"}


@pytest.mark.parametrize(
    ("header", "accepts"),
    [
        ("gzip", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("br;q=1.0, gzip ; q=0", False),
        ("gzip;q=0.000", False),
        ("*", True),
        ("identity", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_those_who_accept_it(header, accepts):
    assert request(accept_encoding=header).accepts_gzip is accepts


@pytest.mark.parametrize(
    ("header", "known"),
    [('W/"a"', True), ('"a"', True), ('"b", W/"a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_an_etag_is_compared_weakly(header, known):
    assert request(if_none_match=header).has('W/"a"') is known


def test_a_form_may_be_base64_or_plain():
    packed = request(body=b64encode(b"a=1&b=%C3%A9").decode(), content_type=f"{FORM}; charset=utf-8")
    assert packed.form() == {"a": "1", "b": "é"}


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_only_forms_are_read(content_type):
    with pytest.raises(UnsupportedContentType):
        request(body="", content_type=content_type).form()


def test_a_body_beyond_the_limit_is_refused_unread():
    with pytest.raises(BodyTooLarge):
        request(body="a" * (BODY_LIMIT * 4 // 3 + 8), content_type=FORM).form()


@pytest.mark.parametrize("body", ["not base64!", b64encode(b"&".join(b"a=1" for _ in range(60))).decode()])
def test_what_no_browser_sends_is_a_bad_request(body):
    with pytest.raises(BadRequest):
        request(body=body, content_type=FORM).form()


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_a_form(body):
    assert isinstance(request(body=b64encode(body).decode(), content_type=FORM).form(), dict)


@given(st.text(max_size=100), st.lists(st.text(max_size=50), max_size=3))
def test_no_query_and_no_cookie_breaks_a_request(query, cookies):
    read = request(query=query, cookies=cookies)
    assert isinstance(read.query, dict)
    assert isinstance(read.cookies, dict)
