"""The local edge with its cache, for the blog's own template: what it keeps, what it asks, what it answers."""

import gzip

import pytest

from lamppost.local_cloud.template import LOCAL_SECRET
from tests.support.edged import Reader, a_reader
from web.answers import BRIEFLY, PERSONAL, PRIVATE, REVALIDATED

DAY, WEEK = 86_400, 604_800


@pytest.fixture
def reader() -> Reader:
    return a_reader()


class TestWhatIsKept:
    def test_a_page_is_fetched_once_a_day(self, reader):
        assert [reader.seen(), reader.seen()] == [("first", "Miss"), ("first", "Hit")]
        reader.wait(DAY - 1)
        assert reader.seen() == ("first", "Hit")
        assert len(reader.origin.asked) == 1

    def test_a_page_that_ran_out_is_given_at_once_and_asked_for_anew(self, reader):
        reader.seen()
        reader.origin.body = b"second"
        reader.wait(DAY)
        assert reader.seen() == ("first", "Hit")
        reader.work()
        assert reader.seen() == ("second", "Hit")

    def test_what_must_not_be_given_stale_is_asked_for_first(self, reader):
        reader.origin.cache_control = "public, max-age=0, s-maxage=60, stale-if-error=604800"
        reader.seen()
        reader.wait(60)
        assert reader.seen() == ("first", "RefreshHit")
        assert reader.origin.asked[-1]["HTTP_IF_NONE_MATCH"] == 'W/"first"'
        assert reader.seen() == ("first", "Hit")
        reader.origin.body = b"second"
        reader.wait(60)
        assert reader.seen() == ("second", "Miss")

    @pytest.mark.parametrize("cache_control", [PERSONAL, PRIVATE, REVALIDATED, "no-cache", ""])
    def test_what_is_private_or_must_be_asked_for_is_never_kept(self, reader, cache_control):
        reader.origin.cache_control = cache_control
        assert [reader.seen(), reader.seen()] == [("first", "Miss")] * 2

    def test_a_missing_page_is_missing_for_a_minute(self, reader):
        reader.origin.status, reader.origin.cache_control = 404, BRIEFLY
        reader.seen()
        reader.origin.status = 200
        assert reader.seen() == ("first", "Error")
        reader.wait(60)
        assert reader.seen() == ("first", "Miss")

    @pytest.mark.parametrize("status", [400, 403, 405, 409, 422, 429])
    def test_an_error_of_somebodys_making_is_not_kept(self, reader, status):
        reader.origin.status, reader.origin.cache_control = status, PRIVATE
        assert [reader.seen()[1], reader.seen()[1]] == ["Error", "Error"]
        assert len(reader.origin.asked) == 2

    def test_an_error_of_the_origins_is_kept_for_a_second_whatever_it_says(self, reader):
        reader.origin.status, reader.origin.cache_control = 503, PRIVATE
        reader.seen()
        reader.origin.status = 200
        assert reader.seen()[1] == "Error"
        reader.wait(1)
        assert reader.seen() == ("first", "Miss")

    def test_what_is_sent_is_never_kept_and_answers_for_nothing(self, reader):
        for _ in range(2):
            answer = reader.client.post("/comments/hello", data={"comment": "x"})
            assert answer.headers["X-Cache"] == "Miss from local edge"
        assert [each["REQUEST_METHOD"] for each in reader.origin.asked] == ["POST", "POST"]
        assert reader.seen("/comments/hello") == ("first", "Miss")

    def test_a_form_for_a_page_is_refused_at_the_edge(self, reader):
        assert reader.client.post("/hello", data={"a": "b"}).status_code == 403
        assert reader.origin.asked == []


class TestWhileTheOriginIsDown:
    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_readers_are_served_what_there_was(self, reader, status):
        reader.seen()
        reader.origin.status = status
        reader.wait(DAY + WEEK - 1)
        assert reader.seen() == ("first", "Hit")
        reader.work()
        assert reader.seen() == ("first", "Hit")

    def test_also_where_nothing_is_given_while_it_is_fetched_anew(self, reader):
        reader.origin.cache_control = "public, max-age=0, s-maxage=60, stale-if-error=604800"
        reader.seen()
        reader.origin.status = 502
        reader.wait(60 + WEEK - 1)
        assert reader.seen() == ("first", "Hit")
        reader.wait(1)
        assert reader.seen() == ("first", "Error")

    def test_who_asks_for_what_nobody_has_asked_for_is_told_of_the_error(self, reader):
        reader.origin.status = 502
        answer = reader.get()
        assert (answer.status_code, answer.headers["X-Cache"]) == (502, "Error from local edge")


