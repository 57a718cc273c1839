"""Each function's role against what the function does: every call it makes is granted, and nothing else is.

Both apps go through all that a reader can do, on moto, which asks for no permissions; the calls are
recorded as the IAM actions that DynamoDB would check.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from blog.article import ArticleState
from blog.comment import CommentState
from lamppost.local_cloud.parameters import parameter_values
from lamppost.local_cloud.stack import TEMPLATE, Stack
from lamppost.local_cloud.template import Template, load_document
from storage.blog_table import ARTICLES_PER_PAGE, COMMENTS_PER_PAGE
from tests.support.blog import Blog, a_comment

type Grant = tuple[str, str]

# The parts of a transaction are each checked as the action that they stand for.
TRANSACTION_PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
READS = {"dynamodb:Query", "dynamodb:GetItem", "dynamodb:BatchGetItem"}


def needed(operation: str, parameters: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Action and table (or table and index) of each permission that a call needs."""
    if "TransactItems" in parameters:
        for part in parameters["TransactItems"]:
            ((kind, arguments),) = part.items()
            yield TRANSACTION_PARTS[kind], arguments["TableName"]
    elif "RequestItems" in parameters:
        yield from ((operation, table) for table in parameters["RequestItems"])
    else:
        index = f"/index/{parameters['IndexName']}" if "IndexName" in parameters else ""
        yield operation, parameters["TableName"] + index


class Recorder:
    """The permissions that were needed while somebody was being recorded."""

    def __init__(self, client: Any, prefix: str) -> None:
        self._prefix = prefix
        self._recording: set[Grant] | None = None
        client.meta.events.register("provide-client-params.dynamodb", self._record)

    @contextmanager
    def into(self, grants: set[Grant]) -> Iterator[None]:
        self._recording = grants
        yield
        self._recording = None

    def _record(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if self._recording is not None:
            pairs = needed(model.name, params)
            self._recording |= {(f"dynamodb:{action}", self._prefix + resource) for action, resource in pairs}


@pytest.fixture(scope="module")
def template() -> Template:
    document = load_document(TEMPLATE)
    return Template(document, parameter_values(document["Parameters"], {}), TEMPLATE.parent)


def granted(template: Template, logical_id: str) -> set[Grant]:
    """Every action on every resource that a function's own policies allow."""
    policies = template.resolve(template.resources("AWS::Serverless::Function")[logical_id]["Policies"], logical_id)
    statements = [statement for policy in policies for statement in policy["Statement"]]
    assert {statement["Effect"] for statement in statements} == {"Allow"}
    return {
        (action, resource)
        for statement in statements
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
    }


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@pytest.fixture
def recorder(blog: Blog, template: Template, stack: Stack) -> Recorder:
    arn = template.resolve({"Fn::GetAtt": ["BlogTable", "Arn"]}, "")
    return Recorder(blog.store.client, arn.removesuffix(stack.table_name))


def fill(blog: Blog) -> None:
    """Articles of every state, a thread that continues, held comments, addresses that moved."""
    for number in range(ARTICLES_PER_PAGE + 1):
        blog.publish(f"post-{number}")
    blog.publish("long")
    for number in range(COMMENTS_PER_PAGE + 1):
        blog.store.comments.add(a_comment("long", number=number), f"digest-{number}", blog.now)
    blog.publish("closed", comments_open=False)
    blog.publish("draft", state=ArticleState.DRAFT)
    blog.publish("gone")
    blog.store.articles.delete("gone")
    blog.store.articles.remember_addresses({"/old": "long"})


def read_all(blog: Blog, recorder: Recorder, grants: set[Grant]) -> set[int]:
    """Every kind of GET; the statuses that were seen."""
    held = a_comment("long", number=999, state=CommentState.PENDING)
    blog.store.comments.add(held, "held", blog.now)
    last = a_comment("long", number=COMMENTS_PER_PAGE)
    seen = set()
    with recorder.into(grants):
        older = blog.get("/").attribute("a[rel=next]", "href")
        more = blog.get("/long").attribute(".comments a[rel=next]", "href")
        for address in (
            *("/", older, "/pages", "/long", more, "/favicon.ico", "/assets/nothing.css"),
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
        held = [blog.post("long"), blog.post("long")]
    blog.approve(*blog.pending())
    with recorder.into(grants):
        answers = [
            *held,
            blog.post("long", comment="Known by now."),
            blog.post("long", comment="An answer.", comment_parent=parent),
            blog.post("long", comment="An answer.", comment_parent=a_comment("long", number=7_777).path),
            blog.post(
                "long", comment="Late.", comment_parent=a_comment("long", number=COMMENTS_PER_PAGE).path, email="no"
            ),
            blog.post("long", leave_this_empty="filled"),
            blog.send("/comments/long", "{}", "application/json"),
            *(blog.post(slug) for slug in ("closed", "draft", "gone", "nowhere")),
        ]
    return {answer.status for answer in answers}


def test_what_the_readers_lambda_calls_is_what_its_role_grants(blog, recorder, template):
    fill(blog)
    calls: set[Grant] = set()
    assert read_all(blog, recorder, calls) == {200, 301, 400, 404, 410}
    assert calls == granted(template, "ServePages")


def test_what_the_comments_lambda_calls_is_what_its_role_grants(blog, recorder, template):
    fill(blog)
    calls: set[Grant] = set()
    assert send_all(blog, recorder, calls) == {303, 404, 415, 422}
    assert calls == granted(template, "ReceiveComments")


def test_the_readers_role_cannot_write(template):
    assert {action for action, _ in granted(template, "ServePages")} <= READS
