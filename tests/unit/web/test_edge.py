from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from tests.support.blog import event
from web.edge import KEPT, SECRET, VIEWER_ADDRESS, VIEWER_HOST, address_of, is_admitted, kept_until
from web.requests import Request

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DIGESTS = [sha256(secret).hexdigest() for secret in (b"new", b"old")]


def sent(**headers: str) -> dict:
    return event("GET", "/", "", headers, [])


@pytest.mark.parametrize(
    ("headers", "admitted"),
    [
        ({SECRET: "new"}, True),
        ({SECRET: "old"}, True),
        ({SECRET: "older"}, False),
        ({SECRET: ""}, False),
        ({SECRET: DIGESTS[0]}, False),
        ({SECRET: "néw"}, False),
    ],
)
def test_whoever_has_a_secret_in_use_is_admitted_and_a_digest_is_none(headers, admitted):
    assert is_admitted({"headers": headers}, DIGESTS) is admitted


@pytest.mark.parametrize("bare", [{}, {"headers": {}}])
def test_an_event_without_the_header_is_not_admitted(bare):
    assert not is_admitted(bare, DIGESTS)


@pytest.mark.parametrize(
    ("left", "seconds"),
    [
        (timedelta(days=30), 86_400),
        (timedelta(hours=2), 7_200),
        (timedelta(seconds=0.9), 0),
        (timedelta(seconds=-5), 0),
    ],
)
def test_a_page_that_turns_is_kept_until_it_does_and_not_given_while_it_is_fetched_anew(left, seconds):
    said = kept_until(NOW + left, NOW)
    assert f"s-maxage={seconds}," in said
    assert "stale-if-error=604800" in said
    assert "stale-while-revalidate" not in said


def test_what_may_be_given_stale_does_not_say_that_it_must_be_revalidated():
    assert {"s-maxage=86400", "stale-while-revalidate=604800", "stale-if-error=604800", "max-age=0"} <= set(
        KEPT.split(", ")
    )
    assert "revalidate," not in f"{KEPT},".replace("stale-while-revalidate=604800,", "")


@pytest.mark.parametrize(
    ("viewer", "address"),
    [
        ("198.51.100.10:46532", "198.51.100.10"),
        ("2001:db8::1:2:46532", "2001:db8::1:2"),
        ("[2001:db8::1]:46532", "2001:db8::1"),
        ("", ""),
    ],
)
def test_the_viewers_address_is_read_without_its_port(viewer, address):
    assert address_of(viewer) == address


TOLD = {VIEWER_ADDRESS: "2001:db8::7:50000", VIEWER_HOST: "Blog.Example.Net", "accept-encoding": "gzip"}


class TestARequest:
    def test_through_the_edge_is_the_viewers(self):
        request = Request(sent(**TOLD), is_from_edge=True)
        assert request.source[0] == "2001:db8::7"
        assert request.origin == "https://blog.example.net"
        assert not request.accepts_gzip

    def test_from_elsewhere_is_believed_nothing(self):
        asked = sent(**TOLD)
        asked["requestContext"]["http"]["sourceIp"] = "192.0.2.1"
        request = Request(asked)
        assert request.source[0] == "192.0.2.1"
        assert request.origin == "https://blog.example.org"
        assert request.accepts_gzip

    def test_through_an_edge_that_tells_nothing_falls_back_to_what_the_gateway_saw(self):
        asked = sent()
        asked["requestContext"]["http"]["sourceIp"] = "192.0.2.1"
        request = Request(asked, is_from_edge=True)
        assert (request.source[0], request.origin) == ("192.0.2.1", "https://blog.example.org")

    def test_a_host_that_is_none_is_not_repeated(self):
        assert Request(sent(**{VIEWER_HOST: "x/y"}), is_from_edge=True).origin == "https://localhost"
