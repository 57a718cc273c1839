"""What no role may allow, whatever a function's code would try: each of these must be denied.

Acts are requests as botocore would send them. What IAM cannot tell apart from what must be allowed is at the end.
"""

from typing import Any

import pytest

from lamppost.local_cloud.asked import asked_of
from storage import actions, comment_items, items, keys
from storage.actions import Action
from storage.values import Item
from tests.support.blog import a_comment
from tests.support.roles import role_of, the_stack

TABLE = the_stack().table_name
BUCKET = the_stack().search_bucket
HEAD, BODY = items.key("ARTICLE#hello", "ARTICLE"), items.key("ARTICLE#hello", "BODY")
COMMENT = items.key("ARTICLE#hello", f"COMMENT#{a_comment().path}")
SCHEDULE = {
    "GroupName": "ArticleTimes",
    "Name": "begin-1",
    "ScheduleExpression": "at(2026-11-22T12:00:00)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
}
type Request = tuple[str, dict[str, Any]]


def get(pk: str, sk: str, *names: str) -> Request:
    return "dynamodb.GetItem", {"TableName": TABLE, "Key": items.key(pk, sk)} | only(*names)


def only(*names: str) -> dict[str, Any]:
    return items.projection(*names) if names else {}


def query(pk: str, *names: str, **more: Any) -> Request:
    asked = {"TableName": TABLE, "KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": pk}}}
    return "dynamodb.Query", asked | only(*names) | more


def query_list(name: str, *names: str) -> Request:
    asked = {"TableName": TABLE, "IndexName": keys.INDEX, "KeyConditionExpression": "#list = :list"}
    values = {"ExpressionAttributeValues": {":list": {"S": name}}}
    return "dynamodb.Query", asked | only("list", *(names or ("title",))) | values


def batch(pk: str, sk: str, *names: str) -> Request:
    asked = {"Keys": [items.key("ARTICLE#hello", "ARTICLE"), items.key(pk, sk)]}
    return "dynamodb.BatchGetItem", {"RequestItems": {TABLE: asked | only(*names)}}


def put(pk: str, sk: str, **values: str) -> Request:
    item = items.key(pk, sk) | {name: {"S": value} for name, value in values.items()}
    return "dynamodb.PutItem", {"TableName": TABLE, "Item": item}


def update(item: Item, *names: str, **more: Any) -> Request:
    changed = actions.update(TABLE, item, set_={name: {"S": "x"} for name in names})["Update"]
    return "dynamodb.UpdateItem", changed | more


def transaction(*parts: Action) -> Request:
    return "dynamodb.TransactWriteItems", {"TransactItems": list(parts)}


def whole_table(operation: str, **more: Any) -> Request:
    return f"dynamodb.{operation}", {"TableName": TABLE} | more


def batch_delete(item: Item) -> Request:
    requests = [{"DeleteRequest": {"Key": item}}]
    return "dynamodb.BatchWriteItem", {"RequestItems": {TABLE: requests}}


def file(operation: str, key: str = "index.sqlite3", **more: Any) -> Request:
    return f"s3.{operation}", {"Bucket": BUCKET, "Key": key} | more


