"""Each function's role against what the function does: every call it makes is granted, and nothing else is.

Every function goes through all that it can be asked, and its calls are recorded.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from follow_changes.changes import read_batch
from follow_changes.invalidation import Invalidation
from follow_changes.schedules import ArticleTimes
from keep_time.keeping import keep
from lamppost.local_cloud.parameters import parameter_values
from lamppost.local_cloud.services import unused_distribution
from lamppost.local_cloud.stack import TEMPLATE
from lamppost.local_cloud.template import ACCOUNT, REGION, Template, load_document
from storage import keys
from tests.architecture.permissions import Grant, Recorder
from tests.support.blog import NOW, Answer, Blog, a_comment, add
from tests.support.search import BUCKET, SearchedBlog, searched

READS = {"dynamodb:Query", "dynamodb:GetItem", "dynamodb:BatchGetItem"}


@pytest.fixture(scope="module")
def template() -> Template:
    document = load_document(TEMPLATE)
    return Template(document, parameter_values(document["Parameters"], {}), TEMPLATE.parent)


def statements(template: Template, logical_id: str) -> list[dict[str, Any]]:
    policies = template.resolve(template.resources("AWS::Serverless::Function")[logical_id]["Policies"], logical_id)
    return [statement for policy in policies for statement in policy["Statement"]]


def granted(template: Template, logical_id: str) -> set[Grant]:
    """Every action on every resource that a function's own policies allow."""
    assert {statement["Effect"] for statement in statements(template, logical_id)} == {"Allow"}
    return {
        (action, resource.replace("arn:aws:s3:::searchbucket", f"arn:aws:s3:::{BUCKET}"))
        for statement in statements(template, logical_id)
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
    }


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@pytest.fixture
def recorder(blog: Blog) -> Recorder:
    recorder = Recorder()
    recorder.watch(blog.store.client)
    return recorder


@pytest.fixture
def calls() -> set[Grant]:
    return set()


LONG = 51


def fill(blog: Blog) -> None:
    """Articles of every state, a thread that continues, held comments, addresses that moved."""
    for number in range(11):
        blog.publish(f"post-{number}", tags=("Lamps",))
    blog.publish("about", kind=ArticleKind.PAGE)
    blog.publish("long")
    for number in range(LONG):
        add(blog.store, a_comment("long", number=number))
    blog.publish("closed", comments_open=False)
    blog.publish("draft", state=ArticleState.DRAFT)
    blog.publish("gone")
    blog.store.articles.delete("gone")
    blog.store.articles.remember_addresses({"/old": "long"})


def read_all(blog: Blog, recorder: Recorder, grants: set[Grant]) -> set[int]:
    """Every kind of GET; the statuses that were seen."""
    held = a_comment("long", number=999, state=CommentState.PENDING)
    add(blog.store, held)
    last = a_comment("long", number=LONG - 1)
    blog.store.articles.preview_key("draft")
    seen = set()
    with recorder.into(grants):
        older = blog.get("/").attribute("a[rel=next]", "href")
        more = blog.get("/long").attribute(".comments a[rel=next]", "href")
        for address in (
            *(
                "/",
                older,
                "/pages",
                "/tags",
                "/archive",
                "/long",
                more,
                "/about",
                "/favicon.ico",
                "/assets/nothing.css",
            ),
            *("/tag/lamps", "/author/keeper", "/2026", "/2026/11", "/tag/nowhere", "/rss.xml", "/comments/atom.xml"),
            *("/comments/long/feed.json", "/tag/lamps/rss.xml", "/sitemap.xml", "/sitemap-2026-11.xml", "/robots.txt"),
            *("/sitemap-pages.xml", "/sitemap-lists.xml", "/draft?preview=forged", "/feed/"),
            *(f"/long?comment={last.path}", f"/long?replytocom={last.path}", f"/long?awaiting={held.path}"),
            *("/2019/05/long", "/old", "/?p=7", "/gone", "/draft", "/nowhere", "/no/where"),
            *("/long?after=forged", "/?before=forged"),
        ):
            seen.add(blog.get(address).status)
    return seen


