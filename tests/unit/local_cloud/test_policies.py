"""IAM policies, evaluated as AWS says; pages that cases name are below docs.aws.amazon.com/IAM/latest/UserGuide."""

from typing import Any

import pytest

from lamppost.local_cloud.policies import Asked, Decision, PolicyError, read_policy

READ = {
    "Effect": "Allow",
    "Action": "dynamodb:GetItem",
    "Resource": "arn:aws:dynamodb:us-west-2:123456789012:table/Books",
}
BOOKS = "arn:aws:dynamodb:us-west-2:123456789012:table/Books"


def decide(*statements: dict[str, Any], action: str = "dynamodb:GetItem", on: str = BOOKS, **context: Any) -> Decision:
    given = {name.replace("__", ":"): value for name, value in context.items()}
    return read_policy(statements).decide(Asked(action, on, given))


def when(**condition: Any) -> dict[str, Any]:
    """An Allow of everything under one condition; `:` is written as `__`."""
    ((operator, test),) = condition.items()
    return {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator.replace("__", ":"): test}}


# reference_policies_evaluation-logic_policy-eval-basics
def test_what_no_statement_allows_is_not_granted():
    assert decide() is Decision.NOT_GRANTED
    assert decide(READ, action="dynamodb:PutItem") is Decision.NOT_GRANTED


@pytest.mark.parametrize("deny_first", [True, False])
def test_a_deny_is_before_any_allow_whatever_stands_first(deny_first):
    both = [READ | {"Effect": "Deny", "Action": "dynamodb:*"}, READ]
    assert decide(*(both if deny_first else reversed(both))) is Decision.DENIED


def test_a_deny_whose_condition_does_not_hold_denies_nothing():
    deny = when(Bool={"aws:SecureTransport": "false"}) | {"Effect": "Deny"}
    assert decide(READ, deny, aws__SecureTransport=["true"]) is Decision.ALLOWED
    assert decide(READ, deny, aws__SecureTransport=["false"]) is Decision.DENIED


@pytest.mark.parametrize(
    ("pattern", "action", "matches"),
    [
        # reference_policies_elements_action: case means nothing, wildcards are anywhere
        ("dynamodb:GetItem", "dynamodb:GetItem", True),
        ("DYNAMODB:getitem", "dynamodb:GetItem", True),
        ("dynamodb:Get*", "dynamodb:GetItem", True),
        ("dynamodb:*Item", "dynamodb:BatchGetItem", True),
        ("dynamodb:?etItem", "dynamodb:GetItem", True),
        ("*", "s3:GetObject", True),
        ("dynamodb:Get*", "dynamodb:BatchGetItem", False),
        ("dynamodb:GetItem", "dynamodb:GetItems", False),
        ("dynamodb:*", "dynamodbstreams:GetItem", False),
    ],
)
def test_an_action_is_matched_whatever_its_capitals(pattern, action, matches):
    statement = {"Effect": "Allow", "Action": [pattern], "Resource": "*"}
    assert (decide(statement, action=action) is Decision.ALLOWED) == matches
    # reference_policies_elements_notaction
    del statement["Action"]
    assert (decide(statement | {"NotAction": pattern}, action=action) is Decision.ALLOWED) != matches


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        # reference_policies_elements_resource
        (BOOKS, BOOKS, True),
        (BOOKS, f"{BOOKS}/index/titles", False),
        (f"{BOOKS}/*", f"{BOOKS}/index/titles", True),
        (BOOKS, BOOKS.lower(), False),
        ("arn:aws:dynamodb:*:*:table/Books", BOOKS, True),
        ("arn:aws:dynamodb:*:123456789012:*", BOOKS, True),
        ("arn:aws:iam::*:user/Da?id", "arn:aws:iam::123456789012:user/David", True),
        ("arn:aws:iam::*:user/Da?id", "arn:aws:iam::123456789012:user/Daid", False),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/folder/key", True),
        ("arn:aws:s3:::bucket", "arn:aws:s3:::bucket/key", False),
        # within a part, and beyond its end only from there
        ("arn:aws:logs:*:*:log-group:/aws/*/x", "arn:aws:logs:r:1:log-group:/aws/a:b/x", False),
        ("arn:aws:logs:r:1:log-group:/aws/x:*", "arn:aws:logs:r:1:log-group:/aws/x:log-stream:y", True),
        ("*", BOOKS, True),
    ],
)
def test_a_resource_is_matched_with_its_capitals(pattern, resource, matches):
    statement = {"Effect": "Allow", "Action": "*", "Resource": pattern}
    assert (decide(statement, on=resource) is Decision.ALLOWED) == matches
    # reference_policies_elements_notresource
    del statement["Resource"]
    assert (decide(statement | {"NotResource": [pattern]}, on=resource) is Decision.ALLOWED) != matches


