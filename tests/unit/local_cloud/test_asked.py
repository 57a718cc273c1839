"""Requests, and what AWS asks IAM about them."""

from typing import Any

import pytest

from lamppost.local_cloud.asked import NotTold, asked_of
from lamppost.local_cloud.policies import Asked
from storage import actions, items

KEYS = {"Blog": "pk", "Blog/index/lists": "list"}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Blog"
HEAD = items.key("ARTICLE#a", "ARTICLE")
TABLE = {"TableName": "Blog"}


def asked(operation: str, **parameters: Any) -> list[Asked]:
    service, name = operation.split(".")
    return asked_of(service, name, parameters, KEYS)


def about(operation: str, **parameters: Any) -> dict[str, set[str]]:
    """The condition keys of the only action, without their prefix."""
    (one,) = asked(operation, **parameters)
    return {name.removeprefix("dynamodb:"): set(values) for name, values in one.context.items()}


def test_a_get_names_its_key_and_what_it_projects():
    found = about("dynamodb.GetItem", **TABLE, Key=HEAD, **items.projection("title", "list"))
    assert found == {
        "LeadingKeys": {"ARTICLE#a"},
        "Attributes": {"pk", "sk", "title", "list"},
        "Select": {"SPECIFIC_ATTRIBUTES"},
    }
    assert about("dynamodb.GetItem", **TABLE, Key=HEAD)["Select"] == {"ALL_ATTRIBUTES"}


def test_a_query_of_the_table_names_its_partition_and_all_attributes_of_its_expressions():
    found = about(
        "dynamodb.Query",
        **TABLE,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :start)",
        FilterExpression="size(#n) > :most OR attribute_exists(email) OR NOT gone IN (:a)",
        ProjectionExpression="author.#n, tags[0], title",
        ExpressionAttributeNames={"#n": "name"},
        ExpressionAttributeValues={":pk": {"S": "ARTICLE#a"}, ":start": {"S": "x"}, ":most": {"N": "1"}},
    )
    assert found["Attributes"] == {"pk", "sk", "name", "email", "gone", "author", "tags", "title"}
    assert found["LeadingKeys"] == {"ARTICLE#a"}


def test_a_query_of_an_index_names_the_indexs_partition():
    more = {
        "KeyConditionExpression": "#list = :list AND #position < :top",
        "ExpressionAttributeNames": {"#list": "list", "#position": "position"},
        "ExpressionAttributeValues": {":list": {"S": "POSTS"}, ":top": {"S": "~"}},
    }
    (one,) = asked("dynamodb.Query", **TABLE, IndexName="lists", **more)
    assert (one.action, one.resource) == ("dynamodb:Query", f"{ARN}/index/lists")
    assert one.context["dynamodb:LeadingKeys"] == ["POSTS"]
    assert one.context["dynamodb:Select"] == ["ALL_PROJECTED_ATTRIBUTES"]
    assert set(one.context["dynamodb:Attributes"]) == {"list", "position"}


def test_a_query_for_another_attribute_has_no_leading_key():
    found = about(
        "dynamodb.Query", **TABLE, KeyConditionExpression="other = :x", ExpressionAttributeValues={":x": {"S": "a"}}
    )
    assert found["LeadingKeys"] == set()


def test_a_batch_is_asked_about_once_with_all_keys():
    wanted = {"Keys": [HEAD, items.key("WORDS", "WORDS")], **items.projection("title")}
    (one,) = asked("dynamodb.BatchGetItem", RequestItems={"Blog": wanted})
    assert (one.action, one.resource) == ("dynamodb:BatchGetItem", ARN)
    assert one.context["dynamodb:LeadingKeys"] == ["ARTICLE#a", "WORDS"]
    written = [{"PutRequest": {"Item": HEAD | {"title": {"S": "A"}}}}, {"DeleteRequest": {"Key": HEAD}}]
    found = about("dynamodb.BatchWriteItem", RequestItems={"Blog": written})
    assert found["Attributes"] == {"pk", "sk", "title"}


