"""Which table a command works on, and what it says, in a line, when it cannot."""

import json
from pathlib import Path

import boto3
import pytest

from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE
from lamppost.target import NoBucket, NoTableChosen, Target
from storage.comment_desk import CommentDesk
from tests.integration.local_cloud.command import Run, lamppost


def test_a_command_that_needs_a_table_asks_for_one():
    refused = lamppost("comments", "list")
    assert refused.exit_code == 2
    words = " ".join(refused.stderr.split())
    assert all(option in words for option in ("--local (the one", "--stack NAME (one", "--database URL (one"))


def test_only_one_table_can_be_chosen():
    refused = lamppost("--local", "--stack", "x", "comments", "list")
    assert refused.exit_code == 2
    assert "exclude each other" in refused.stderr


def test_a_table_is_found_by_its_endpoint(blog_cloud: Cloud, desk: CommentDesk):
    listed = lamppost("--database", blog_cloud.database.endpoint, "comments", "list")
    assert len(listed.stdout.splitlines()) == 3


def test_an_endpoint_that_does_not_answer_is_one_line(tmp_path: Path):
    refused = lamppost("--database", "http://127.0.0.1:9", "comments", "list")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == ['lamppost: Could not connect to the endpoint URL: "http://127.0.0.1:9/"']


def deploy(name: str, **outputs: str) -> None:
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))


def test_a_deployed_blog_is_found_by_the_name_of_its_stack(blog_cloud: Cloud, desk: CommentDesk):
    deploy("my-blog", BlogUrl="https://example.org/", TableName=blog_cloud.table_name)
    listed = lamppost("--stack", "my-blog", "comments", "list")
    assert len(listed.stdout.splitlines()) == 3


def test_the_bucket_of_a_deployed_blog_is_an_output_too(blog_cloud: Cloud):
    deploy("searched", TableName=blog_cloud.table_name, SearchBucketName="searchbucket")
    target = Target(stack="searched")
    assert target.s3_client.head_bucket(Bucket=target.search_bucket)["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize("way", ["local", "database"])
def test_the_bucket_of_a_local_blog_is_where_it_runs(way: str, blog_cloud: Cloud, run: Run):
    target = Target(local=True) if way == "local" else Target(database=f"{blog_cloud.database.endpoint}/")
    blog_cloud.services.s3.put_object(Bucket="searchbucket", Key="here", Body=b"1")
    assert target.s3_client.get_object(Bucket=target.search_bucket, Key="here")["Body"].read() == b"1"


@pytest.mark.parametrize("is_running", [True, False])
def test_a_database_that_no_local_blog_runs_on_has_no_bucket(is_running: bool, request, tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    if is_running:
        request.getfixturevalue("run")
    with pytest.raises(NoBucket) as refused:
        _ = Target(database="http://127.0.0.1:9").search_bucket
    assert str(refused.value) == ("http://127.0.0.1:9 has no bucket: start `lamppost serve` on it, and use --local")


def test_a_bucket_too_is_only_known_when_one_was_chosen():
    with pytest.raises(NoTableChosen):
        _ = Target().search_bucket


def test_a_stack_that_is_no_blog_is_named(blog_cloud: Cloud):
    deploy("no-blog", BlogUrl="https://example.org/")
    refused = lamppost("--stack", "no-blog", "comments", "list")
    assert refused.stderr == "lamppost: stack no-blog: it has no output TableName; its state is CREATE_COMPLETE\n"


def test_a_stack_that_is_not_there_is_named(blog_cloud: Cloud):
    refused = lamppost("--stack", "nowhere", "comments", "list")
    assert (refused.exit_code, refused.stderr) == (1, "lamppost: stack nowhere: Stack with id nowhere does not exist\n")


def test_missing_credentials_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    nothing = str(tmp_path / "nothing")
    settings = {"AWS_CONFIG_FILE": nothing, "AWS_SHARED_CREDENTIALS_FILE": nothing, "AWS_EC2_METADATA_DISABLED": "true"}
    for name, value in (settings | {"AWS_DEFAULT_REGION": "us-east-1"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    refused = lamppost("--stack", "my-blog", "comments", "list")
    assert (refused.exit_code, refused.stderr) == (1, "lamppost: Unable to locate credentials\n")


def test_a_setting_is_a_name_and_a_value():
    refused = lamppost("serve", "--port", "0", "--set", "title")
    assert (refused.exit_code, "'title' is no assignment: write NAME=VALUE" in refused.stderr) == (2, True)


def test_a_setting_that_cannot_be_so_is_refused_before_anything_runs():
    refused = lamppost("serve", "--port", "0", "--set", "hold_comments=sometimes")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "lamppost: hold_comments: must be one of all, first-time, none, not 'sometimes'\n"


@pytest.mark.parametrize(("text", "problem"), [("{", "is no JSON"), ("[]", "it is not an object")])
def test_invoke_refuses_what_is_no_event(tmp_path: Path, text: str, problem: str):
    event = tmp_path / "event.json"
    event.write_text(text)
    refused = lamppost("invoke", "ServePages", str(event))
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"lamppost: {event}: ") and problem in refused.stderr
