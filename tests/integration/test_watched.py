"""What a request's line says: the kind of page, what it cost the table, and what became of a comment."""

import json
from typing import Any

import pytest

from blog.article import ArticleKind
from blog.settings import Settings
from tests.support.blog import Blog, Context, a_comment, add, event
from tests.support.stores import Store
from watching.watch import Watch
from web.current_settings import MAX_AGE
from web.watched import WatchedApp


class Watched:
    """A blog whose apps are watched, as the handlers do it."""

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self.blog = Blog(store, settings)
        self.lines: list[dict[str, Any]] = []
        watch = Watch({"STACK_NAME": "blog", "METRICS": "totals"}, lambda line: self.lines.append(json.loads(line)))
        watch.metered(store.client)
        pages = {"ServePages": "", "ReceiveComments": "comment", "ReceiveLikes": "like"}
        for name, app in self.blog.apps.items():
            # The blog's own ways in, led through the watch.
            app.resolve = WatchedApp(app, watch, pages[name]).handle

    def get(self, address: str, **headers: str) -> dict[str, Any]:
        self.blog.get(address, **headers)
        return self.lines[-1]


@pytest.fixture
def watched(store: Store) -> Watched:
    return Watched(store)


KINDS = {
    "/": "home",
    "/tag/lamps": "list",
    "/author/keeper": "list",
    "/2026/11": "list",
    "/hello": "article",
    "/about": "article",
    "/tags": "index",
    "/archive": "index",
    "/pages": "pages",
    "/rss.xml": "feed",
    "/comments/atom.xml": "feed",
    "/comments/hello/feed.json": "feed",
    "/sitemap.xml": "sitemap",
    "/sitemap-2026-11.xml": "sitemap",
    "/robots.txt": "sitemap",
    "/favicon.ico": "asset",
    "/assets/nothing.css": "problem",
    "/nowhere": "problem",
    "/2019/05/hello": "redirect",
    "/feed/": "redirect",
    "/?before=forged": "problem",
}


def test_every_kind_of_page_has_its_name(watched: Watched):
    watched.blog.publish(tags=("Lamps",))
    watched.blog.publish("about", kind=ArticleKind.PAGE)
    assert {address: watched.get(address)["page"] for address in KINDS} == KINDS


def test_a_page_that_is_known_already_is_of_its_kind_all_the_same(watched: Watched):
    watched.blog.publish()
    for address, kind in (("/", "home"), ("/hello", "article"), ("/rss.xml", "feed"), ("/favicon.ico", "asset")):
        etag = watched.blog.get(address).headers["ETag"]
        line = watched.get(address, if_none_match=etag)
        assert (line["page"], line["status"], line["NotModified"]) == (kind, 304, 1)


def test_a_line_says_what_the_edge_was_told(watched: Watched):
    watched.blog.publish()
    for address in ("/hello", "/nowhere", "/favicon.ico"):
        answer = watched.blog.get(address)
        assert watched.lines[-1]["cache_control"] == answer.headers["Cache-Control"] != ""
        assert watched.lines[-1]["status_class"] == f"{answer.status // 100}xx"


def test_what_a_page_costs_is_what_crossed_the_wire_for_it(watched: Watched, store: Store):
    """The settings, which another thread asks for beside the page, included."""
    watched.blog.publish()
    add(store, a_comment("hello"))
    watched.get("/hello")
    for address in ("/hello", "/", "/rss.xml", "/nowhere"):
        watched.blog.now += 2 * MAX_AGE
        store.meter.reset()
        line = watched.get(address)
        assert line["RoundTrips"] == len(store.meter.operations) > 0
        assert line["ReadUnits"] == store.meter.capacity > 0
        assert "WriteUnits" not in line


@pytest.mark.dynamodb_local
def test_a_comment_and_a_like_cost_what_they_write(local_store: Store):
    """moto does not say what a transaction consumes."""
    watched, store = Watched(local_store), local_store
    watched.blog.publish()
    watched.blog.get("/hello")
    for send, kind in ((watched.blog.post, "comment"), (watched.blog.like, "like")):
        store.meter.reset()
        send("hello")
        line = watched.lines[-1]
        assert (line["page"], line["status"]) == (kind, 303)
        assert line["WriteUnits"] > 0
        assert line["WriteUnits"] + line["ReadUnits"] == store.meter.capacity


VERDICTS = {"Published", "Held", "Spam", "Refused"}


def verdicts(line: dict[str, Any]) -> set[str]:
    return line.keys() & VERDICTS


def test_what_became_of_a_comment_is_counted_once(store: Store):
    watched = Watched(store, Settings().changed({"blocked": "192.0.2.66"}))
    watched.blog.publish()
    send = watched.blog.post
    sent = {
        "Held": lambda: send(email="new@example.org", comment="Hello."),
        "Spam": lambda: send(email="b@example.org", comment="Buy.", leave_this_empty="filled"),
        "Refused": lambda: send(email="c@example.org", comment="Never.", visitor="192.0.2.66"),
    }
    for verdict, post in sent.items():
        post()
        assert verdicts(watched.lines[-1]) == {verdict}
    watched.blog.approve(next(each for each in watched.blog.pending() if each.email == "new@example.org"))
    send(email="new@example.org", comment="Known by now.")
    assert verdicts(watched.lines[-1]) == {"Published"}
    send(email="new@example.org", comment="Known by now.")
    assert verdicts(watched.lines[-1]) == set()


@pytest.mark.parametrize("fields", [{"email": "nowhere"}, {"act": "preview"}, {"comment_parent": "no"}], ids=str)
def test_what_is_no_new_comment_has_no_verdict(watched: Watched, fields: dict[str, str]):
    watched.blog.publish()
    watched.blog.post(**fields)
    assert (watched.lines[-1]["page"], verdicts(watched.lines[-1])) == ("comment", set())


def test_a_failure_is_a_problem_page_with_its_status(watched: Watched, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("serve_pages.routes.list_at", broken)
    line = watched.get("/hello")
    assert (line["page"], line["status"], line["status_class"]) == ("problem", 500, "5xx")


def test_a_line_is_found_by_the_id_that_the_reader_was_given(watched: Watched):
    asked = event("GET", "/nowhere", "", {}, [])
    asked["requestContext"]["requestId"] = "as-the-api-says"
    watched.blog.serve(asked)
    assert watched.lines[-1]["correlation_id"] == "as-the-api-says"
    assert watched.lines[-1]["request_id"] == Context.aws_request_id