def test_an_update_names_what_it_changes_and_what_it_depends_on():
    changed = actions.update(
        "Blog",
        HEAD,
        set_={"title": {"S": "A"}},
        add={"count": 1},
        remove=["gone"],
        condition=actions.same({"digest": {"S": "d"}}, "digest"),
    )["Update"]
    found = about("dynamodb.UpdateItem", **changed)
    assert found == {
        "LeadingKeys": {"ARTICLE#a"},
        "Attributes": {"pk", "sk", "title", "count", "gone", "digest"},
        "ReturnValues": {"NONE"},
    }
    whole = changed | {
        "UpdateExpression": "SET a = if_not_exists(b, :c), d = list_append(e, :c) REMOVE f.g DELETE h :c"
    }
    names = {"pk", "sk", "a", "b", "d", "e", "f", "h", "digest"}
    assert about("dynamodb.UpdateItem", **whole, ReturnValues="ALL_NEW") == {
        "LeadingKeys": {"ARTICLE#a"},
        "Attributes": names,
        "ReturnValues": {"ALL_NEW"},
    }


def test_each_part_of_a_transaction_is_an_action_of_its_own():
    item = HEAD | {"title": {"S": "A"}}
    tell = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    parts = [
        actions.put("Blog", item, actions.NEW),
        actions.update("Blog", HEAD, add={"count": 1}, condition="attribute_exists(pk)"),
        actions.delete("Blog", HEAD, actions.same(item, "title")),
        actions.check("Blog", items.key("ADDRESS#/a", "ADDRESS"), actions.GAP | tell),
    ]
    found = asked("dynamodb.TransactWriteItems", TransactItems=parts)
    assert [each.action.partition(":")[2] for each in found] == [
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "ConditionCheckItem",
    ]
    attributes = [set(each.context["dynamodb:Attributes"]) - {"pk", "sk"} for each in found]
    assert attributes == [{"title"}, {"count"}, {"title"}, {"gap"}]
    assert found[3].context == {
        "dynamodb:LeadingKeys": ["ADDRESS#/a"],
        "dynamodb:Attributes": ["pk", "sk", "gap"],
        "dynamodb:ReturnValues": ["ALL_OLD"],
    }
    assert [each.context.get("dynamodb:EnclosingOperation") for each in found] == [["TransactWriteItems"]] * 3 + [None]


def test_a_table_itself_is_what_an_administrators_act_is_on():
    (one,) = asked("dynamodb.DeleteTable", **TABLE)
    assert (one.action, one.resource) == ("dynamodb:DeleteTable", ARN)


def test_what_is_written_under_a_condition_is_read_too():
    place = {"Bucket": "b", "Key": "k"}
    assert [each.action for each in asked("s3.HeadObject", **place)] == ["s3:GetObject"]
    assert [each.action for each in asked("s3.PutObject", **place, IfNoneMatch="*")] == ["s3:PutObject"]
    assert [each.action for each in asked("s3.PutObject", **place, IfMatch="e")] == ["s3:PutObject", "s3:GetObject"]
    conditions = [
        asked("s3.PutObject", **place, **each)[0].context for each in ({}, {"IfMatch": "e"}, {"IfNoneMatch": "*"})
    ]
    assert conditions == [{}, {"s3:if-match": ["e"]}, {"s3:if-none-match": ["*"]}]
    assert asked("s3.ListObjectsV2", Bucket="b") == [Asked("s3:ListBucket", "arn:aws:s3:::b")]


def test_a_schedule_passes_its_role_on():
    found = asked("scheduler.CreateSchedule", GroupName="g", Name="n", Target={"RoleArn": "role"})
    assert found == [
        Asked("scheduler:CreateSchedule", "arn:aws:scheduler:us-east-1:123456789012:schedule/g/n"),
        Asked("iam:PassRole", "role", {"iam:PassedToService": ["scheduler.amazonaws.com"]}),
    ]


def test_an_invalidation_is_of_one_distribution():
    assert asked("cloudfront.CreateInvalidation", DistributionId="E1") == [
        Asked("cloudfront:CreateInvalidation", "arn:aws:cloudfront::123456789012:distribution/E1")
    ]


def test_a_version_is_invoked_by_its_own_arn_and_a_deployment_is_of_a_group():
    version = "arn:aws:lambda:us-east-1:123456789012:function:ServePages:1"
    assert asked("lambda.Invoke", FunctionName=version) == [Asked("lambda:InvokeFunction", version)]
    (told,) = asked("codedeploy.PutLifecycleEventHookExecutionStatus", deploymentId="App/Group")
    assert told.resource == "arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:App/Group"


@pytest.mark.parametrize("operation", ["ses.SendEmail", "s3.ListBuckets", "dynamodb.ListTables"])
def test_what_nobody_has_told_is_refused(operation):
    with pytest.raises(NotTold, match=operation):
        asked(operation)
