"""The roles as the template writes them: one for each function, no pattern of actions, what Lambda itself needs."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from blog.comment import Gap, Reason
from blog.settings import public_names
from lamppost.local_cloud.parameters import parameter_values
from lamppost.local_cloud.policies import listed
from lamppost.local_cloud.stack import TEMPLATE
from lamppost.local_cloud.template import ACCOUNT, REGION, Template, load_document
from storage import comment_items
from tests.architecture import walks
from tests.architecture.grants import BY_LAMBDA, LOGS, STREAMS, TRACES
from tests.support.roles import the_stack

FUNCTIONS = list(the_stack().functions)


@pytest.fixture(scope="module")
def template() -> Template:
    document = load_document(TEMPLATE)
    return Template(document, parameter_values(document["Parameters"], {}), TEMPLATE.parent)


def roles_in(template: Template) -> dict[str, dict[str, Any]]:
    return template.resolve(template.resources("AWS::IAM::Role"), "")


def statements(role: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for policy in role["Policies"] for each in policy["PolicyDocument"]["Statement"]]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_a_role_of_its_own_that_only_lambda_takes(template, name):
    properties = template.resources("AWS::Serverless::Function")[name]
    assert properties["Role"] == {"Fn::GetAtt": f"{name}Role.Arn"}
    # SAM would add managed policies, which are about all tables and all logs.
    assert not {"Policies", "Connectors"} & properties.keys()
    role = roles_in(template)[f"{name}Role"]
    assert role.keys() == {"Description", "AssumeRolePolicyDocument", "Policies"}
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert (trust["Effect"], trust["Principal"]) == ("Allow", {"Service": "lambda.amazonaws.com"})


# What ends with one: all schedules of the group, all streams that the one table ever had, all streams of one log.
PATTERNS = re.compile(
    r":schedule/ArticleTimes/\*|:table/BlogTable/stream/\*|:log-group:/aws/lambda/local/\w+:\*|"
    r":deploymentgroup:ServerlessDeploymentApplication/\*"
)


def test_no_role_allows_a_pattern_of_actions_or_whatever_resource_there_is(template):
    for role in roles_in(template).values():
        for each in statements(role):
            assert each["Effect"] == "Allow"
            assert not any("*" in action for action in listed(each["Action"])), each
            assert all(PATTERNS.search(found) for found in listed(each["Resource"]) if "*" in found), each


def test_a_function_sends_traces_where_that_is_wanted_and_nothing_else_is_allowed_everywhere():
    """SAM adds no policy to a role that it did not make."""
    document = load_document(TEMPLATE)
    traced = Template(document, parameter_values(document["Parameters"], {"Tracing": "Active"}), TEMPLATE.parent)
    for name in FUNCTIONS:
        everywhere = [each for each in statements(roles_in(traced)[f"{name}Role"]) if each["Resource"] == "*"]
        assert [each["Action"] for each in everywhere] == [list(TRACES)]


def test_no_role_is_longer_than_iam_takes(template):
    """10,240 characters for all inline policies of a role, white space apart:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    lengths = {name: len(re.sub(r"\s", "", json.dumps(role["Policies"]))) for name, role in roles_in(template).items()}
    assert max(lengths.values()) < 10_240, lengths


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_role_grants_what_lambda_itself_does_for_the_function_and_no_more(template, name):
    properties = template.resources("AWS::Serverless::Function")[name]
    wanted = {(action, properties["LoggingConfig"]["LogGroup"]["Ref"]) for action in LOGS}
    if sources := [each for each in properties.get("Events", {}).values() if each["Type"] == "DynamoDB"]:
        wanted |= {(action, "BlogTable") for action in STREAMS} | {("sqs:SendMessage", "Undelivered")}
        assert [each["Properties"]["Stream"] for each in sources] == [{"Fn::GetAtt": "BlogTable.StreamArn"}]
    if "EventInvokeConfig" in properties:
        wanted |= {("sqs:SendMessage", "Undelivered")}
    document = template.resources("AWS::IAM::Role")[f"{name}Role"]
    granted = {
        (action, resource_in(each["Resource"]))
        for each in statements(document)
        if "Fn::If" not in each  # there where it is wanted only
        for action in listed(each["Action"])
        if action in BY_LAMBDA
    }
    assert granted == wanted


def resource_in(reference: dict[str, str]) -> str:
    """The logical id that a reference to a resource begins with."""
    return re.split(r"[.}]", next(iter(reference.values())).removeprefix("${"))[0]


def test_the_role_that_is_passed_on_is_passed_to_the_scheduler_only(template):
    (passing,) = [
        each for each in statements(roles_in(template)["FollowChangesRole"]) if each["Action"] == "iam:PassRole"
    ]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}


def test_a_schedule_may_call_keep_time_leave_what_it_could_not_and_nothing_else(template):
    role = roles_in(template)["SchedulerRole"]
    assert {(each["Action"], each["Resource"]) for each in statements(role)} == {
        ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:KeepTime"),
        ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:Undelivered"),
    }
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {
        "aws:SourceAccount": ACCOUNT,
        "aws:SourceArn": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/ArticleTimes",
    }


def test_readers_are_shown_all_settings_but_those_that_judge_comments(template):
    shown = template.document["Mappings"]["Attributes"]["Settings"]["Shown"]
    assert sorted(shown) == sorted(["pk", "sk", *public_names()])


def test_whatever_a_comment_of_a_reader_may_hold_may_be_changed_with_it(template):
    """A report moves any comment: what no role allows would not be held back by it."""
    everything = replace(
        walks.everything(), email="who@example.org", reasons=(Reason("links", "2"),), replies=1, reports=1
    )
    whole = comment_items.comment_item(replace(everything, pinned=True, was_public=True))
    assert whole.keys() <= set(template.document["Mappings"]["Attributes"]["Comments"]["Written"])
    gap = comment_items.comment_item(replace(everything, gap=Gap.HELD))
    assert gap.keys() <= set(template.document["Mappings"]["Attributes"]["Comments"]["Written"])
