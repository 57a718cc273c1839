"""Which table a command works on, and what it says, in a line, when it cannot."""

import json
from pathlib import Path

import boto3
import pytest

from lamppost.local_cloud.cloud import Cloud
from storage.comment_desk import CommentDesk
from tests.integration.local_cloud.command import lamppost


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


@pytest.mark.parametrize("setting", ["BlogTitle", "=x", ""])
def test_a_setting_is_a_name_and_a_value(setting: str):
    refused = lamppost("serve", "--port", "0", "--set", setting)
    assert (refused.exit_code, refused.stderr) == (
        1,
        f"lamppost: '{setting}' is no setting: write Parameter=Value\n",
    )


def test_a_setting_against_the_templates_rules_is_refused():
    refused = lamppost("serve", "--port", "0", "--set", "HoldComments=sometimes")
    assert refused.stderr == (
        "lamppost: parameter HoldComments cannot be 'sometimes': it must be one of all, first-time, none\n"
    )


@pytest.mark.parametrize(("text", "problem"), [("{", "is no JSON"), ("[]", "it is not an object")])
def test_invoke_refuses_what_is_no_event(tmp_path: Path, text: str, problem: str):
    event = tmp_path / "event.json"
    event.write_text(text)
    refused = lamppost("invoke", "ServePages", str(event))
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"lamppost: {event}: ") and problem in refused.stderr
