"""Deploying, rehearsed: built and packaged by SAM, transformed by AWS's own code, made, changed and deleted in moto.

What moto cannot make is in `LEFT_OUT`, and checked against AWS's schemas only, by cfn-lint on the transformed template.
"""

import json
import shutil
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from moto.awslambda.models import LambdaFunction

from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_account import in_moto
from lamppost.local_cloud.parameters import parameter_values
from lamppost.local_cloud.template import Template
from tests.support.create_only import create_only
from tests.support.moto_stack import Document, Stack, without
from tests.support.sam import run, transformed

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]

# Types that moto's CloudFormation cannot make. A test fails as soon as it can, or when nothing here is of the type.
LEFT_OUT = (
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::Budgets::Budget",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::OriginRequestPolicy",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Permission",
    "AWS::S3::BucketPolicy",
    "AWS::Scheduler::ScheduleGroup",
    "Custom::EdgeSecret",
)
# moto's own faults come out of the client as they are.
_REFUSALS = (ClientError, ResponseParserError, AttributeError)
# All that is optional and that moto can make.
PARAMETERS = {"OwnerEmail": "owner@example.org", "MonthlyBudget": "5"}
# What holds an owner's words, with the values that AWS would make another for. This is a promise: a stack that is
# deployed has these, and no later template may say anything else.
KEEPS = {
    "BlogTable": {
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    },
    "MediaBucket": {},
    "SearchBucket": {},
}


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Two versions of the template, ready for CloudFormation, and the account that their code lies in."""

    first: Document
    changed: Document
    session: boto3.Session


@pytest.fixture(scope="module")
def rehearsal(built_by_sam: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    # What follows the stream, or makes a custom resource, would be run in Docker.
    uncalled = patch.object(LambdaFunction, "_invoke_lambda", return_value=("null", False, ""))
    with in_moto() as endpoint, local_account() as session, uncalled:
        session.client("s3").create_bucket(Bucket="artifacts")
        first = packaged(built_by_sam, endpoint)
        changed = tmp_path_factory.mktemp("changed") / "build"
        shutil.copytree(built_by_sam, changed)
        change(changed)
        yield Rehearsal(first, packaged(changed, endpoint), session)


def packaged(build: Path, endpoint: str) -> Document:
    """What `sam deploy` sends: code in a bucket, and the template that names it, through AWS's transform."""
    sent = build / "packaged.yaml"
    options = ("--s3-bucket", "artifacts", "--template-file", "template.yaml", "--output-template-file", sent.name)
    run("sam", "package", *options, folder=build, AWS_ENDPOINT_URL=endpoint)
    return transformed(sent)


def change(build: Path) -> None:
    """Another version of the blog: other code, in another environment."""
    handler = build / "ServePages" / "serve_pages" / "handler.py"
    handler.write_text(f"{handler.read_text()}\n# changed\n")
    template = build / "template.yaml"
    template.write_text(template.read_text().replace("POWERTOOLS_LOG_LEVEL: INFO", "POWERTOOLS_LOG_LEVEL: DEBUG"))


@pytest.fixture
def stack(rehearsal: Rehearsal) -> Iterator[Stack]:
    made = Stack(rehearsal.session, "lamppost")
    made.create(without(rehearsal.first, LEFT_OUT), **PARAMETERS)
    yield made
    made.delete()


def kinds(document: Document) -> set[str]:
    return {each["Type"] for each in document["Resources"].values()}


def expected(document: Document, *chosen: str) -> set[str]:
    """The logical ids of all resources of the chosen types whose condition holds."""
    template = Template(document, parameter_values(document["Parameters"], PARAMETERS), Path())
    return {name for kind in chosen for name in template.resources(kind)}


def test_cfn_lint_has_nothing_to_say_about_what_cloudformation_gets(rehearsal, tmp_path):
    (tmp_path / "transformed.json").write_text(json.dumps(rehearsal.first))
    assert run("cfn-lint", "--include-checks", "I", "--", "transformed.json", folder=tmp_path) == ""


def test_the_stack_is_made_with_all_that_moto_can_make(rehearsal, stack):
    can_be_made = kinds(rehearsal.first) - set(LEFT_OUT)
    assert (stack.status, stack.made.keys()) == ("CREATE_COMPLETE", expected(rehearsal.first, *can_be_made))
    assert stack.outputs["TableName"] == stack.made["BlogTable"]
    assert stack.outputs["SearchBucketName"] == stack.made["SearchBucket"]


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_is_left_out_is_in_the_template_and_cannot_be_made(rehearsal, kind):
    assert expected(rehearsal.first, kind)
    # Most types moto does not know, which is quickly seen without the rest.
    alone = attempt(rehearsal, without(rehearsal.first, kinds(rehearsal.first) - {kind}), kind)
    assert alone == "unknown" or attempt(rehearsal, without(rehearsal.first, set(LEFT_OUT) - {kind}), kind) != "made"