READER = {
    "writes a comment": update(COMMENT, "text"),
    "writes a comment in a transaction": transaction(actions.put(TABLE, comment_items.comment_item(a_comment()))),
    "deletes an article": transaction(actions.delete(TABLE, HEAD)),
    "puts an address in the table": put("ADDRESS#/old", "ADDRESS", slug="elsewhere"),
    "reads a comment with its writer's e-mail address": get("ARTICLE#hello", COMMENT["sk"]["S"], "name", "email"),
    "reads whole comments, with all that they have": query("ARTICLE#hello"),
    "reads one whole item of an article": get("ARTICLE#hello", COMMENT["sk"]["S"]),
    "reads whole items in a batch": batch("ARTICLE#hello", "BODY"),
    "asks for all attributes by Select": query("ARTICLE#hello", Select="ALL_ATTRIBUTES"),
    "finds comments by e-mail address": query(
        "ARTICLE#hello",
        "name",
        FilterExpression="email = :who",
        ExpressionAttributeValues={":pk": {"S": "ARTICLE#hello"}, ":who": {"S": "who@example.org"}},
    ),
    "reads why a comment was held": get("ARTICLE#hello", COMMENT["sk"]["S"], "reasons"),
    "reads the key of Akismet": get("SETTINGS", "SETTINGS", "title", "akismet_key"),
    "reads the word lists": get("SETTINGS", "SETTINGS", "forbidden_words"),
    "reads all settings": get("SETTINGS", "SETTINGS"),
    "reads acts on settings": query("SETTINGS", "title"),
    "lists drafts": query_list("DRAFTS"),
    "lists held comments": query_list("COMMENTS#pending", "text"),
    "lists acts": query_list("ACTS", "kind"),
    "lists e-mail addresses of approved comments": query_list("COMMENTS#approved", "email"),
    "reads what an e-mail address has earned": get(keys.commenter("who@example.org"), "COMMENTER", "title"),
    "reads it beside an article, in one batch": batch(keys.commenter("who@example.org"), "COMMENTER", "title"),
    "reads submissions": get("SUBMISSION#1", "SUBMISSION", "path"),
    "reads lessons": query("LESSONS", "sk"),
    "reads what the filter has learned": get("WORDS", "WORDS", "words"),
    "counts drafts": ("dynamodb.Query", query_list("DRAFTS")[1] | {"Select": "COUNT"}),
    "scans the table": whole_table("Scan"),
    "scans the lists": whole_table("Scan", IndexName=keys.INDEX),
    "deletes the table": whole_table("DeleteTable"),
    "reads the search index": file("GetObject"),
}
COMMENTS = {
    "changes an article's words": update(BODY, "body"),
    "changes an article's packed words": transaction(actions.update(TABLE, BODY, set_={"packed_body": {"B": b""}})),
    "changes an article's title": update(HEAD, "title"),
    "changes an article's author": update(HEAD, "author"),
    "takes an article's summary away": transaction(actions.update(TABLE, HEAD, remove=["summary"])),
    "counts a like": transaction(actions.update(TABLE, HEAD, add={"like_count": 1})),
    "puts an item in the place of an article's words": put("ARTICLE#hello", "BODY", text="Mine."),
    "puts a comment where an article's head is": transaction(actions.put(TABLE, HEAD | {"name": {"S": "x"}})),
    "changes a setting": update(items.key("SETTINGS", "SETTINGS"), "title"),
    "puts other settings in their place": put("SETTINGS", "SETTINGS", title="Mine"),
    "moves an address": put("ADDRESS#/hello", "ADDRESS", slug="elsewhere"),
    "renames a list": update(items.key("LISTS#TERMS", "TAG#lamps"), "name"),
    "counts a list": transaction(actions.update(TABLE, items.key("LISTS#ARCHIVE", "POSTS"), add={"count": 1})),
    "changes what the filter has learned": update(items.key("WORDS", "WORDS"), "words"),
    "takes a lesson away": transaction(actions.delete(TABLE, items.key("LESSONS", "1"))),
    "takes a submission away": transaction(actions.delete(TABLE, items.key("SUBMISSION#1", "SUBMISSION"))),
    "reads lessons": query("LESSONS"),
    "reads all lists": query_list("POSTS"),
    "deletes without a transaction, in a batch": batch_delete(COMMENT),
    "writes in a transaction with one part that is forbidden": transaction(
        actions.update(TABLE, HEAD, add={"comment_count": 1}), actions.update(TABLE, BODY, set_={"body": {"S": ""}})
    ),
    "scans the table": whole_table("Scan"),
    "deletes the table": whole_table("DeleteTable"),
}
LIKES = {
    "writes a comment": update(COMMENT, "text", "name"),
    "puts a comment": transaction(actions.put(TABLE, comment_items.comment_item(a_comment()))),
    "counts a comment": transaction(actions.update(TABLE, HEAD, add={"comment_count": 1})),
    "changes an article's words": update(BODY, "body"),
    "puts a like where an article's words are": transaction(actions.put(TABLE, BODY | {"expires_at": {"N": "1"}})),
    "closes a discussion": update(HEAD, "comments_open"),
    "deletes what is there under a condition on a comment's words": transaction(
        actions.delete(TABLE, COMMENT, actions.same({"email": {"S": "who@example.org"}}, "email"))
    ),
    "is told what was there before": update(HEAD, "like_count", ReturnValues="ALL_OLD"),
    "is told what is there, by a condition that fails": transaction(
        actions.update(
            TABLE,
            COMMENT,
            add={"like_count": 1},
            condition=actions.NEW | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
        )
    ),
    "reads e-mail addresses": get("ARTICLE#hello", COMMENT["sk"]["S"], "email"),
    "reads an article's words": get("ARTICLE#hello", "BODY", "body"),
    "reads whole items": get("ARTICLE#hello", "ARTICLE"),
    "reads an article's comments": query("ARTICLE#hello", "title"),
    "reads the key of Akismet": get("SETTINGS", "SETTINGS", "akismet_key"),
    "changes a setting": update(items.key("SETTINGS", "SETTINGS"), "likes"),
    "takes the month's key away": transaction(actions.delete(TABLE, items.key("KEY#2026-11", "KEY"))),
    "scans the table": whole_table("Scan"),
    "deletes the table": whole_table("DeleteTable"),
}
SEARCH = {
    "writes its index": file("PutObject"),
    "deletes its index": file("DeleteObject"),
    "reads another object": file("GetObject", "backup/articles.jsonl"),
    "reads an index elsewhere": ("s3.GetObject", {"Bucket": "elsewhere", "Key": "index.sqlite3"}),
    "reads the table": get("ARTICLE#hello", "ARTICLE", "title"),
    "queries the table": query("ARTICLE#hello", "title"),
    "writes to the table": put("ARTICLE#hello", "ARTICLE"),
    "deletes the table": whole_table("DeleteTable"),
}
FOLLOW = {
    "reads an article's words": get("ARTICLE#hello", "BODY", "body"),
    "reads e-mail addresses": batch("ARTICLE#hello", COMMENT["sk"]["S"], "email"),
    "reads the key of Akismet": get("SETTINGS", "SETTINGS", "akismet_key"),
    "reads who has commented": get(keys.commenter("who@example.org"), "COMMENTER", "approved"),
    "has another distribution forget": ("cloudfront.CreateInvalidation", {"DistributionId": "Another"}),
    "queries the table": query("ARTICLE#hello", "title"),
    "scans the table": whole_table("Scan"),
    "writes to the table": put("ARTICLE#hello", "ARTICLE"),
    "writes another object": file("PutObject", "elsewhere.sqlite3", IfNoneMatch="*"),
    "replaces an index whatever it is": file("PutObject"),
    "deletes the index": file("DeleteObject"),
    "makes a schedule in another group": ("scheduler.CreateSchedule", SCHEDULE | {"GroupName": "default"}),
    "reads a schedule": ("scheduler.GetSchedule", {"GroupName": "ArticleTimes", "Name": "begin-1"}),
    "passes its own role on": (
        "scheduler.CreateSchedule",
        SCHEDULE | {"Target": {"RoleArn": "arn:aws:iam::123456789012:role/FollowChangesRole", "Arn": "a"}},
    ),
    "deletes the table": whole_table("DeleteTable"),
}
KEEP = {
    "writes a comment": update(COMMENT, "text"),
    "puts a comment": transaction(actions.put(TABLE, comment_items.comment_item(a_comment()))),
    "holds a comment": update(COMMENT, "reasons"),
    "changes a setting": update(items.key("SETTINGS", "SETTINGS"), "title"),
    "reads settings": get("SETTINGS", "SETTINGS"),
    "reads what an e-mail address has earned": batch(keys.commenter("who@example.org"), "COMMENTER"),
    "lists comments": query_list("COMMENTS#approved", "text"),
    "lists e-mail addresses": query_list("POSTS", "email"),
    "takes an address away": transaction(actions.delete(TABLE, items.key("ADDRESS#/old", "ADDRESS"))),
    "takes a list away": transaction(actions.delete(TABLE, items.key("LISTS#TERMS", "TAG#lamps"))),
    "describes a list": update(items.key("LISTS#TERMS", "TAG#lamps"), "description"),
    "scans the table": whole_table("Scan"),
    "deletes the table": whole_table("DeleteTable"),
}
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"
TRY = {
    "calls a version that readers have": ("lambda.Invoke", {"FunctionName": f"{FUNCTION}ServePages:live"}),
    "calls a function that is not on the API": ("lambda.Invoke", {"FunctionName": f"{FUNCTION}KeepTime"}),
    "moves readers to a version": (
        "lambda.UpdateAlias",
        {"FunctionName": f"{FUNCTION}ServePages:live", "Name": "live"},
    ),
    "stops a deployment": (
        "codedeploy.StopDeployment",
        {"deploymentId": "ServerlessDeploymentApplication/ServePagesDeploymentGroup"},
    ),
    "answers for another deployment": (
        "codedeploy.PutLifecycleEventHookExecutionStatus",
        {"deploymentId": "AnotherDeploymentGroup"},
    ),
    "reads the table": get("ARTICLE#hello", "ARTICLE", "title"),
    "writes to the table": put("ARTICLE#hello", "ARTICLE"),
    "deletes the table": whole_table("DeleteTable"),
}
MAKE = {
    "reads the table": get("ARTICLE#hello", "ARTICLE", "title"),
    "writes to the table": put("ARTICLE#hello", "ARTICLE"),
    "reads the index": file("GetObject"),
    "writes the index": file("PutObject", IfNoneMatch="*"),
    "calls a function": ("lambda.Invoke", {"FunctionName": f"{FUNCTION}ServePages"}),
    "has the edge forget": ("cloudfront.CreateInvalidation", {"DistributionId": "Distribution"}),
}
FORBIDDEN = {
    "ServePages": READER,
    "ReceiveComments": COMMENTS,
    "ReceiveLikes": LIKES,
    "SearchArticles": SEARCH,
    "FollowChanges": FOLLOW,
    "KeepTime": KEEP,
    "MakeSecret": MAKE,
    "TryVersion": TRY,
}


