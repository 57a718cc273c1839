"""Reads a CloudFormation template: YAML with its short tags, parameters, intrinsic functions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
Supported are the functions that a value can be known by before anything is deployed: Ref, Fn::Sub, Fn::Join, Fn::If
and what conditions are made of, Fn::FindInMap, Fn::GetAtt of an Arn and of what else is known. Any other is an error
that says where it stands.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lamppost.errors import LamppostError

REGION = "us-east-1"
ACCOUNT = "123456789012"
_PSEUDO_PARAMETERS = {
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::StackName": "local",
    "AWS::URLSuffix": "amazonaws.com",
}
_ARNS = {
    "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:",
    "AWS::S3::Bucket": "arn:aws:s3:::",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:",
    "AWS::Scheduler::ScheduleGroup": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/",
    "AWS::Serverless::Function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:",
}
# What CloudFormation and CloudFront make up; the secret is no secret here.
LOCAL_SECRET = "local"
_ATTRIBUTES = {
    ("AWS::CloudFront::Distribution", "DomainName"): "{name}.cloudfront.net",
    ("AWS::CloudFront::Function", "FunctionMetadata.FunctionARN"): f"arn:aws:cloudfront::{ACCOUNT}:function/{{name}}",
    ("AWS::CloudFront::OriginAccessControl", "Id"): "{name}",
    ("AWS::S3::Bucket", "RegionalDomainName"): f"{{name}}.s3.{REGION}.amazonaws.com",
    ("Custom::EdgeSecret", "Secret"): LOCAL_SECRET,
    ("Custom::EdgeSecret", "Accepted"): hashlib.sha256(LOCAL_SECRET.encode()).hexdigest(),
}
# What Ref AWS::NoValue stands for: the property, or the member of a list, is not there.
_NOTHING = object()
_NAMES = ("TableName", "FunctionName", "BucketName", "QueueName", "RoleName", "LogGroupName", "Name")
# A log group's own ARN ends like this, and so names its streams.
_ENDS = {"AWS::Logs::LogGroup": ":*"}
# A stream's real label is the moment that it was made.
STREAM = "/stream/local"
# What SAM makes of a function that has an alias, by the names that it gives:
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
_MADE = re.compile(r"(?P<function>\w+)(?P<made>\.Version|\.Alias|DeploymentGroup)")
_APPLICATION = "ServerlessDeploymentApplication"
_SUB_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
_SUB_LITERAL = re.compile(r"\$\{!([^}]+)\}")
_DECIDED: dict[str, Callable[[list[Any]], bool]] = {
    "Fn::Equals": lambda values: values[0] == values[1],
    "Fn::Not": lambda values: not values[0],
    "Fn::And": all,
    "Fn::Or": any,
}


class TemplateError(LamppostError):
    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        super().__init__(f"{where}: {problem}" if where else problem)


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: `!Sub x` stands for `{"Fn::Sub": x}`."""


