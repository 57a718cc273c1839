"""What a role grants that nobody has asked for: a statement, an action, a resource, or a value of a condition."""

from collections.abc import Iterable, Iterator, Sequence

from lamppost.local_cloud.policies import Asked, Condition, Policy, Statement

# What Lambda itself does in a function's name; the function never asks for it.
LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
STREAMS = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")
TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
BY_LAMBDA = frozenset({*LOGS, *STREAMS, *TRACES, "sqs:SendMessage"})


def by_function(policy: Policy) -> list[Statement]:
    """The statements about what the function itself asks for."""
    return [each for each in policy.statements if not set(each.actions) <= BY_LAMBDA]


def unused(policy: Policy, asked: Iterable[Asked]) -> list[str]:
    """Grants without a call, in words; each leading key is to be asked for by each action of its statement."""
    calls = list(asked)
    return [each for statement in by_function(policy) for each in _unused(statement, calls)]


def _unused(statement: Statement, asked: Sequence[Asked]) -> Iterator[str]:
    calls = [each for each in asked if statement.applies(each)]
    for action in statement.actions:
        its = [each for each in calls if each.action == action]
        if not its:
            yield f"{statement.sid}: {action}"
        for condition in statement.conditions:
            if condition.key == "dynamodb:LeadingKeys":
                yield from (f"{statement.sid}: {action} of {value}" for value in _unmatched(condition, its))
    for resource in statement.resources:
        alone = Statement("Allow", ("*",), (resource,))
        if not any(map(alone.applies, calls)):
            yield f"{statement.sid}: on {resource}"
    for condition in statement.conditions:
        yield from (f"{statement.sid}: {condition.key} {value}" for value in _unmatched(condition, calls))


def _unmatched(condition: Condition, calls: Sequence[Asked]) -> Iterator[str]:
    """The condition's values that no call has, where they say what is allowed."""
    if condition.operator == "Null":
        return
    for value in condition.values:
        alone = Condition(condition.operator.rpartition(":")[2], condition.key, (value,))
        if not any(alone.holds(each.context) for each in calls):
            yield value