def refusal(function: str, request: Request) -> str:
    name, parameters = request
    role, (service, operation) = role_of(function), name.split(".")
    return role.refusal(asked_of(service, operation, parameters, role.keys), function)


@pytest.mark.parametrize(
    ("function", "act"),
    [pytest.param(name, act, id=f"{name} never {act}") for name, acts in FORBIDDEN.items() for act in acts],
)
def test_an_act_is_denied(function, act):
    assert " is not authorized to perform: " in refusal(function, FORBIDDEN[function][act])


def test_every_function_has_acts_that_are_forbidden_to_it():
    assert {name for name, acts in FORBIDDEN.items() if len(acts) >= 5} == set(the_stack().functions)


# What a sort key says is no condition key: who may do this to a comment or a like may do it to the head beside it. The
# functions do not (tests/architecture/test_roles.py), and what was deleted is restored from PITR.
BEYOND_IAM = {
    "ReceiveComments deletes an article's words": ("ReceiveComments", transaction(actions.delete(TABLE, BODY))),
    "ReceiveComments takes an article from its list": ("ReceiveComments", update(HEAD, "list")),
    "ReceiveLikes deletes an article's words": ("ReceiveLikes", transaction(actions.delete(TABLE, BODY))),
    "ReceiveLikes lets an article expire": ("ReceiveLikes", update(HEAD, "expires_at")),
}


@pytest.mark.parametrize(("function", "request_"), BEYOND_IAM.values(), ids=BEYOND_IAM)
def test_a_limit_of_iam_is_known_and_closed_when_it_can_be(function, request_):
    assert refusal(function, request_) == ""
