"""What SAM makes of a function with an alias, and what is not there: as references in a template give them."""

from pathlib import Path
from typing import Any

import pytest

from lamppost.local_cloud.template import ACCOUNT, REGION, Template, TemplateError

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
NOTHING = {"Ref": "AWS::NoValue"}
TEMPLATE = Template(
    {
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {
            "Served": {"Type": "AWS::Serverless::Function", "Properties": {"AutoPublishAlias": "live"}},
            "Plain": {"Type": "AWS::Serverless::Function"},
            "Rings": {"Type": "AWS::CloudWatch::Alarm"},
        },
    },
    {},
    Path(),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Served.Version"}, f"{FUNCTION}Served:1"),
        ({"Ref": "Served.Alias"}, f"{FUNCTION}Served:live"),
        ({"Ref": "ServedDeploymentGroup"}, "ServedDeploymentGroup"),
        ({"Fn::Sub": "${ServerlessDeploymentApplication}/x"}, "ServerlessDeploymentApplication/x"),
        ({"Fn::GetAtt": "Rings.Arn"}, f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:Rings"),
        ({"kept": 1, "gone": NOTHING}, {"kept": 1}),
        ([1, NOTHING, 2], [1, 2]),
        ({"a": {"Fn::If": ["Never", 1, NOTHING]}, "b": [{"Fn::If": ["Never", NOTHING, 2]}]}, {"b": [2]}),
    ],
    ids=str,
)
def test_a_reference_gives_what_is_made_and_what_is_nothing_is_left_out(value: Any, expected: Any):
    assert TEMPLATE.resolve(value, "here") == expected


@pytest.mark.parametrize("name", ["Plain.Version", "Nobody.Version", "PlainDeploymentGroup", "Served.Arn"])
def test_a_function_without_an_alias_has_no_version_and_no_deployment(name: str):
    with pytest.raises(TemplateError, match=f"here: Ref names '{name}', which is neither"):
        TEMPLATE.resolve({"Ref": name}, "here")