KEY = "dynamodb:LeadingKeys"
TAGS = "aws:TagKeys"


@pytest.mark.parametrize(
    ("operator", "values", "given", "holds"),
    [
        # reference_policies_elements_condition_operators
        ("StringEquals", ["a", "b"], ["b"], True),
        ("StringEquals", ["a"], ["A"], False),
        ("StringEquals", ["a*"], ["ab"], False),
        ("StringEquals", ["a"], None, False),
        ("StringEqualsIgnoreCase", "A", ["a"], True),
        ("StringNotEquals", ["a", "b"], ["c"], True),
        ("StringNotEquals", ["a", "b"], ["b"], False),
        ("StringNotEquals", ["a"], None, True),
        ("StringNotEqualsIgnoreCase", ["a"], ["A"], False),
        ("StringLike", ["ARTICLE#*"], ["ARTICLE#hello"], True),
        ("StringLike", ["ARTICLE#*"], ["DRAFTS"], False),
        ("StringLike", ["s?me"], ["same"], True),
        ("StringNotLike", ["a*", "b*"], ["bc"], False),
        ("StringNotLike", ["a*"], ["b"], True),
        ("Bool", True, ["true"], True),
        ("Bool", "false", ["true"], False),
        ("ArnLike", ["arn:aws:sns:*:*:topic-*"], ["arn:aws:sns:r:1:topic-x"], True),
        ("ArnEquals", ["arn:aws:sns:*:*:topic"], ["arn:aws:sns:r:1:topic"], True),
        ("ArnLike", ["arn:aws:*:topic"], ["arn:aws:sns:r:1:topic"], False),
        ("ArnNotLike", ["arn:aws:sns:*:*:*"], ["arn:aws:sqs:r:1:q"], True),
        ("Null", "true", None, True),
        ("Null", "false", None, False),
        ("Null", True, ["x"], False),
        ("Null", False, ["x"], True),
        ("StringEqualsIfExists", ["a"], None, True),
        ("StringEqualsIfExists", ["a"], ["b"], False),
        ("StringLikeIfExists", ["a*"], ["ab"], True),
        ("StringNotEqualsIfExists", ["a"], None, True),
        # reference_policies_condition-single-vs-multi-valued-context-keys
        ("ForAllValues:StringEquals", ["a", "b"], ["a"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], False),
        ("ForAllValues:StringEquals", ["a"], [], True),
        ("ForAllValues:StringEquals", ["a"], None, True),
        ("ForAllValues:StringEqualsIfExists", ["a"], None, True),
        ("ForAllValues:StringLike", ["a*", "b"], ["ab", "b"], True),
        ("ForAllValues:StringNotEquals", ["a", "b"], ["c", "d"], True),
        ("ForAllValues:StringNotEquals", ["a", "b"], ["c", "b"], False),
        ("ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], True),
        ("ForAnyValue:StringEquals", ["a", "b"], ["c"], False),
        ("ForAnyValue:StringEquals", ["a"], None, False),
        ("ForAnyValue:StringNotEquals", ["a"], ["a", "c"], True),
        ("ForAnyValue:StringNotEquals", ["a", "c"], ["a", "c"], False),
        ("ForAnyValue:StringNotEquals", ["a"], None, False),
    ],
)
def test_a_condition_is_evaluated_as_its_operator_says(operator, values, given, holds):
    context = {} if given is None else {TAGS: given}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {TAGS: values}}}
    assert (decide(statement, **context) is Decision.ALLOWED) == holds


