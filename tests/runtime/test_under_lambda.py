"""What we deploy is what we tested: the built artifacts in Lambda's runtime, on Amazon's DynamoDB Local, and moto."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.article import ArticleState
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.streams import Stream
from tests.support.blog import a_comment, an_article, event
from tests.support.runtime import Runtime
from tests.support.waiting import until

pytestmark = [pytest.mark.runtime, pytest.mark.dynamodb_local, pytest.mark.slow, pytest.mark.xdist_group("runtime")]


@pytest.fixture(scope="module")
def pages(run, shared_store) -> Iterator[Runtime]:
    shared_store.articles.save(an_article("hello", title="A Lamp"))
    comment = a_comment("hello", text="A word under the lamp")
    shared_store.comments.add(comment, digest="digest", now=comment.written_at)
    with run("ServePages") as runtime:
        yield runtime


@pytest.fixture(scope="module")
def receiver(run, shared_store) -> Iterator[Runtime]:
    shared_store.articles.save(an_article("answered"))
    with run("ReceiveComments") as runtime:
        yield runtime


def get(runtime: Runtime, path: str, **headers: str) -> dict[str, Any]:
    return runtime.invoke(event("GET", path, "", headers, []))


def post(runtime: Runtime, slug: str, **fields: str) -> dict[str, Any]:
    form = {"author": "A Reader", "email": "reader@example.org", "comment": "Well said.", "opened": "2020-01-01T00:00Z"}
    body = b64encode(urlencode(form | fields).encode()).decode()
    headers = {"content_type": "application/x-www-form-urlencoded"}
    return runtime.invoke(event("POST", f"/comments/{slug}", "", headers, [], body))


def test_an_article_is_answered_with_its_comments(pages):
    answer = get(pages, "/hello")
    assert answer["statusCode"] == 200
    page = LexborHTMLParser(answer["body"])
    assert [node.text(strip=True) for node in page.css("h1")] == ["A Lamp"]
    assert "A word under the lamp" in page.css_first(".comments").text()


def test_home_lists_the_article(pages):
    answer = get(pages, "/")
    assert (answer["statusCode"], 'href="/hello"' in answer["body"]) == (200, True)


def test_the_stylesheet_is_found_by_the_address_in_the_page_and_is_compressed_by_the_edge(pages):
    address = re.search(r'href="(/assets/[^"]+\.css)"', get(pages, "/")["body"])[1]
    answer = get(pages, address, accept_encoding="gzip, br")
    assert (answer["statusCode"], answer["isBase64Encoded"], "{" in answer["body"]) == (200, False, True)
    assert "Content-Encoding" not in answer["headers"]


def test_an_unknown_path_is_answered_with_a_page(pages):
    answer = get(pages, "/nowhere")
    assert (answer["statusCode"], answer["body"].startswith("<!doctype html>")) == (404, True)


def test_a_comment_is_kept_and_its_writer_sent_to_the_notice(receiver, shared_store):
    answer = post(receiver, "answered", email="new@example.org")
    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"].startswith("/answered?awaiting=")
    held = [item for item in shared_store.items() if item["sk"]["S"].startswith("PENDING#")]
    assert [item["text"]["S"] for item in held] == ["Well said."]


def test_a_faulty_comment_is_answered_with_the_page_and_its_words(receiver):
    answer = post(receiver, "answered", email="nowhere")
    assert answer["statusCode"] == 422
    assert "Well said." in answer["body"]


def lines(runtime: Runtime) -> list[dict[str, Any]]:
    """What the function has said of its requests so far."""
    return [json.loads(line) for line in runtime.log.splitlines() if line.startswith('{"_aws"')]


def test_a_request_is_a_line_in_the_log_with_what_it_cost(pages):
    before = len(lines(pages))
    get(pages, "/hello")
    until(lambda: len(lines(pages)) > before)
    line = lines(pages)[before]
    assert (line["page"], line["status"]) == ("article", 200)
    assert line["ReadUnits"] > 0
    assert line["RoundTrips"] > 0
    assert sum(each["cold_start"] for each in lines(pages)) == 1


def test_the_emulator_says_how_long_the_init_phase_took(pages):
    get(pages, "/")
    assert pages.init_milliseconds > 0


def test_a_like_is_counted_and_its_reader_sent_back(run, shared_store):
    shared_store.articles.save(an_article("liked"))
    asked = event("POST", "/likes/liked", "", {"content_type": "application/x-www-form-urlencoded"}, [], "")
    asked["requestContext"]["http"] |= {"sourceIp": "192.0.2.1", "userAgent": "test"}
    with run("ReceiveLikes") as runtime:
        answer = runtime.invoke(asked)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/liked?liked=thanks#likes")
    assert shared_store.table.summary("liked").like_count == 1


def test_what_is_written_can_be_found_a_moment_later(run, shared_store, services, dynamodb_local):
    """The stream is DynamoDB Local's, the index is written by one function and read by the other."""
    with local_account(dynamodb_local) as session:
        stream = Stream(shared_store.client, session.client("dynamodbstreams"), shared_store.name)
        shared_store.articles.save(an_article("lantern", body="<p>A lantern in the fog.</p>"))
        shared_store.articles.save(
            an_article("tomorrow", state=ArticleState.SCHEDULED, published_at=datetime.now(UTC) + timedelta(days=1))
        )
        records = stream.read()
    with run("FollowChanges") as follower:
        assert follower.invoke({"Records": records}) == {"batchItemFailures": []}
    (schedule,) = services.scheduler.list_schedules()["Schedules"]
    assert schedule["Target"]["Arn"].endswith(":function:KeepTime")
    told = services.cloudfront.list_invalidations(DistributionId=services.distribution)["InvalidationList"]
    assert told["Quantity"] == 1
    with run("SearchArticles") as searcher:
        page = LexborHTMLParser(searcher.invoke(event("GET", "/search", "q=fog", {}, []))["body"])
    assert [node.attributes["href"] for node in page.css("main .entry h2 a")] == ["/lantern"]


def test_a_scheduled_article_is_published(run, shared_store):
    shared_store.articles.save(
        an_article("due", state=ArticleState.SCHEDULED, published_at=datetime(2020, 1, 1, tzinfo=UTC))
    )
    with run("KeepTime") as runtime:
        assert runtime.invoke({"slug": "due"})["state"] == "published"
    assert shared_store.table.summary("due").state is ArticleState.PUBLISHED
