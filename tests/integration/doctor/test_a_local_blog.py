"""What the doctor says of a local blog that is well, and of one that is broken, in each way."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from werkzeug.wrappers import Request, Response

from blog.acts import Batch
from blog.comment import CommentState
from blog.ids import make_id
from follow_changes.schedules import schedule_name
from lamppost.doctor.all_checks import CHECKS
from lamppost.doctor.blog import Blog
from lamppost.doctor.findings import Verdict
from lamppost.search_rebuild import rebuild
from lamppost.target import Target
from search.bucket import KEY
from storage.comment_desk import CommentDesk
from tests.integration.doctor.conftest import NOW, Served
from tests.integration.local_cloud.command import lamppost
from tests.support.blog import a_comment, an_article

AWS_ONLY = {
    "credentials", "stack", "outputs", "functions", "logs", "alarms", "buckets", "recovery", "protection", "follower",
    "edge", "certificate", "http", "origin", "cache",
}  # fmt: skip
type Harm = Callable[[Served], Iterator[None]]
HARMS: dict[str, list[tuple[Harm, Verdict, str]]] = {}


def harm(name: str, said: str, verdict: Verdict = Verdict.WRONG) -> Callable[[Harm], Harm]:
    """Breaks what a check looks at while the block runs; `said` is a pattern of what must then be said."""

    def listed(broken: Harm) -> Harm:
        HARMS.setdefault(name, []).append((broken, verdict, said))
        return broken

    return listed


def spoiling(path: str, spoil: Callable[[Response], None]) -> Harm:
    """The answer for an address is another one."""

    def broken(served: Served) -> Iterator[None]:
        def at_path(request: Request, response: Response) -> None:
            if re.fullmatch(path, request.path):
                spoil(response)

        with served.spoiled(at_path):
            yield

    return broken


def status(code: int) -> Callable[[Response], None]:
    return lambda response: setattr(response, "status_code", code)


def without(header: str) -> Callable[[Response], None]:
    return lambda response: response.headers.remove(header)


def saying(text: str, instead: str = "") -> Callable[[Response], None]:
    return lambda response: response.set_data(response.get_data(as_text=True).replace(text, instead))


def chosen(texts: dict[str, str], before: dict[str, str]) -> Harm:
    def broken(served: Served) -> Iterator[None]:
        served.settings.save(texts)
        yield
        served.settings.save(before)

    return broken


harm("home", "answers 500")(spoiling("/", status(500)))
harm("home", "with text/plain")(spoiling("/", lambda response: response.headers.set("Content-Type", "text/plain")))
harm("headers", "content-security-policy")(spoiling("/", without("Content-Security-Policy")))
harm("headers", "content-security-policy")(
    spoiling("/", lambda answer: answer.headers.set("Content-Security-Policy", "default-src 'none' 'unsafe-inline'"))
)
harm("headers", "x-content-type-options")(spoiling("/", without("X-Content-Type-Options")))
harm("headers", "referrer-policy")(spoiling("/", without("Referrer-Policy")))
harm("article", "answers 404")(spoiling("/hello", status(404)))
harm("article", "without the article")(spoiling("/hello", saying("Lanterns")))
harm("article", "lacks 3 of 3 comments")(spoiling("/hello", saying('id="comment-', 'id="')))
harm("form", "no form", Verdict.WARNING)(spoiling("/hello", saying('action="/comments/')))
harm("feed", "is no XML")(spoiling("/rss.xml", lambda response: response.set_data("<rss>")))
harm("feed", "answers 503")(spoiling("/rss.xml", status(503)))
harm("feed", "with no article")(spoiling("/rss.xml", saying("item>", "entry>")))
harm("sitemap", "is no XML")(spoiling("/sitemap.xml", lambda response: response.set_data("")))
harm("sitemap", "names nothing")(spoiling("/sitemap.xml", saying("loc>", "at>")))
harm("sitemap", "elsewhere")(spoiling("/sitemap.xml", saying("127.0.0.1", "127.0.0.2")))
harm("robots", "does not lead")(spoiling("/robots.txt", saying("Sitemap")))
harm("robots", "keeps search engines away")(
    spoiling("/robots.txt", lambda answer: answer.set_data(f"Disallow: /\n{answer.get_data(as_text=True)}"))
)
harm("unknown", "answers 200")(spoiling("/nobody.*", status(200)))
harm("search", "answers 502")(spoiling("/search", status(502)))
harm("search", "does not find", Verdict.WARNING)(spoiling("/search", saying("/hello")))
harm("address", "elsewhere.example", Verdict.WARNING)(chosen({"address": "https://elsewhere.example"}, {"address": ""}))
harm("settings", "articles_per_page")(chosen({"articles_per_page": "0"}, {"articles_per_page": "10"}))


@harm("head", "404")
def head(served: Served) -> Iterator[None]:
    def spoil(request: Request, response: Response) -> None:
        if request.method == "HEAD":
            response.status_code = 404

    with served.spoiled(spoil):
        yield


@harm("schedules", "without a schedule.*later")
def no_schedule(served: Served) -> Iterator[None]:
    scheduler, name = served.cloud.services.scheduler, schedule_name("later", ends=False)
    (group,) = served.cloud.stack.schedule_groups
    found = scheduler.get_schedule(GroupName=group, Name=name)
    scheduler.delete_schedule(GroupName=group, Name=name)
    yield
    kept = ("GroupName", "Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    scheduler.create_schedule(**{each: found[each] for each in kept})


@harm("schedules", "has passed: overdue")
def overdue(served: Served) -> Iterator[None]:
    at = NOW - timedelta(hours=1)
    served.articles.save(an_article("overdue", published_at=at), now=at - timedelta(hours=1))
    yield
    served.articles.delete("overdue")


@contextmanager
def another_index(served: Served, content: bytes | None) -> Iterator[None]:
    s3, place = served.cloud.services.s3, {"Bucket": served.cloud.stack.search_bucket, "Key": KEY}
    before = s3.get_object(**place)["Body"].read()
    s3.delete_object(**place) if content is None else s3.put_object(**place, Body=content)
    yield
    s3.put_object(**place, Body=before)


@harm("search index", "there is none")
def no_index(served: Served) -> Iterator[None]:
    with another_index(served, None):
        yield


@harm("search index", "cannot be read")
def no_database(served: Served) -> Iterator[None]:
    with another_index(served, b"no database"):
        yield


@harm("search index", "last: newest")
def stale_index(served: Served) -> Iterator[None]:
    served.articles.save(an_article("newest"))
    yield
    served.articles.delete("newest")


@harm("search index", "last: talked-about")
def comment_not_followed(served: Served) -> Iterator[None]:
    served.articles.save(an_article("talked-about"))
    index_anew(served)
    served_desk(served).bring_in("talked-about", [a_comment("talked-about")])
    yield
    served.articles.delete("talked-about")
    index_anew(served)


def index_anew(served: Served) -> None:
    cloud = served.cloud
    rebuild(cloud.database.client, cloud.table_name, cloud.services.s3, cloud.stack.search_bucket)


@harm("a comment", "is not in the table")
def comments_lost(served: Served) -> Iterator[None]:
    def spoil(request: Request, response: Response) -> None:
        desk = served_desk(served)
        for each in desk.comments(CommentState.PENDING):
            batch = Batch(make_id(NOW, 1), "somebody", NOW)
            desk.purge(desk.decide(each, CommentState.TRASH, batch), batch)

    with served.spoiled(spoil):
        yield


def served_desk(served: Served) -> CommentDesk:
    return CommentDesk(served.cloud.database.client, served.cloud.table_name)


CASES = [(name, *case) for name, cases in HARMS.items() for case in cases]


@pytest.mark.parametrize(("name", "broken", "verdict", "said"), CASES, ids=[f"{n}: {s}" for n, _, _, s in CASES])
def test_what_is_broken_is_said_with_a_remedy_and_then_is_well_again(served: Served, name, broken, verdict, said):
    with contextmanager(broken)(served):
        found = served.find(name, may_write=True)
    assert found.verdict is verdict, found
    assert re.search(said, found.said)
    assert found.remedy
    assert served.find(name, may_write=True).verdict is Verdict.OK


def test_a_local_blog_that_is_well(served: Served):
    before = served.cloud.database.client.scan(TableName=served.cloud.table_name)["Count"]
    done = lamppost("--local", "doctor", "--json")
    found = {each["check"]: each for each in json.loads(done.stdout)}
    assert list(found) == [each.name for each in CHECKS]
    assert {name for name, each in found.items() if each["verdict"] == "not checked"} - {"given up"} == AWS_ONLY | {
        "a comment"
    }
    assert {each["verdict"] for name, each in found.items() if name not in AWS_ONLY} <= {"ok", "not checked"}
    assert done.exit_code == 0
    assert served.cloud.database.client.scan(TableName=served.cloud.table_name)["Count"] == before


def test_it_ends_with_one_when_anything_is_wrong_and_says_so_in_columns(served: Served):
    with contextmanager(no_index)(served):
        done = lamppost("--local", "doctor")
    assert done.exit_code == 1
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("search index"))
    assert line.split("\t")[1:] == ["wrong", "there is none: nobody finds anything", "lamppost search rebuild"]
    # The search still holds the index that it has read, or does not.
    assert re.search(r"\b[12] wrong", done.stderr)


def test_a_comment_is_sent_found_and_removed_for_good(served: Served):
    found = served.find("a comment", may_write=True)
    assert (found.verdict, found.said) == (Verdict.OK, "it was answered by 303, found pending, and removed")
    left = [each.name for state in CommentState for each in served_desk(served).comments(state)]
    assert "lamppost doctor" not in left


def test_it_expects_no_more_comments_than_a_page_shows(served: Served):
    served_desk(served).bring_in("hello", [a_comment("hello", number) for number in range(3, 8)])
    served.settings.save({"comments_per_page": "5"})
    assert len(Blog(Target(local=True)).example.page.comments) == 5


def test_without_a_blog_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("LAMPPOST_FOLDER", str(tmp_path))
    done = lamppost("--local", "doctor")
    assert (done.exit_code, "start one with" in done.stderr) == (1, True)
    assert lamppost("doctor").exit_code == 2


def test_a_database_that_nobody_serves_is_looked_at_alone(served: Served, tmp_path, monkeypatch):
    monkeypatch.setenv("LAMPPOST_FOLDER", str(tmp_path))
    done = lamppost("--database", served.cloud.database.endpoint, "doctor", "--json")
    found = {each["check"]: each["verdict"] for each in json.loads(done.stdout)}
    assert {name for name, verdict in found.items() if verdict == "ok"} == {
        "table", "stream", "expiry", "settings", "schedules",
    }  # fmt: skip
    assert (set(found.values()), done.exit_code) == ({"ok", "not checked"}, 0)
