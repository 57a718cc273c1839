"""How a new version comes to readers: what the template says of versions, aliases, hooks and roles."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lamppost.local_cloud.parameters import parameter_values
from lamppost.local_cloud.stack import TEMPLATE, read_stack
from lamppost.local_cloud.template import ACCOUNT, REGION, Template, TemplateError, load_document

DOCUMENT = load_document(TEMPLATE)
RESOURCES = DOCUMENT["Resources"]
PARAMETERS = DOCUMENT["Parameters"]
FUNCTIONS = {name: RESOURCES[name]["Properties"] for name in read_stack().functions}
ON_THE_API = {route.function for route in read_stack().routes}
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
_VARIABLE = re.compile(r"\$\{([^!}.]+)[^}]*\}")


def named(value: Any) -> Iterator[str]:
    """The parameters, conditions and resources that a part of the template names."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": str(name)}:
            yield name.partition(".")[0]
        case {"Fn::Sub": str(text)}:
            yield from _VARIABLE.findall(text)
        case {"Fn::If": [str(condition), *rest]}:
            yield from (condition, *named(rest))
        case dict():
            yield from named(list(value.values()))
        case list():
            yield from (name for each in value for name in named(each))


def parameters_behind(names: set[str]) -> set[str]:
    """Those that decide on what is named: through conditions, and through what custom resources make of them."""
    found = names & PARAMETERS.keys()
    for name in names & DOCUMENT["Conditions"].keys():
        found |= parameters_behind(set(named(DOCUMENT["Conditions"][name])))
    for name in names & RESOURCES.keys():
        if RESOURCES[name]["Type"].startswith("Custom::"):
            found |= parameters_behind(set(named(RESOURCES[name]["Properties"])))
    return found


# What a version is made of: https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
FROZEN = ("Handler", "Runtime", "MemorySize", "Timeout", "Environment", "Tracing", "SnapStart", "Architectures")


@pytest.mark.parametrize("name", sorted(ON_THE_API))
def test_another_value_of_a_parameter_publishes_a_version_that_has_it(name: str):
    """SAM does not look at values of parameters: https://github.com/aws/serverless-application-model/issues/3820."""
    function, defaults = FUNCTIONS[name], DOCUMENT["Globals"]["Function"]
    frozen = [each[key] for each in (function, defaults) for key in FROZEN if key in each]
    said = set(_VARIABLE.findall(function["VersionDescription"]["Fn::Sub"]))
    assert said == parameters_behind(set(named(frozen)))


def test_readers_meet_versions_and_what_is_called_otherwise_has_none():
    """Both versions would follow the stream at once, and write one index."""
    assert {name for name, each in FUNCTIONS.items() if "AutoPublishAlias" in each} == ON_THE_API
    for name in ON_THE_API:
        about = {key: FUNCTIONS[name][key] for key in ("AutoPublishAlias", "VersionDeletionPolicy")}
        assert about == {"AutoPublishAlias": "live", "VersionDeletionPolicy": "Delete"}
        assert FUNCTIONS[name]["AutoPublishAliasAllProperties"] is True


@pytest.mark.parametrize("name", sorted(ON_THE_API))
def test_a_version_is_tried_first_and_goes_back_when_an_alarm_rings(name: str):
    preference = FUNCTIONS[name]["DeploymentPreference"]
    assert preference["Type"] == {"Ref": "Deployment"}
    assert preference["Hooks"] == {"PreTraffic": {"Ref": "TryVersion"}}
    assert preference["Role"] == {"Fn::GetAtt": "DeployRole.Arn"}
    condition, alarms, otherwise = preference["Alarms"]["Fn::If"]
    assert (condition, otherwise) == ("IsGradual", [{"Ref": "AWS::NoValue"}])
    assert {"Ref": "AnswersFail"} in alarms
    assert all(RESOURCES[each["Ref"]]["Type"] == "AWS::CloudWatch::Alarm" for each in alarms)
    assert all("Condition" not in RESOURCES[each["Ref"]] for each in alarms)


def test_an_alarm_of_one_function_is_about_its_new_version_alone():
    about = {each["Name"]: each["Value"] for each in RESOURCES["NewPagesFail"]["Properties"]["Dimensions"]}
    assert about == {
        "FunctionName": {"Ref": "ServePages"},
        "Resource": {"Fn::Sub": "${ServePages}:live"},
        "ExecutedVersion": {"Fn::GetAtt": "ServePages.Version.Version"},
    }