def send_all(blog: Blog, recorder: Recorder, grants: set[Grant]) -> set[int]:
    """Every fate of a comment; the statuses that were seen."""
    parent = a_comment("long", number=3).path
    with recorder.into(grants):
        held = [blog.post("long", email="new@example.org"), blog.post("long", email="new@example.org")]
    blog.approve(*blog.pending())
    with recorder.into(grants):
        answers = [
            *held,
            blog.post("long", comment="Known by now."),
            blog.post("long", comment="An answer.", comment_parent=parent),
            blog.post("long", comment="An answer.", comment_parent=a_comment("long", number=7_777).path),
            blog.post("long", comment="Late.", comment_parent=a_comment("long", number=LONG - 1).path, email="no"),
            blog.post("long", leave_this_empty="filled"),
            blog.post("long", act="preview"),
            blog.send("/comments/long", "{}", "application/json"),
            *(blog.post(slug) for slug in ("closed", "draft", "gone", "nowhere")),
        ]
        answers += change_all(blog, answers[2])
        answers += [blog.act("report", parent, "long", visitor=f"192.0.2.{number}") for number in (1, 1, 2, 3)]
    return {answer.status for answer in answers}


def change_all(blog: Blog, sent: Answer) -> list[Answer]:
    """What the writer of an approved comment may do with it, before and after somebody has answered it."""
    other = blog.post("long", comment="Regretted at once.")
    answered = blog.post("long", comment="Answered.", comment_parent=path_in(sent), visitor="192.0.2.9")
    acts = [(other, "delete"), *((sent, act) for act in ("preview", "edit", "delete", "edit"))]
    changed = [
        blog.act(act, path_in(each), "long", cookies=each.sent_cookies, comment="Better.", version="")
        for each, act in acts
    ]
    return [other, answered, *changed]


def path_in(answer: Answer) -> str:
    return parse_qs(urlsplit(answer.headers["Location"]).query)["comment"][0]


@pytest.fixture
def blog(store) -> Blog:
    """With settings in its store, as in Lambda."""
    return Blog(store, settings=None)


def test_what_the_readers_lambda_calls_is_what_its_role_grants(blog, recorder, template, calls):
    fill(blog)
    assert read_all(blog, recorder, calls) == {200, 301, 400, 403, 404, 410}
    assert calls == granted(template, "ServePages")


def test_what_the_comments_lambda_calls_is_what_its_role_grants(blog, recorder, template, calls):
    fill(blog)
    assert send_all(blog, recorder, calls) == {200, 303, 404, 409, 410, 415, 422}
    assert calls == granted(template, "ReceiveComments")


def test_what_the_likes_lambda_calls_is_what_its_role_grants(blog, recorder, template, calls):
    blog.publish()
    with recorder.into(calls):
        answers = [blog.like(), blog.like(), blog.like(undo=True), blog.like(undo=True), blog.like("nowhere")]
    assert [answer.status for answer in answers] == [303] * 4 + [404]
    assert calls == granted(template, "ReceiveLikes")


def test_what_the_lambda_that_keeps_time_calls_is_what_its_role_grants(blog, recorder, template, calls):
    """An article that begins among others, one that ends, a page under another: each list and each link changes."""
    for number in range(3):
        blog.publish(f"post-{number}", tags=("Lamps",), published_at=NOW - timedelta(days=number))
    blog.publish("about", kind=ArticleKind.PAGE)
    blog.publish("below", kind=ArticleKind.PAGE, parent="about")
    begins = {"state": ArticleState.SCHEDULED, "published_at": NOW - timedelta(hours=30), "tags": ("Lamps", "Oil")}
    # More than one transaction holds.
    blog.publish("many", state=ArticleState.SCHEDULED, published_at=NOW, tags=[f"tag {number}" for number in range(60)])
    blog.publish("begins", sticky=True, categories=("Light",), expires_at=NOW + timedelta(days=1), **begins)
    with recorder.into(calls):
        kept = [keep(blog.store.articles, "begins", NOW + timedelta(days=day)) for day in (0, 2, 2)]
        keep(blog.store.articles, "many", NOW)
        keep(blog.store.articles, "nobody", NOW)
    assert [each["state"] for each in kept] == ["published", "expired", ""]
    assert calls == granted(template, "KeepTime")


