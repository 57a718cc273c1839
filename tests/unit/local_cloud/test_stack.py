"""The template, read: what it says, what may be chosen, and what it must not say."""

from pathlib import Path

import pytest

from lamppost.local_cloud.policies import read_policy
from lamppost.local_cloud.sources import StreamSource
from lamppost.local_cloud.stack import Route, read_stack
from lamppost.local_cloud.template import TemplateError
from tests.support.tiny_stack import TEMPLATE

FUNCTION = """
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: named } }
  Worker:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, CodeUri: ., %s }
Outputs: { TableName: { Value: !Ref Table } }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "template.yaml"
    path.write_text(text)
    return path


def test_a_table_is_read_as_the_arguments_of_create_table():
    table = read_stack(TEMPLATE).tables["TinyTable"]
    assert table.name == "TinyTable"
    assert table.ttl_attribute == "gone_at"
    assert table.create_table == {
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "part", "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "part", "AttributeType": "N"},
            {"AttributeName": "colour", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "colours",
                "KeySchema": [{"AttributeName": "colour", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    }


def test_a_function_has_the_settings_of_globals_and_its_own():
    functions = read_stack(TEMPLATE).functions
    echo, answers, slow = functions["Echo"], functions["Answers"], functions["Slow"]
    assert (echo.handler, echo.memory, echo.timeout) == ("tiny_echo.handle", 256, 5)
    assert (answers.memory, slow.timeout) == (512, 1)
    assert echo.code == TEMPLATE.parent / "handlers"
    assert answers.environment == {"GREETING": "Hello, you", "TABLE_NAME": "TinyTable"}


def test_intrinsic_functions_in_an_environment_are_resolved():
    environment = (
        read_stack(TEMPLATE, {"Mood": "lively", "Greeting": "Servus", "Times": "3"}).functions["Echo"].environment
    )
    assert environment == {
        "GREETING": "Servus, you",
        "TABLE_NAME": "TinyTable",
        "MOOD": "lively",
        "TABLE_ARN": "arn:aws:dynamodb:us-east-1:123456789012:table/TinyTable",
        "LITERAL": "${Greeting} 3",
        "JOINED": "lively-b",
        "SWITCH": "true",
        "CHOSEN": "us-east-1",
    }


def test_what_depends_on_a_condition_is_there_when_it_holds():
    assert read_stack(TEMPLATE).buckets == ("tinybucket",)
    assert read_stack(TEMPLATE, {"Mood": "lively"}).buckets == ("onlywhenlively", "tinybucket")


def test_the_search_bucket_is_the_one_that_an_output_names(tmp_path: Path):
    assert read_stack(TEMPLATE).search_bucket == "tinybucket"
    assert read_stack(written(tmp_path, FUNCTION % "Timeout: 1")).search_bucket == ""


def test_queues_and_the_one_of_what_was_given_up_are_read():
    stack = read_stack(TEMPLATE)
    assert (stack.queues, stack.undelivered) == (("TinyQueue",), "TinyQueue")
    assert (stack.functions["Follower"].undelivered, stack.functions["Echo"].undelivered) == ("TinyQueue", "")


def test_a_stream_among_a_functions_events_is_a_source():
    assert read_stack(TEMPLATE).sources == (
        StreamSource(
            function="Follower",
            table_name="TinyTable",
            batch_size=4,
            retries=2,
            bisects=True,
            reports_failures=True,
            patterns=({"dynamodb": {"Keys": {"id": {"S": [{"prefix": "followed-"}, "exact"]}}}},),
            undelivered="TinyQueue",
        ),
    )


def test_a_stream_has_lambdas_defaults_but_is_not_tried_for_a_day(tmp_path: Path):
    event = (
        "Events: { S: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn, MaximumRetryAttempts: -1 } } }"
    )
    (source,) = read_stack(written(tmp_path, FUNCTION % event)).sources
    assert source == StreamSource(function="Worker", table_name="named", batch_size=100, retries=10)


@pytest.mark.parametrize(
    ("stream", "filters", "problem"),
    [
        ("!GetAtt Table.Arn", "[]", "table/named is not the stream of a table of this template"),
        ("!GetAtt Table.StreamArn", "[{ Pattern: '{' }]", "FilterCriteria: a pattern is no JSON"),
        (
            "!GetAtt Table.StreamArn",
            """[{ Pattern: '{"eventName": [{"anything-but": "REMOVE"}]}' }]""",
            r'FilterCriteria: \[{"anything-but": "REMOVE"}\] cannot be matched locally',
        ),
        (
            "!GetAtt Table.StreamArn",
            """[{ Pattern: '{"eventName": "REMOVE"}' }]""",
            '"REMOVE" cannot be matched locally',
        ),
    ],
)
def test_a_stream_that_cannot_be_followed_here_is_refused(tmp_path: Path, stream: str, filters: str, problem: str):
    properties = f"{{ Stream: {stream}, FilterCriteria: {{ Filters: {filters} }} }}"
    with pytest.raises(TemplateError, match=problem) as refused:
        read_stack(written(tmp_path, FUNCTION % f"Events: {{ S: {{ Type: DynamoDB, Properties: {properties} }} }}"))
    assert refused.value.where.startswith("Resources.Worker.Properties.Events.S")


def test_routes_are_the_functions_events():
    assert read_stack(TEMPLATE).routes == (
        Route("$default", "Echo"),
        Route("GET /pets/{pet}", "Echo"),
        Route("ANY /files/{proxy+}", "Echo"),
        Route("ANY /answers/{name}", "Answers"),
        Route("GET /slow", "Slow"),
        Route("GET /reads/{times}", "Reader"),
    )


def test_the_blogs_own_template_has_a_route_for_readers_and_one_for_each_thing_that_they_send():
    stack = read_stack()
    routes = {route.key: route.function for route in stack.routes}
    assert routes == {
        "$default": "ServePages",
        "POST /comments/{slug}": "ReceiveComments",
        "POST /likes/{slug}": "ReceiveLikes",
        "GET /search": "SearchArticles",
        "HEAD /search": "SearchArticles",
    }
    assert stack.functions["ServePages"].environment["TABLE_NAME"] == stack.table_name
    assert stack.table_name in {table.name for table in stack.tables.values()}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("Greeting", "hello", "A greeting is one capitalised word."),
        ("Mood", "wild", "it must be one of calm, lively"),
        ("Name", "x", "it must have at least 2 characters"),
        ("Name", "x" * 9, "it must have at most 8 characters"),
        ("Times", "many", "it must be a number"),
        ("Times", "0", "it must be at least 1"),
        ("Times", "4", "it must be at most 3"),
    ],
)
def test_a_value_against_a_parameters_rules_is_refused_with_the_reason(name: str, value: str, reason: str):
    with pytest.raises(TemplateError) as refused:
        read_stack(TEMPLATE, {name: value})
    assert str(refused.value) == f"parameter {name} cannot be '{value}': {reason}"


def test_an_unknown_parameter_is_refused_with_those_that_there_are():
    with pytest.raises(TemplateError, match="no parameter 'Colour'; it has: Greeting, Mood, Name, Times"):
        read_stack(TEMPLATE, {"Colour": "red"})


def test_a_parameter_without_default_must_be_given(tmp_path: Path):
    path = written(tmp_path, "Parameters: { Key: { Type: String } }" + FUNCTION % "Timeout: 1")
    with pytest.raises(TemplateError, match="parameter Key has no default"):
        read_stack(path)
    assert read_stack(path, {"Key": "x"}).functions["Worker"].timeout == 1


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("!ImportValue x", "Fn::ImportValue cannot be resolved locally"),
        ("!Ref Nothing", "Ref names 'Nothing', which is neither a parameter nor a resource"),
        ("!GetAtt Table.TableId", "Fn::GetAtt Table.TableId cannot be resolved locally"),
        ('!Sub "${Nothing}"', "Ref names 'Nothing', which is neither a parameter nor a resource"),
        ("!If [a, b, c]", "there is no condition 'a'"),
        ("!FindInMap [a, b, c]", "Fn::FindInMap ['a', 'b', 'c'] is not in the template's Mappings"),
    ],
)
def test_what_cannot_be_resolved_is_named_with_its_place(tmp_path: Path, value: str, problem: str):
    path = written(tmp_path, FUNCTION % f"Environment: {{ Variables: {{ KEY: {value} }} }}")
    with pytest.raises(TemplateError) as refused:
        read_stack(path)
    assert str(refused.value) == f"Resources.Worker.Properties.Environment.Variables.KEY: {problem}"


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("{ Type: Api, Properties: { Path: /, Method: get } }", "is an event of a REST API"),
        ("{ Type: HttpApi, Properties: { Method: GET } }", "has a Method but no Path"),
        ('{ Type: HttpApi, Properties: { PayloadFormatVersion: "1.0" } }', "payload format 2.0 only"),
    ],
)
def test_an_event_that_the_gateway_cannot_give_is_refused(tmp_path: Path, event: str, problem: str):
    path = written(tmp_path, FUNCTION % f"Events: {{ Door: {event} }}")
    with pytest.raises(TemplateError, match=problem) as refused:
        read_stack(path)
    assert refused.value.where == "Resources.Worker.Properties.Events.Door"


STATEMENT = '{ Effect: Allow, Action: "s3:*", Resource: !FindInMap [Of, All, Things] }'
MAPPED = 'Mappings: { Of: { All: { Things: ["*", x] } } }\n'
ROLE = "  Mine: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyDocument: { Statement: [%s] } }] } }\nOutputs:"


@pytest.mark.parametrize(
    "policies", ["Role: !GetAtt Mine.Arn", "Role: !GetAtt [Mine, Arn]", f"Policies: [{{ Statement: [{STATEMENT}] }}]"]
)
def test_a_role_is_the_one_that_a_function_names_or_what_its_policies_say(tmp_path: Path, policies: str):
    text = MAPPED + (FUNCTION % policies).replace("Outputs:", ROLE % STATEMENT)
    role = read_stack(written(tmp_path, text)).functions["Worker"].role
    assert role.name == ("Mine" if "Role" in policies else "WorkerRole")
    assert role.policy == read_policy([{"Effect": "Allow", "Action": "s3:*", "Resource": ["*", "x"]}])


def test_who_has_no_role_may_do_nothing_and_the_index_has_a_key_of_its_own():
    role = read_stack(TEMPLATE).functions["Echo"].role
    assert role.policy == read_policy([])
    assert role.keys == {"TinyTable": "id", "TinyTable/index/colours": "colour"}


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        ("Role: arn:aws:iam::123456789012:role/elsewhere", "Properties.Role: is not the Arn of a role in the template"),
        ("Policies: [AWSLambdaRole]", "Properties.Policies: are not written out as statements"),
        ("Policies: [{ Statement: [{ Effect: Allow }] }]", "is not one of a role's policy"),
        ("Role: !GetAtt Other.Arn", "Resources.Other.Properties.ManagedPolicyArns: is not read here"),
    ],
)
def test_a_role_that_cannot_be_held_to_is_refused(tmp_path: Path, properties: str, problem: str):
    other = "  Other: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [x] } }\nOutputs:"
    with pytest.raises(TemplateError, match=problem):
        read_stack(written(tmp_path, (FUNCTION % properties).replace("Outputs:", other)))


def test_a_tables_own_name_is_what_references_to_it_give(tmp_path: Path):
    stack = read_stack(written(tmp_path, FUNCTION % "Environment: { Variables: { T: !Ref Table } }"))
    assert stack.functions["Worker"].environment == {"T": "named"}
    assert (stack.table_name, stack.tables["Table"].name) == ("named", "named")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "expected the node content"),
        ("- a", "is not a CloudFormation template"),
        ("Resources: {}", "Outputs.TableName: is missing"),
        ("Resources: { F: { Type: AWS::Serverless::Function } }", "Resources.F.Properties: Handler is missing"),
        (
            "Resources: { F: { Type: AWS::Serverless::Function, Condition: C } }",
            "Resources.F.Condition: there is no condition 'C'",
        ),
    ],
)
def test_a_file_that_is_no_usable_template_is_refused_in_one_line(tmp_path: Path, text: str, problem: str):
    with pytest.raises(TemplateError, match=problem) as refused:
        read_stack(written(tmp_path, text))
    assert "\n" not in str(refused.value)


def test_a_missing_template_is_named(tmp_path: Path):
    with pytest.raises(TemplateError, match=r"none\.yaml: cannot be read: No such file"):
        read_stack(tmp_path / "none.yaml")