def made(**chosen: str) -> Template:
    return Template(DOCUMENT, parameter_values(PARAMETERS, chosen), TEMPLATE.parent)


@pytest.fixture
def template() -> Template:
    return made()


def granted(statements: list[dict[str, Any]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in statements:
        actions, resources = ([one] if isinstance(one, str) else one for one in (each["Action"], each["Resource"]))
        for action in actions:
            found.setdefault(action, set()).update(resources)
    return found


def test_the_trial_calls_the_new_versions():
    environment = read_stack().functions["TryVersion"].environment
    assert {name: value for name, value in environment.items() if name.endswith("_VERSION")} == {
        "PAGES_VERSION": f"{LAMBDA}ServePages:1",
        "COMMENTS_VERSION": f"{LAMBDA}ReceiveComments:1",
        "LIKES_VERSION": f"{LAMBDA}ReceiveLikes:1",
        "SEARCH_VERSION": f"{LAMBDA}SearchArticles:1",
    }


def test_codedeploy_may_move_these_aliases_call_the_trial_and_see_these_alarms(template):
    role = template.resolve(RESOURCES["DeployRole"]["Properties"], "")
    (policy,) = role["Policies"]
    aliases = {LAMBDA + name + qualifier for name in ON_THE_API for qualifier in ("", ":live")}
    preferences = [FUNCTIONS[name]["DeploymentPreference"] for name in ON_THE_API]
    asked = {alarm["Ref"] for each in preferences for alarm in each["Alarms"]["Fn::If"][1]}
    assert granted(policy["PolicyDocument"]["Statement"]) == {
        **dict.fromkeys(("lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"), aliases),
        "lambda:InvokeFunction": {f"{LAMBDA}TryVersion"},
        "cloudwatch:DescribeAlarms": {f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}" for name in asked},
    }
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "codedeploy.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_what_costs_something_at_rest_is_off_until_it_is_asked_for():
    def about(template: Template) -> dict[str, Any]:
        keys = ("ProvisionedConcurrencyConfig", "SnapStart")
        return template.resolve({key: FUNCTIONS["ServePages"][key] for key in keys}, "")

    assert about(made()) == {"SnapStart": {"ApplyOn": "None"}}
    assert about(made(SnapStart="on")) == {"SnapStart": {"ApplyOn": "PublishedVersions"}}
    assert about(made(ProvisionedConcurrency="2"))["ProvisionedConcurrencyConfig"] == {
        "ProvisionedConcurrentExecutions": "2"
    }
    assert "MonthlyBill" not in made().resources("AWS::Budgets::Budget")
    assert "MonthlyBill" in made(MonthlyBudget="5", OwnerEmail="me@example.org").resources("AWS::Budgets::Budget")
    assert PARAMETERS["Tracing"]["Default"] == "Disabled"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MonthlyBudget", "-1"),
        ("MonthlyBudget", "0.5"),
        ("MonthlyBudget", "007"),
        ("ProvisionedConcurrency", "many"),
        ("Metrics", "all"),
        ("Deployment", "Slowly"),
        ("SnapStart", "true"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused_in_words(name: str, value: str):
    with pytest.raises(TemplateError, match=f"parameter {name} cannot be '{value}'"):
        made(**{name: value})


def test_every_parameter_is_explained_and_stands_in_a_group():
    groups = DOCUMENT["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(name for group in groups for name in group["Parameters"]) == sorted(PARAMETERS)
    assert all(len(each["Description"]) > 20 for each in PARAMETERS.values())
    free = {name for name, each in PARAMETERS.items() if not {"AllowedPattern", "AllowedValues"} & each.keys()}
    assert free == set()


def test_what_was_written_stays_when_the_stack_goes():
    held = [each for each in RESOURCES.values() if each["Type"] in ("AWS::DynamoDB::Table", "AWS::S3::Bucket")]
    assert {each["UpdateReplacePolicy"] for each in held} == {"Retain"}
    assert {each["DeletionPolicy"] for each in held} <= {"Retain", "RetainExceptOnCreate"}
    assert RESOURCES["BlogTable"]["Properties"]["DeletionProtectionEnabled"] is True
