"""A function in the local cloud may do what its role in the template says, and is refused the rest in AWS's words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.lambda_functions import Answered, Failed, LambdaFunction, Outcome
from lamppost.local_cloud.policies import read_policy
from lamppost.local_cloud.roles import Role

HANDLER = """
import threading
import boto3
from botocore.session import get_session

_clients = {"dynamodb": boto3.client("dynamodb"), "s3": get_session().create_client("s3")}


def handle(event, context):
    if not event.get("in_thread"):
        return act(event)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(act(event)))
    thread.start()
    thread.join()
    return answers[0]


def act(event):
    client = _clients[event["service"]]
    try:
        getattr(client, event["method"])(**event["parameters"])
    except client.exceptions.ClientError as error:
        return error.response["Error"]
    return "done"
"""
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/TinyTable"
READ = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE}
KEY = {"id": {"S": "a"}, "part": {"N": "1"}}


@pytest.fixture
def start(cloud: Cloud, tmp_path: Path):
    """Starts a function that does what it is told, with these statements in its role."""
    (tmp_path / "acts.py").write_text(HANDLER)
    reader = cloud.stack.functions["Reader"]

    def started(*statements: dict[str, Any]) -> LambdaFunction:
        role = Role("ActorRole", read_policy(statements), reader.role.keys)
        return LambdaFunction(replace(reader, logical_id="Actor", handler="acts.handle", code=tmp_path, role=role))

    return started


def ask(function: LambdaFunction, service: str, method: str, *, in_thread: bool = False, **parameters: Any) -> Outcome:
    return function.invoke({"service": service, "method": method, "in_thread": in_thread, "parameters": parameters})


def get(function: LambdaFunction, **more: Any) -> Outcome:
    return ask(function, "dynamodb", "get_item", TableName="TinyTable", Key=KEY, **more)


def put(function: LambdaFunction, **more: Any) -> Outcome:
    return ask(function, "dynamodb", "put_item", TableName="TinyTable", Item=KEY, **more)


REFUSED = Answered(
    {
        "Code": "AccessDeniedException",
        "Message": "User: arn:aws:sts::123456789012:assumed-role/ActorRole/Actor is not authorized to perform: "
        f"dynamodb:PutItem on resource: {TABLE} because no identity-based policy allows the dynamodb:PutItem action",
    }
)


@pytest.mark.parametrize("in_thread", [False, True], ids=["in its own thread", "in another"])
def test_what_a_role_does_not_grant_is_refused_and_not_done(cloud, start, in_thread):
    function = start(READ)
    assert get(function, in_thread=in_thread) == Answered("done")
    assert put(function, in_thread=in_thread) == REFUSED
    assert "Item" not in cloud.database.client.get_item(TableName="TinyTable", Key=KEY)


def test_a_deny_is_told_as_one(start):
    said = put(start(READ | {"Effect": "Deny", "Action": "*"}))
    assert said.payload["Message"].endswith(
        "PutItem on resource: " + TABLE + " with an explicit deny in an identity-based policy"
    )


def test_a_condition_is_looked_at(start):
    leading = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["b"]}}
    assert get(start(READ | {"Condition": leading})).payload["Code"] == "AccessDeniedException"
    leading["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"] += ["a"]
    assert get(start(READ | {"Condition": leading})) == Answered("done")


def test_functions_are_held_to_their_own_roles_and_nobody_else_to_any(cloud, start):
    one = start(READ)
    other = start(READ | {"Action": "dynamodb:PutItem"})
    assert put(one) == REFUSED
    assert put(other) == Answered("done")
    assert get(other).payload["Code"] == "AccessDeniedException"
    boto3.client("dynamodb").delete_item(TableName="TinyTable", Key=KEY)
    assert "Item" not in cloud.database.client.get_item(TableName="TinyTable", Key=KEY)


def test_who_may_not_list_a_bucket_is_not_told_that_an_object_is_missing(cloud, start):
    bucket = cloud.stack.search_bucket
    place = {"Bucket": bucket, "Key": "nothing"}
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    listing = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"}
    assert ask(start(read), "s3", "get_object", **place).payload["Code"] == "AccessDenied"
    assert ask(start(read, listing), "s3", "get_object", **place).payload["Code"] == "NoSuchKey"


def test_a_call_of_which_nobody_knows_what_it_takes_is_not_made(start):
    outcome = ask(start(READ | {"Action": "*", "Resource": "*"}), "s3", "list_buckets")
    assert outcome == Failed(
        "NotTold: which permission s3.ListBuckets takes is not told in lamppost/local_cloud/asked.py"
    )
