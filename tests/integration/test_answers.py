"""Headers, and the pages for what goes wrong."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.errors import TooBusy
from storage.transactions import Contended
from tests.support.blog import a_comment, event
from web.answers import BRIEFLY


class TestAnswers:
    def test_pages_carry_their_headers(self, blog):
        blog.publish()
        for address in ("/", "/hello", "/pages", "/nothing", "/assets/lamppost.css"):
            headers = blog.get(address).headers
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert headers["Cache-Control"]
            assert headers["ETag"]

    def test_what_a_reader_has_is_not_sent_again(self, blog):
        blog.publish()
        etag = blog.get("/hello").headers["ETag"]
        blog.now += timedelta(hours=1)
        unchanged = blog.get("/hello", if_none_match=etag)
        assert (unchanged.status, unchanged.content) == (304, b"")
        blog.store.desk.bring_in("hello", [a_comment()])
        changed = blog.get("/hello", if_none_match=etag)
        assert changed.status == 200
        assert changed.headers["ETag"] != etag

    def test_pages_are_compressed_for_those_who_accept_it(self, blog):
        blog.publish()
        packed, plain = blog.get("/hello", accept_encoding="gzip"), blog.get("/hello")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert packed.content == plain.content
        assert packed.headers["ETag"] == plain.headers["ETag"]

    def test_a_head_has_the_headers_and_no_body(self, blog):
        blog.publish()
        head, get = blog.get("/hello", method="HEAD"), blog.get("/hello")
        assert (head.status, head.content, head.headers) == (200, b"", get.headers)

    def test_assets_carry_their_hash_and_are_kept_for_ever(self, blog):
        address = blog.get("/").attribute("link[rel=stylesheet]", "href")
        answer = blog.get(address)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert blog.get(address, if_none_match=answer.headers["ETag"]).status == 304
        plain = blog.get("/assets/lamppost.css")
        assert (plain.content, plain.headers["Cache-Control"]) == (answer.content, BRIEFLY)

    def test_a_page_from_before_a_change_gets_the_asset_that_there_is_and_keeps_it_not(self, blog):
        answer = blog.get("/assets/lamppost.0123456789.css")
        assert (answer.status, answer.headers["Cache-Control"]) == (200, BRIEFLY)
        assert answer.content == blog.get("/assets/lamppost.css").content

    @pytest.mark.parametrize(
        "name", ["nothing.css", "../_layout.html", "..%2f_layout.html", "nothing.0123456789.css", ""]
    )
    def test_nothing_but_assets_is_served_as_one(self, blog, name):
        assert blog.get(f"/assets/{name}").status == 404

    def test_the_icon_answers_where_browsers_look_for_it(self, blog):
        assert blog.get("/favicon.ico").headers["Content-Type"] == "image/svg+xml"


class TestProblems:
    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
    def test_a_wrong_method_is_told_which_are_right(self, blog, method):
        answer = blog.get("/hello", method=method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
        assert answer.one("h1") == "This address can only be read"

    @pytest.mark.parametrize(
        "address",
        [
            "/?before=x",
            "/?before=2026-11-22T12%3A00%3A00.000000~a%0A",
            "/pages?before=~",
            "/hello?after=x",
            "/hello?after=COMMENT%23~.3",
            "/hello?comment=../x",
            "/hello?replytocom=%00",
        ],
    )
    def test_a_forged_cursor_is_a_bad_request(self, blog, address):
        blog.publish()
        answer = blog.get(address)
        assert (answer.status, answer.one("h1")) == (400, "This address is damaged")

    def test_a_busy_table_is_said_so(self, blog, monkeypatch):
        monkeypatch.setattr(blog.store.table.__class__, "listed", refuse(TooBusy()))
        busy = type(blog)(blog.store)
        answer = busy.get("/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")

    def test_conflicts_without_end_are_a_busy_table(self, blog, monkeypatch):
        monkeypatch.setattr(blog.store.table.__class__, "listed", refuse(Contended()))
        assert blog.get("/").status == 503

    def test_what_nobody_foresaw_is_reported_and_not_shown(self, blog, monkeypatch):
        monkeypatch.setattr(blog.store.table.__class__, "listed", refuse(KeyError("a secret")))
        answer = blog.get("/")
        assert (answer.status, blog.reported) == (500, ["unforeseen: KeyError"])
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.one("h1") == "Something broke on our side"

    def test_every_problem_is_a_page_of_the_blog(self, blog):
        answer = blog.get("/nothing/here")
        assert (answer.status, answer.one(".site-title")) == (404, "Test Blog")
        assert answer.attribute("meta[name=robots]", "content") == "noindex"

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
    @given(
        path=st.text(max_size=80).map(lambda text: f"/{text}"),
        query=st.text(max_size=80)
        | st.sampled_from(["after", "before", "comment", "p", "awaiting", "replytocom"]).flatmap(
            lambda name: st.text(max_size=30).map(lambda value: f"{name}={value}")
        ),
        method=st.sampled_from(["GET", "HEAD", "POST"]),
    )
    def test_no_address_breaks_the_blog(self, blog, path, query, method):
        assert blog.get(path, method=method).status < 500
        assert blog.serve(event("GET", "/hello", query, {}, [])).status < 500


def refuse(error):
    def refusing(*_, **__):
        raise error

    return refusing
