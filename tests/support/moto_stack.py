"""A transformed template as far as moto can make a stack of it: what it cannot make is left out, and stood in for."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

type Document = dict[str, Any]

_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
# moto deletes what is kept unless it never came to be; and a stack that failed is no part of this.
_KEPT = "RetainExceptOnCreate"


def without(document: Document, kinds: Iterable[str]) -> Document:
    """The template less all resources of these types; whatever pointed at one gets a text instead."""
    left_out = {name for name, each in document["Resources"].items() if each["Type"] in kinds}
    copied = deepcopy(document)
    copied["Resources"] = {name: each for name, each in copied["Resources"].items() if name not in left_out}
    for resource in copied["Resources"].values():
        waits_for = resource.pop("DependsOn", [])
        waits_for = [waits_for] if isinstance(waits_for, str) else waits_for
        resource["DependsOn"] = [name for name in waits_for if name not in left_out]
        if resource.get("DeletionPolicy") == _KEPT:
            resource["DeletionPolicy"] = "Retain"
    return {key: _stand_in(value, left_out) for key, value in copied.items()}


def _stand_in(value: Any, left_out: set[str]) -> Any:
    match value:
        case {"Ref": name} if name in left_out:
            return name
        case {"Fn::GetAtt": [name, attribute]} if name in left_out:
            return _text(f"{name}.{attribute}")
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": _stand_in_sub(text, left_out)}
        case {"Fn::Sub": [text, more]}:
            return {"Fn::Sub": [_stand_in_sub(text, left_out), _stand_in(more, left_out)]}
        case dict():
            return {key: _stand_in(each, left_out) for key, each in value.items()}
        case list():
            return [_stand_in(each, left_out) for each in value]
    return value


def _stand_in_sub(text: str, left_out: set[str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        return _text(found[1]) if found[1].partition(".")[0] in left_out else found[0]

    return _VARIABLE.sub(replaced, text)


def _text(path: str) -> str:
    name, _, attribute = path.partition(".")
    return f"arn:aws:lamppost:us-east-1:123456789012:{name}" if attribute == "Arn" else name


class Stack:
    """A stack in moto, by the clients of `session`."""

    def __init__(self, session: Any, name: str) -> None:
        self._client = session.client("cloudformation")
        self._name = name

    def create(self, document: Document, **parameters: str) -> None:
        self._send(self._client.create_stack, document, parameters)

    def update(self, document: Document, **parameters: str) -> None:
        self._send(self._client.update_stack, document, parameters)

    def delete(self) -> None:
        self._client.delete_stack(StackName=self._name)

    @property
    def made(self) -> Mapping[str, str]:
        """The physical id, or '', of each resource, by its logical one. What moto does not know has neither."""
        found = self._client.describe_stack_resources(StackName=self._name)["StackResources"]
        known = [each for each in found if "LogicalResourceId" in each]
        return {each["LogicalResourceId"]: each.get("PhysicalResourceId", "") for each in known}

    @property
    def outputs(self) -> Mapping[str, str]:
        (stack,) = self._client.describe_stacks(StackName=self._name)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    @property
    def status(self) -> str:
        (stack,) = self._client.describe_stacks(StackName=self._name)["Stacks"]
        return stack["StackStatus"]

    def _send(self, call: Callable[..., Any], document: Document, parameters: Mapping[str, str]) -> None:
        chosen = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
        call(
            StackName=self._name,
            TemplateBody=json.dumps(document),
            Parameters=chosen,
            Capabilities=["CAPABILITY_IAM"],
        )
