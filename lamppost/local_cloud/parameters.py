"""A template's parameters: what was chosen, or the default, held against the template's own rules.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

import re
from collections.abc import Mapping
from typing import Any

from lamppost.local_cloud.template import TemplateError

type Declared = Mapping[str, Any]


def parameter_values(declared: Mapping[str, Declared], chosen: Mapping[str, str]) -> dict[str, str]:
    """Every parameter's value, as text. Raises `TemplateError` for an unknown, missing or forbidden one."""
    if unknown := sorted(set(chosen) - set(declared)):
        known = ", ".join(declared) or "none"
        raise TemplateError("", f"the template has no parameter '{unknown[0]}'; it has: {known}")
    values = {name: _value(name, rules, chosen) for name, rules in declared.items()}
    for name, value in values.items():
        if problem := _problem(declared[name], value):
            explanation = declared[name].get("ConstraintDescription") or problem
            raise TemplateError("", f"parameter {name} cannot be '{value}': {explanation}")
    return values


def _value(name: str, rules: Declared, chosen: Mapping[str, str]) -> str:
    if name in chosen:
        return chosen[name]
    if "Default" not in rules:
        raise TemplateError("", f"parameter {name} has no default: give it a value")
    return as_text(rules["Default"])


def _problem(rules: Declared, value: str) -> str:
    """What a value offends against, or ''."""
    if (allowed := [as_text(each) for each in rules.get("AllowedValues", ())]) and value not in allowed:
        return f"it must be one of {', '.join(allowed)}"
    if (pattern := rules.get("AllowedPattern")) and not re.fullmatch(pattern, value):
        return f"it must match {pattern}"
    return _number_problem(rules, value) if rules.get("Type") == "Number" else _length_problem(rules, value)


def _length_problem(rules: Declared, value: str) -> str:
    if len(value) < int(rules.get("MinLength", 0)):
        return f"it must have at least {rules['MinLength']} characters"
    if "MaxLength" in rules and len(value) > int(rules["MaxLength"]):
        return f"it must have at most {rules['MaxLength']} characters"
    return ""


def _number_problem(rules: Declared, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "it must be a number"
    if number < float(rules.get("MinValue", "-inf")):
        return f"it must be at least {rules['MinValue']}"
    if number > float(rules.get("MaxValue", "inf")):
        return f"it must be at most {rules['MaxValue']}"
    return ""


def as_text(value: Any) -> str:
    """A YAML scalar as CloudFormation hands it on: everything is text, booleans in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)
