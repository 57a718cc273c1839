"""What a call of an AWS client asks IAM for: actions, resources, and the values of condition keys.

Which keys an action knows: https://docs.aws.amazon.com/service-authorization/latest/reference/list_dynamodb.html
How they are made of a request:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lamppost.errors import LamppostError
from lamppost.local_cloud.policies import Asked
from lamppost.local_cloud.template import ACCOUNT, REGION

type _Parameters = Mapping[str, Any]
# The name of the partition key, by table, and by table/index.
type PartitionKeys = Mapping[str, str]

# The parts of a transaction are each checked as the action that they stand for:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
_PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
_READS = ("GetItem", "BatchGetItem", "Query", "Scan")
_EXPRESSIONS = (
    *("KeyConditionExpression", "FilterExpression", "ProjectionExpression", "ConditionExpression", "UpdateExpression"),
)
_GROUPS = f"arn:aws:codedeploy:{REGION}:{ACCOUNT}:deploymentgroup:"
_SCHEDULES = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/"


class NotTold(LamppostError):
    def __init__(self, service: str, operation: str) -> None:
        super().__init__(f"which permission {service}.{operation} takes is not told in lamppost/local_cloud/asked.py")


def asked_of(service: str, operation: str, parameters: _Parameters, keys: PartitionKeys) -> list[Asked]:
    """`service` is botocore's name for it. Raises `NotTold` for what is not known here: nothing goes unchecked."""
    if service == "dynamodb":
        return list(_of_dynamodb(operation, parameters, keys))
    if service not in _OTHERS:
        raise NotTold(service, operation)
    return list(_OTHERS[service](operation, parameters))


def asked_for_what_is_missing(bucket: str) -> Asked:
    """Who may not list a bucket is told 403 of an object that is not there, and not 404:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """
    return Asked("s3:ListBucket", f"arn:aws:s3:::{bucket}")


def _of_dynamodb(operation: str, parameters: _Parameters, keys: PartitionKeys) -> Iterator[Asked]:
    if "TransactItems" in parameters:
        for part in parameters["TransactItems"]:
            ((kind, said),) = part.items()
            yield _on_table(_PARTS[kind], said, keys, enclosing=operation)
    elif "RequestItems" in parameters:
        for table, said in parameters["RequestItems"].items():
            yield _batch(operation, table, said, keys)
    elif "TableName" in parameters:
        yield _on_table(operation, parameters, keys)
    else:
        raise NotTold("dynamodb", operation)


def _batch(operation: str, table: str, said: Any, keys: PartitionKeys) -> Asked:
    """All keys and attributes of one table together."""
    if operation == "BatchGetItem":
        return _on_table(operation, said | {"TableName": table}, keys, items=said["Keys"])
    requests = [next(iter(each.values())) for each in said]
    written = [each.get("Item") or each["Key"] for each in requests]
    return _on_table(operation, {"TableName": table}, keys, items=written)