def test_all_operators_and_all_keys_of_a_statement_must_hold():
    """reference_policies_condition-logic-multiple-context-keys-or-values"""
    both = when(StringEquals={"aws:a": "1", "aws:b": "2"})
    assert decide(both, aws__a=["1"], aws__b=["2"]) is Decision.ALLOWED
    assert decide(both, aws__a=["1"], aws__b=["1"]) is Decision.NOT_GRANTED
    guarded = when(ForAllValues__StringLike={KEY: "ARTICLE#*"})
    guarded["Condition"]["Null"] = {KEY: "false"}
    assert decide(guarded, **{KEY: ["ARTICLE#a"]}) is Decision.ALLOWED
    assert decide(guarded) is Decision.NOT_GRANTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"Condition": {"NumericLessThan": {"aws:x": "1"}}},
        {"Condition": {"ForSomeValues:StringEquals": {"aws:x": "1"}}},
        {"Condition": {"ForAllValues:Null": {"aws:x": "true"}}},
        {"Condition": {"ForAnyValue:StringEqualsIfExists": {"aws:x": "1"}}},
        {"Condition": {"StringEquals": {"aws:x": "${aws:username}"}}},
        {"Principal": "*"},
        {"NotAction": "s3:*"},
        {"Effect": "allow"},
    ],
    ids=str,
)
def test_what_cannot_be_evaluated_is_refused_when_it_is_read(wrong):
    with pytest.raises(PolicyError):
        read_policy([READ | wrong])


FINE_GRAINED = {
    "Effect": "Allow",
    "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    "Resource": [BOOKS, f"{BOOKS}/index/titles"],
    "Condition": {
        "ForAllValues:StringEquals": {KEY: ["reader"], "dynamodb:Attributes": ["attribute-A", "attribute-B"]},
        "StringEqualsIfExists": {
            "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
            "dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"],
        },
    },
}


@pytest.mark.parametrize(
    ("action", "context", "is_allowed"),
    [
        ("GetItem", {KEY: ["reader"], "Attributes": ["attribute-A"], "Select": ["SPECIFIC_ATTRIBUTES"]}, True),
        ("GetItem", {KEY: ["reader"], "Attributes": ["attribute-C"], "Select": ["SPECIFIC_ATTRIBUTES"]}, False),
        ("GetItem", {KEY: ["reader"], "Attributes": ["attribute-A"], "Select": ["ALL_ATTRIBUTES"]}, False),
        ("GetItem", {KEY: ["writer"], "Attributes": ["attribute-A"], "Select": ["SPECIFIC_ATTRIBUTES"]}, False),
        ("UpdateItem", {KEY: ["reader"], "Attributes": ["attribute-B"], "ReturnValues": ["NONE"]}, True),
        ("UpdateItem", {KEY: ["reader"], "Attributes": ["attribute-B"], "ReturnValues": ["ALL_OLD"]}, False),
        ("PutItem", {KEY: ["reader"], "Attributes": ["attribute-B"], "ReturnValues": ["NONE"]}, False),
    ],
)
def test_dynamodbs_own_example_of_fine_grained_access(action, context, is_allowed):
    """Example 6 of amazondynamodb/latest/developerguide/specifying-conditions.html"""
    given = {name if ":" in name else f"dynamodb:{name}": values for name, values in context.items()}
    assert (decide(FINE_GRAINED, action=f"dynamodb:{action}", **given) is Decision.ALLOWED) == is_allowed