class TestTheKey:
    def test_what_no_page_reads_makes_no_second_copy(self, reader):
        reader.seen("/hello?utm_source=x&comment=01&fbclid=y")
        assert reader.seen("/hello?gclid=z&comment=01") == ("first", "Hit")
        assert reader.origin.asked[0]["RAW_URI"] == "/hello?comment=01"

    def test_one_address_has_one_copy_in_whatever_order_its_query_is(self, reader):
        reader.seen("/search?q=lamp&page=2")
        assert reader.seen("/search?page=2&q=lamp") == ("first", "Hit")
        assert reader.seen("/search?page=3&q=lamp") == ("first", "Miss")

    def test_a_cookie_of_ours_makes_another_page_and_one_of_others_does_not(self, reader):
        reader.seen()
        assert reader.seen(Cookie="_ga=1; session=2") == ("first", "Hit")
        assert reader.seen(Cookie="_ga=1; commenter=A") == ("first", "Miss")
        assert reader.origin.asked[-1]["HTTP_COOKIE"] == "commenter=A"

    def test_two_hosts_have_two_pages(self, reader):
        reader.seen(Host="blog.example.org")
        assert reader.seen(Host="d1.cloudfront.net") == ("first", "Miss")

    def test_an_asset_is_one_for_all(self, reader):
        reader.seen("/assets/a.css")
        assert reader.seen("/assets/a.css?v=2", Cookie="commenter=A", Host="other.example") == ("first", "Hit")


class TestWhatTheOriginIsTold:
    def test_the_secret_the_readers_host_and_nothing_that_the_page_does_not_read(self, reader):
        reader.get(Host="blog.example.org", User_Agent="Browser", Referer="x", X_Origin_Verify="forged", DNT="1")
        told = {name: value for name, value in reader.origin.asked[0].items() if name.startswith("HTTP_")}
        assert told == {
            "HTTP_HOST": "BlogApi.execute-api.us-east-1.amazonaws.com",
            "HTTP_USER_AGENT": "Amazon CloudFront",
            "HTTP_X_ORIGIN_VERIFY": LOCAL_SECRET,
            "HTTP_X_VIEWER_HOST": "blog.example.org",
        }

    def test_who_sends_a_form_from_where(self, reader):
        sent = {"User-Agent": "Browser", "Referer": "https://blog.example.org/hello", "Sec-Fetch-Site": "same-origin"}
        address = {"REMOTE_ADDR": "198.51.100.1", "REMOTE_PORT": "46532"}
        reader.client.post("/comments/hello", data={"a": "b"}, headers=sent, environ_overrides=address)
        told = reader.origin.asked[0]
        assert told["HTTP_CLOUDFRONT_VIEWER_ADDRESS"] == "198.51.100.1:46532"
        assert (told["HTTP_USER_AGENT"], told["HTTP_REFERER"]) == ("Browser", "https://blog.example.org/hello")
        assert (told["HTTP_SEC_FETCH_SITE"], told["CONTENT_TYPE"]) == (
            "same-origin",
            "application/x-www-form-urlencoded",
        )


class TestAnAnswer:
    def test_tells_the_browser_to_ask_each_time(self, reader):
        answer = reader.get()
        assert answer.headers.getlist("Cache-Control") == [REVALIDATED]
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"

    def test_is_not_sent_again_to_whoever_has_it(self, reader):
        etag = reader.get().headers["ETag"]
        unchanged = reader.get(If_None_Match=etag)
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        assert unchanged.headers["X-Cache"] == "Hit from local edge"
        assert len(reader.origin.asked) == 1

    def test_is_fetched_whole_even_if_the_first_who_asks_has_it(self, reader):
        assert reader.get(If_None_Match='W/"first"').status_code == 304
        assert reader.seen() == ("first", "Hit")

    def test_is_compressed_once_for_those_who_take_it(self, reader):
        reader.origin.body = b"long " * 400
        packed = reader.get(Accept_Encoding="br, gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == reader.origin.body
        assert packed.content_length == len(packed.data) < 1000
        assert reader.get(Accept_Encoding="gzip").headers["X-Cache"] == "Hit from local edge"
        plain = reader.get()
        assert (plain.data, plain.headers.get("Content-Encoding")) == (reader.origin.body, None)

    @pytest.mark.parametrize(("body", "kind"), [(b"short", "text/html"), (b"x" * 2000, "image/png")])
    def test_is_not_compressed_where_that_gains_nothing(self, reader, body, kind):
        reader.origin.body, reader.origin.content_type = body, kind
        assert "Content-Encoding" not in reader.get(Accept_Encoding="gzip").headers

    def test_to_a_head_is_that_of_a_get_without_its_body(self, reader):
        reader.get()
        head = reader.client.head("/hello")
        assert (head.status_code, head.data, head.content_length) == (200, b"", len("first"))
        assert head.headers["X-Cache"] == "Hit from local edge"

    def test_below_media_is_a_file_that_can_run_nothing(self, reader):
        answer = reader.get("/media/a.png")
        assert (answer.data, answer.headers["X-Content-Type-Options"]) == (b"png", "nosniff")
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert reader.origin.asked == []