def _on_table(
    action: str,
    said: _Parameters,
    keys: PartitionKeys,
    *,
    items: Sequence[Mapping[str, Any]] = (),
    enclosing: str = "",
) -> Asked:
    table = said["TableName"].rpartition("/")[2]
    place = f"{table}/index/{said['IndexName']}" if "IndexName" in said else table
    named = items or [said[name] for name in ("Key", "Item") if name in said]
    attributes = dict.fromkeys(name for item in named for name in item) | dict.fromkeys(_attributes(said))
    leading = [_text(item[keys[place]]) for item in named] or _queried(said, keys.get(place, ""))
    context: dict[str, Sequence[str]] = {"dynamodb:Attributes": list(attributes), "dynamodb:LeadingKeys": leading}
    if action in _READS:
        context["dynamodb:Select"] = [_select(said)]
    else:
        context["dynamodb:ReturnValues"] = [_returned(said)]
    # It is no key of ConditionCheckItem's.
    if enclosing and action != "ConditionCheckItem":
        context["dynamodb:EnclosingOperation"] = [enclosing]
    return Asked(f"dynamodb:{action}", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{place}", context)


def _select(said: _Parameters) -> str:
    if "Select" in said:
        return said["Select"]
    if "ProjectionExpression" in said:
        return "SPECIFIC_ATTRIBUTES"
    return "ALL_PROJECTED_ATTRIBUTES" if "IndexName" in said else "ALL_ATTRIBUTES"


def _returned(said: _Parameters) -> str:
    """What a failed condition brings back is taken for returned as well.

    AWS does not say so; but ConditionCheckItem, which has no other, knows the key dynamodb:ReturnValues.
    """
    if said.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
        return "ALL_OLD"
    return said.get("ReturnValues", "NONE")


def _attributes(said: _Parameters) -> Iterator[str]:
    names = said.get("ExpressionAttributeNames", {})
    for kind in _EXPRESSIONS:
        for word in _words(said.get(kind, "")):
            yield names[word] if word.startswith("#") else word


# A path's first name, and neither a value (`:now`) nor what stands deeper (`a.b`, `#a.#b`), nor a function.
_WORD = re.compile(r"(?<![\w.:#])#?[A-Za-z_]\w*(?!\w|\s*\()")
_KEYWORDS = frozenset({"SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "BETWEEN", "IN"})


@lru_cache(1024)
def _words(expression: str) -> tuple[str, ...]:
    """The top-level names in an expression, as they stand there."""
    found = (word for word in _WORD.findall(expression) if word.upper() not in _KEYWORDS)
    return tuple(dict.fromkeys(found))


_EQUALS = re.compile(r"(#?\w+)\s*=\s*(:\w+)")


def _queried(said: _Parameters, key: str) -> list[str]:
    """The partition that a Query asks for: the table's, or the index's."""
    names, values = said.get("ExpressionAttributeNames", {}), said.get("ExpressionAttributeValues", {})
    found = _EQUALS.findall(said.get("KeyConditionExpression", ""))
    return [_text(values[value]) for name, value in found if names.get(name, name) == key]


def _text(value: Mapping[str, Any]) -> str:
    return str(next(iter(value.values())))


def _of_s3(operation: str, parameters: _Parameters) -> Iterator[Asked]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html; a condition reads."""
    if operation == "ListObjectsV2":
        yield asked_for_what_is_missing(parameters["Bucket"])
        return
    if "Key" not in parameters:
        raise NotTold("s3", operation)
    place = f"arn:aws:s3:::{parameters['Bucket']}/{parameters['Key']}"
    if operation != "PutObject":
        yield Asked(f"s3:{'GetObject' if operation == 'HeadObject' else operation}", place)
        return
    conditions = (("s3:if-match", "IfMatch"), ("s3:if-none-match", "IfNoneMatch"))
    yield Asked("s3:PutObject", place, {key: [parameters[name]] for key, name in conditions if name in parameters})
    if "IfMatch" in parameters:
        yield Asked("s3:GetObject", place)


def _of_scheduler(operation: str, parameters: _Parameters) -> Iterator[Asked]:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_scheduler.html"""
    yield Asked(f"scheduler:{operation}", f"{_SCHEDULES}{parameters['GroupName']}/{parameters['Name']}")
    if "Target" in parameters:
        passed = {"iam:PassedToService": ["scheduler.amazonaws.com"]}
        yield Asked("iam:PassRole", parameters["Target"]["RoleArn"], passed)


def _of_cloudfront(operation: str, parameters: _Parameters) -> Iterator[Asked]:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_cloudfront.html"""
    yield Asked(f"cloudfront:{operation}", f"arn:aws:cloudfront::{ACCOUNT}:distribution/{parameters['DistributionId']}")


def _of_lambda(operation: str, parameters: _Parameters) -> Iterator[Asked]:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_lambda.html; each version has an ARN."""
    yield Asked(f"lambda:{'InvokeFunction' if operation == 'Invoke' else operation}", parameters["FunctionName"])


def _of_codedeploy(operation: str, parameters: _Parameters) -> Iterator[Asked]:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_codedeploy.html

    AWS looks up which group a deployment is of (application/group); here that is what the deployment's id says.
    """
    yield Asked(f"codedeploy:{operation}", f"{_GROUPS}{parameters['deploymentId']}")


_OTHERS: dict[str, Callable[[str, _Parameters], Iterator[Asked]]] = {
    "s3": _of_s3,
    "scheduler": _of_scheduler,
    "cloudfront": _of_cloudfront,
    "lambda": _of_lambda,
    "codedeploy": _of_codedeploy,
}
