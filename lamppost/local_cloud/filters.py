"""Which records of a stream a function wants to see: filter patterns, as far as values and prefixes go.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lamppost.local_cloud.template import TemplateError

type Pattern = Mapping[str, Any]


def read_patterns(criteria: Mapping[str, Any], where: str) -> tuple[Pattern, ...]:
    """The patterns of a FilterCriteria. Raises `TemplateError` for one that is no JSON or asks for more."""
    patterns = []
    for each in criteria.get("Filters", ()):
        try:
            patterns.append(json.loads(each["Pattern"]))
        except ValueError as error:
            raise TemplateError(f"{where}.FilterCriteria", f"a pattern is no JSON: {error}") from error
        _check(patterns[-1], f"{where}.FilterCriteria")
    return tuple(patterns)


def passes(record: Mapping[str, Any], patterns: Sequence[Pattern]) -> bool:
    """Whether one of the patterns matches; without any, all records pass."""
    return not patterns or any(_matches(record, pattern) for pattern in patterns)


def _matches(value: Any, pattern: Any) -> bool:
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(
            name in value and _matches(value[name], each) for name, each in pattern.items()
        )
    return any(_meets(value, rule) for rule in pattern)


def _meets(value: Any, rule: Any) -> bool:
    if isinstance(rule, Mapping):
        return isinstance(value, str) and value.startswith(rule["prefix"])
    return value == rule


def _check(pattern: Any, where: str) -> None:
    if isinstance(pattern, Mapping):
        for each in pattern.values():
            _check(each, where)
        return
    for rule in pattern if isinstance(pattern, list) else [{}]:
        if isinstance(rule, Mapping) and list(rule) != ["prefix"]:
            raise TemplateError(where, f"{json.dumps(pattern)} cannot be matched locally")
