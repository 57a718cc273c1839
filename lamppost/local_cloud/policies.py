"""IAM policies, evaluated in full: actions, resources and conditions, a Deny before any Allow.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
What a policy of ours does not use (policy variables, dates, numbers, addresses) is an error when it is read and is not
passed over.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from operator import eq
from typing import Any

from lamppost.errors import LamppostError

# A condition key is missing, has a value, or has several.
type Context = Mapping[str, Sequence[str]]
type _Test = Callable[[str, str], bool]


class PolicyError(LamppostError):
    """A policy says something that cannot be evaluated here."""


class Decision(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"
    NOT_GRANTED = "not granted"


@dataclass(frozen=True, slots=True)
class Asked:
    """One action on one resource. `context` holds the values of condition keys, by their names as AWS writes them."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator such as `ForAllValues:StringLike`, a condition key and the policy's values. Raises `PolicyError`."""

    operator: str
    key: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        of_set, _, each = self.operator.rpartition(":")
        is_known = self._plain in _OPERATORS and of_set in ("", "ForAllValues", "ForAnyValue")
        # Of a key that is not there, the one says no and the other yes; AWS does not say which of them holds.
        is_twofold = of_set == "ForAnyValue" and each.endswith("IfExists")
        if self.operator != "Null" and (is_twofold or not is_known):
            raise PolicyError(f"the condition operator {self.operator} is not evaluated here")
        if any("${" in value for value in self.values):
            raise PolicyError(f"the policy variable in {', '.join(self.values)} is not evaluated here")

    @property
    def _plain(self) -> str:
        return self.operator.rpartition(":")[2].removesuffix("IfExists")

    def holds(self, context: Context) -> bool:
        """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html"""
        given = context.get(self.key, ())
        if self._plain == "Null":
            return (not given) == (self.values[0] == "true")
        if not given and self.operator.endswith("IfExists"):
            return True
        if self.operator.startswith("ForAllValues:"):
            return all(map(self._matches, given))
        if self.operator.startswith("ForAnyValue:") or given:
            return any(map(self._matches, given))
        return _OPERATORS[self._plain][1]

    def _matches(self, given: str) -> bool:
        """Of a negated operator's values none may match, of any other's one must."""
        test, is_negated = _OPERATORS[self._plain]
        return any(test(value, given) for value in self.values) is not is_negated


@dataclass(frozen=True, slots=True)
class Statement:
    """`actions` and `resources` are patterns; those of NotAction and NotResource stand for all others."""

    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    sid: str = ""
    but_actions: bool = False
    but_resources: bool = False

    def applies(self, asked: Asked) -> bool:
        return (
            self.is_about(asked.action) is not self.but_actions
            and any(_arn(each).fullmatch(asked.resource) for each in self.resources) is not self.but_resources
            and all(condition.holds(asked.context) for condition in self.conditions)
        )

    def is_about(self, action: str) -> bool:
        return any(_name(each).fullmatch(action) for each in self.actions)


@dataclass(frozen=True, slots=True)
class Policy:
    """All statements that hold for a role."""

    statements: tuple[Statement, ...] = ()

    def decide(self, asked: Asked) -> Decision:
        effects = {each.effect for each in self.statements if each.applies(asked)}
        if "Deny" in effects:
            return Decision.DENIED
        return Decision.ALLOWED if "Allow" in effects else Decision.NOT_GRANTED


def read_policy(statements: Iterable[Mapping[str, Any]]) -> Policy:
    """From the statements of policy documents. Raises `PolicyError`."""
    return Policy(tuple(map(_statement, statements)))


_ELEMENTS = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}


def _statement(said: Mapping[str, Any]) -> Statement:
    sid = said.get("Sid", "")
    actions, resources = ({"Action", "NotAction"} & said.keys(), {"Resource", "NotResource"} & said.keys())
    if said.keys() - _ELEMENTS or len(actions) != 1 or len(resources) != 1 or said["Effect"] not in ("Allow", "Deny"):
        raise PolicyError(f"the statement {sid or dict(said)} is not one of a role's policy")
    (action,), (resource,) = actions, resources
    return Statement(
        effect=said["Effect"],
        actions=listed(said[action]),
        resources=listed(said[resource]),
        conditions=tuple(
            Condition(operator, key, listed(values))
            for operator, keys in said.get("Condition", {}).items()
            for key, values in keys.items()
        ),
        sid=sid,
        but_actions=action == "NotAction",
        but_resources=resource == "NotResource",
    )


def listed(value: Any) -> tuple[str, ...]:
    """A policy's element, which may be one value or several."""
    found = value if isinstance(value, list) else [value]
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in found)


@lru_cache(2048)
def _like(pattern: str) -> re.Pattern[str]:
    """`*` is any text, `?` any character."""
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


@lru_cache(2048)
def _name(pattern: str) -> re.Pattern[str]:
    """An action's name, in which capitals mean nothing."""
    return re.compile(_like(pattern).pattern, re.IGNORECASE)


@lru_cache(2048)
def _arn(pattern: str) -> re.Pattern[str]:
    """Within one part of an ARN; at a part's end `*` may go beyond it:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    inner = re.escape(pattern).replace(r"\?", "[^:]")
    return re.compile(re.sub(r"\\\*(?!:|$)", "[^:]*", inner).replace(r"\*", ".*"), re.DOTALL)


def _is_like(pattern: str, given: str) -> bool:
    return _like(pattern).fullmatch(given) is not None


def _is_arn_like(pattern: str, given: str) -> bool:
    """Each of the six parts by itself."""
    wanted, parts = pattern.split(":", 5), given.split(":", 5)
    return len(wanted) == len(parts) and all(map(_is_like, wanted, parts))


def _is_same_word(value: str, given: str) -> bool:
    return value.casefold() == given.casefold()


# By its name, what an operator compares with, and whether it is negated: true of a key that is missing.
_OPERATORS: dict[str, tuple[_Test, bool]] = {
    "StringEquals": (eq, False),
    "StringNotEquals": (eq, True),
    "StringEqualsIgnoreCase": (_is_same_word, False),
    "StringNotEqualsIgnoreCase": (_is_same_word, True),
    "StringLike": (_is_like, False),
    "StringNotLike": (_is_like, True),
    "Bool": (_is_same_word, False),
    "ArnEquals": (_is_arn_like, False),
    "ArnLike": (_is_arn_like, False),
    "ArnNotEquals": (_is_arn_like, True),
    "ArnNotLike": (_is_arn_like, True),
}