@pytest.fixture
def search(blog: Blog, recorder: Recorder, tmp_path: Path) -> Iterator[SearchedBlog]:
    with searched(blog.store, tmp_path) as made:
        recorder.watch(made.s3)
        yield made


def test_what_the_lambda_that_searches_calls_is_what_its_role_grants(blog, search, recorder, template, calls):
    with recorder.into(calls):
        before = search.get("/search?q=lamp")
    blog.publish("lamp")
    search.follow()
    with recorder.into(calls):
        after = search.get("/search?q=lamp")
        search.wait()
        again = search.get("/search?q=lamp")
    assert [answer.status for answer in (before, after, again)] == [503, 200, 200]
    assert calls == granted(template, "SearchArticles")


def test_what_the_lambda_that_follows_changes_calls_is_what_its_role_grants(blog, search, recorder, template, calls):
    def resolved(name: str, attribute: str) -> str:
        return template.resolve({"Fn::GetAtt": [name, attribute]}, "")

    scheduler, cloudfront = boto3.client("scheduler"), boto3.client("cloudfront")
    for client in (scheduler, cloudfront):
        recorder.watch(client)
    scheduler.create_schedule_group(Name="ArticleTimes")
    target = {"Arn": resolved("KeepTime", "Arn"), "RoleArn": resolved("SchedulerRole", "Arn")}
    times = ArticleTimes(scheduler, "ArticleTimes", target, lambda: NOW)
    cloudfront.create_distribution(DistributionConfig=unused_distribution("Distribution"))
    edge = Invalidation(cloudfront, "Distribution", blog.store.table)
    for number in (1, 2):
        blog.publish(state=ArticleState.SCHEDULED, published_at=NOW + timedelta(days=number))
        with recorder.into(calls):
            times.follow(read_batch(search.follow(), print)[0])
    blog.publish()
    with recorder.into(calls):
        times.follow(read_batch(search.follow(), print)[0])
    blog.publish(title="Another")
    add(blog.store, a_comment())
    with recorder.into(calls):
        edge.follow(read_batch(search.follow(), print)[0])
    assert calls == granted(template, "FollowChanges")


def test_the_role_for_likes_writes_to_articles_and_visitors_keys_only(template):
    (writing,) = [each for each in statements(template, "ReceiveLikes") if "dynamodb:PutItem" in each["Action"]]
    assert writing["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ARTICLE#*", "KEY#*"]}}
    assert keys.article("").startswith("ARTICLE#")
    assert keys.visitor_key("").startswith("KEY#")


def test_the_role_for_comments_writes_no_setting_no_address_and_no_list(template):
    (writing,) = [each for each in statements(template, "ReceiveComments") if "dynamodb:PutItem" in each["Action"]]
    (patterns,) = writing["Condition"]["ForAllValues:StringLike"].values()
    written = {
        keys.article("x"),
        keys.bucket("x"),
        keys.commenter("x"),
        keys.visitor_key("x"),
        keys.submission("x"),
        keys.text("x"),
    }
    assert sorted([keys.LESSONS, *(f"{key.partition('#')[0]}#*" for key in written)]) == sorted(patterns)


def test_the_readers_role_cannot_write(template):
    assert {action for action, _ in granted(template, "ServePages")} <= READS
    assert {action for action, _ in granted(template, "SearchArticles")} == {"s3:GetObject", "s3:ListBucket"}


def test_the_role_that_is_passed_on_is_passed_to_the_scheduler_only(template):
    (passing,) = [each for each in statements(template, "FollowChanges") if each["Action"] == "iam:PassRole"]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}


def test_a_schedule_may_call_keep_time_leave_what_it_could_not_and_nothing_else(template):
    role = template.resolve(template.resources("AWS::IAM::Role")["SchedulerRole"], "")
    (policy,) = role["Policies"]
    assert {(each["Action"], each["Resource"]) for each in policy["PolicyDocument"]["Statement"]} == {
        ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:KeepTime"),
        ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:Undelivered"),
    }
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {
        "aws:SourceAccount": ACCOUNT,
        "aws:SourceArn": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/ArticleTimes",
    }