def _written_out(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    """moto has such a constructor too, in a module whose import takes two seconds."""
    if isinstance(node, yaml.SequenceNode):
        value: Any = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        value = loader.construct_scalar(node)
    return {tag if tag == "Ref" else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _written_out)


@dataclass(frozen=True, slots=True)
class Template:
    """`values` are the parameters' values, `folder` is what relative paths in the template start from."""

    document: Mapping[str, Any]
    values: Mapping[str, str]
    folder: Path

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """The `Properties`, unresolved, by logical id, of all resources of a type such as AWS::DynamoDB::Table.

        One whose condition does not hold is not there. Raises `TemplateError`.
        """
        found = {name: each for name, each in self.document["Resources"].items() if each.get("Type") == kind}
        return {
            name: resource.get("Properties", {})
            for name, resource in found.items()
            if "Condition" not in resource or self._holds(resource["Condition"], f"Resources.{name}.Condition")
        }

    def resolve(self, value: Any, where: str) -> Any:
        """The value with every intrinsic function in it replaced, and without what is AWS::NoValue.

        Raises `TemplateError` for a function that cannot be replaced.
        """
        if isinstance(value, list):
            resolved = (self.resolve(each, f"{where}.{index}") for index, each in enumerate(value))
            return [each for each in resolved if each is not _NOTHING]
        if not isinstance(value, dict):
            return value
        if _is_function(value):
            name, argument = next(iter(value.items()))
            return self._call(name, argument, where)
        named = {name: self.resolve(each, f"{where}.{name}") for name, each in value.items()}
        return {name: each for name, each in named.items() if each is not _NOTHING}

    def _call(self, function: str, argument: Any, where: str) -> Any:
        match function:
            case "Ref":
                return self._ref(argument, where)
            case "Fn::GetAtt":
                return self._attribute(argument if isinstance(argument, list) else argument.split(".", 1), where)
            case "Fn::Sub":
                text, more = (argument, {}) if isinstance(argument, str) else argument
                return self._sub(text, self.resolve(more, where), where)
            case "Fn::Join":
                separator, parts = argument
                return separator.join(str(part) for part in self.resolve(parts, where))
            case "Fn::FindInMap":
                return self._found(self.resolve(argument, where), where)
            case "Fn::If":
                condition, then, otherwise = argument
                return self.resolve(then if self._holds(condition, where) else otherwise, where)
            case "Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or":
                return _DECIDED[function](self.resolve(argument, where))
        raise TemplateError(where, f"{function} cannot be resolved locally")

    def check_rules(self) -> None:
        """Raises `TemplateError` with what a rule of the template says of parameters that do not go together.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
        """
        for name, rule in self.document.get("Rules", {}).items():
            if not self.resolve(rule.get("RuleCondition", True), f"Rules.{name}"):
                continue
            for each in rule["Assertions"]:
                if not self.resolve(each["Assert"], f"Rules.{name}"):
                    raise TemplateError("", each["AssertDescription"])

    def _found(self, path: list[str], where: str) -> Any:
        """A value of the template's Mappings."""
        try:
            mapping, first, second = path
            return self.document["Mappings"][mapping][first][second]
        except (KeyError, ValueError) as error:
            raise TemplateError(where, f"Fn::FindInMap {path} is not in the template's Mappings") from error

    def _holds(self, condition: str, where: str) -> bool:
        conditions = self.document.get("Conditions", {})
        if condition not in conditions:
            raise TemplateError(where, f"there is no condition '{condition}'")
        return self.resolve(conditions[condition], f"Conditions.{condition}")

    def _ref(self, name: str, where: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        if name in self.values:
            return self.values[name]
        if name in _PSEUDO_PARAMETERS:
            return _PSEUDO_PARAMETERS[name]
        if name in self.document["Resources"]:
            return self._physical_name(name)
        if made := self._made_by_sam(name):
            return made
        raise TemplateError(where, f"Ref names '{name}', which is neither a parameter nor a resource")

    def _made_by_sam(self, name: str) -> str:
        """The first version of a function with an alias, that alias, or what CodeDeploy calls the two; or ''."""
        if name == _APPLICATION:
            return name
        found = _MADE.fullmatch(name)
        function = self.document["Resources"].get(found["function"], {}) if found else {}
        alias = function.get("Properties", {}).get("AutoPublishAlias")
        if not alias:
            return ""
        arn = f"{_ARNS[function['Type']]}{self._physical_name(found['function'])}"
        return {".Version": f"{arn}:1", ".Alias": f"{arn}:{alias}", "DeploymentGroup": name}[found["made"]]

    def _attribute(self, path: list[str], where: str) -> str:
        name, attribute = path[0], ".".join(path[1:])
        kind = self.document["Resources"].get(name, {}).get("Type")
        if kind in _ARNS and attribute == "Arn":
            return _ARNS[kind] + self._physical_name(name) + _ENDS.get(kind, "")
        if kind == "AWS::DynamoDB::Table" and attribute == "StreamArn":
            return _ARNS[kind] + self._physical_name(name) + STREAM
        if known := _ATTRIBUTES.get((kind, attribute)):
            return known.format(name=self._physical_name(name))
        raise TemplateError(where, f"Fn::GetAtt {name}.{attribute} cannot be resolved locally")

    def _sub(self, text: str, more: Mapping[str, Any], where: str) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1].strip()
            if name in more:
                return str(more[name])
            return self._attribute(name.split(".", 1), where) if "." in name else self._ref(name, where)

        return _SUB_LITERAL.sub(r"${\1}", _SUB_VARIABLE.sub(value, text))

    def _physical_name(self, logical_id: str) -> str:
        resource = self.document["Resources"][logical_id]
        properties = resource.get("Properties", {})
        if name := next((properties[key] for key in _NAMES if key in properties), None):
            return self.resolve(name, f"Resources.{logical_id}.Properties")
        # The names of buckets have no capitals.
        return logical_id.lower() if resource["Type"] == "AWS::S3::Bucket" else logical_id


def load_document(path: Path) -> dict[str, Any]:
    """The template's YAML, short tags written out. Raises `TemplateError`."""
    try:
        document = yaml.load(path.read_text("utf-8"), _Loader)
    except OSError as error:
        raise TemplateError(str(path), f"cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise TemplateError(str(path), " ".join(str(error).split())) from error
    if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
        raise TemplateError(str(path), "is not a CloudFormation template: it has no Resources")
    return document


def _is_function(value: dict[str, Any]) -> bool:
    return len(value) == 1 and str(next(iter(value))).startswith(("Ref", "Fn::"))