def attempt(rehearsal: Rehearsal, document: Document, kind: str) -> str:
    """What moto does with all of a type: `made`, `unfinished`, `unknown`, or `refused` with the whole stack."""
    tried = Stack(rehearsal.session, "tried")
    # Where it believes to be in a container, it asks Docker with a pipe that it leaves open.
    with warnings.catch_warnings(), patch("moto.settings.moto_server_host", lambda: "http://127.0.0.1"):
        # "Tried to parse … but it's not supported"
        warnings.simplefilter("ignore")
        try:
            tried.create(document, **PARAMETERS)
            if not expected(document, kind) <= tried.made.keys():
                return "unknown"
            return "made" if tried.status == "CREATE_COMPLETE" else "unfinished"
        except _REFUSALS:
            return "refused"
        finally:
            tried.delete()


def test_a_changed_version_updates_the_stack_and_keeps_the_table_with_its_items(rehearsal, stack):
    dynamodb, functions = rehearsal.session.client("dynamodb"), rehearsal.session.client("lambda")
    table = described(rehearsal, stack)
    item = {"pk": {"S": "ARTICLE#kept"}, "sk": {"S": "ARTICLE"}}
    dynamodb.put_item(TableName=table["TableName"], Item=item)
    before = stack.made
    code = functions.get_function(FunctionName=before["ServePages"])["Configuration"]["CodeSha256"]

    stack.update(without(rehearsal.changed, LEFT_OUT), **PARAMETERS)

    assert stack.status == "UPDATE_COMPLETE"
    # Readers meet versions, of which a change makes another.
    assert lasting_part(stack.made, rehearsal.changed) == lasting_part(before, rehearsal.first)
    assert stack.made != before
    now = described(rehearsal, stack)
    lasting = ("TableArn", "CreationDateTime", "LatestStreamArn", "KeySchema")
    assert [now[name] for name in lasting] == [table[name] for name in lasting]
    assert dynamodb.scan(TableName=now["TableName"])["Items"] == [item]
    pages = functions.get_function(FunctionName=before["ServePages"])["Configuration"]
    assert pages["CodeSha256"] != code
    assert pages["Environment"]["Variables"]["POWERTOOLS_LOG_LEVEL"] == "DEBUG"


def lasting_part[Thing](by_name: Mapping[str, Thing], document: Document) -> dict[str, Thing]:
    """All but versions of functions, by the logical ids of a document."""
    resources = document["Resources"]
    return {name: each for name, each in by_name.items() if resources[name]["Type"] != "AWS::Lambda::Version"}


def described(rehearsal: Rehearsal, stack: Stack) -> dict[str, Any]:
    return rehearsal.session.client("dynamodb").describe_table(TableName=stack.made["BlogTable"])["Table"]


def test_code_that_did_not_change_keeps_its_place_in_the_bucket(rehearsal):
    moved = {
        name
        for name, each in rehearsal.first["Resources"].items()
        if each["Type"] == "AWS::Lambda::Function"
        and each["Properties"]["Code"] != rehearsal.changed["Resources"][name]["Properties"]["Code"]
    }
    assert moved == {"ServePages"}


def test_a_stack_that_is_deleted_leaves_table_and_buckets_with_what_they_hold(rehearsal):
    stack = Stack(rehearsal.session, "given-up")
    stack.create(without(rehearsal.first, LEFT_OUT), **PARAMETERS)
    made = stack.made
    dynamodb, s3 = rehearsal.session.client("dynamodb"), rehearsal.session.client("s3")
    dynamodb.put_item(TableName=made["BlogTable"], Item={"pk": {"S": "SETTINGS"}, "sk": {"S": "SETTINGS"}})
    s3.put_object(Bucket=made["SearchBucket"], Key="index.sqlite3", Body=b"index")

    stack.delete()

    assert dynamodb.scan(TableName=made["BlogTable"])["Count"] == 1
    assert s3.get_object(Bucket=made["SearchBucket"], Key="index.sqlite3")["Body"].read() == b"index"
    with pytest.raises(rehearsal.session.client("lambda").exceptions.ResourceNotFoundException):
        rehearsal.session.client("lambda").get_function(FunctionName=made["ServePages"])


def test_what_holds_an_owners_words_is_kept_whatever_happens(rehearsal):
    stateful = {
        name: each
        for name, each in rehearsal.first["Resources"].items()
        if each["Type"] in ("AWS::DynamoDB::Table", "AWS::S3::Bucket")
    }
    assert {name: create_only(each) for name, each in stateful.items()} == KEEPS
    assert {each["DeletionPolicy"] for each in stateful.values()} <= {"Retain", "RetainExceptOnCreate"}
    assert {each["UpdateReplacePolicy"] for each in stateful.values()} == {"Retain"}


def test_a_changed_version_takes_nothings_place(rehearsal):
    before, after = (lasting_part(each["Resources"], each) for each in (rehearsal.first, rehearsal.changed))
    assert before.keys() == after.keys()
    assert {name: create_only(each) for name, each in before.items()} == {
        name: create_only(each) for name, each in after.items()
    }


def test_another_key_or_a_name_would_be_seen_as_another_table(rehearsal):
    table = rehearsal.first["Resources"]["BlogTable"]
    for changed in ({"TableName": "blog"}, {"KeySchema": table["Properties"]["KeySchema"][:1]}):
        assert create_only(table | {"Properties": table["Properties"] | changed}) != KEEPS["BlogTable"]
    other_billing = table["Properties"] | {"BillingMode": "PROVISIONED"}
    assert create_only(table | {"Properties": other_billing}) == KEEPS["BlogTable"]
