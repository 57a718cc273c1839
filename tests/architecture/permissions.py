"""The calls of AWS clients as the IAM permissions that AWS would check, which moto does not.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lamppost.local_cloud.template import ACCOUNT, REGION

type Grant = tuple[str, str]

# The parts of a transaction are each checked as the action that they stand for.
TRANSACTION_PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
TABLES = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"
SCHEDULES = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/"


def of_dynamodb(operation: str, parameters: dict[str, Any]) -> Iterator[Grant]:
    if "TransactItems" in parameters:
        for part in parameters["TransactItems"]:
            ((kind, arguments),) = part.items()
            yield f"dynamodb:{TRANSACTION_PARTS[kind]}", TABLES + arguments["TableName"]
    elif "RequestItems" in parameters:
        yield from ((f"dynamodb:{operation}", TABLES + table) for table in parameters["RequestItems"])
    else:
        index = f"/index/{parameters['IndexName']}" if "IndexName" in parameters else ""
        yield f"dynamodb:{operation}", TABLES + parameters["TableName"] + index


def of_s3(operation: str, parameters: dict[str, Any]) -> Iterator[Grant]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html; a condition reads."""
    place = f"arn:aws:s3:::{parameters['Bucket']}/{parameters['Key']}"
    yield f"s3:{'GetObject' if operation == 'HeadObject' else operation}", place
    if "IfMatch" in parameters:
        yield "s3:GetObject", place


def of_scheduler(operation: str, parameters: dict[str, Any]) -> Iterator[Grant]:
    yield f"scheduler:{operation}", f"{SCHEDULES}{parameters['GroupName']}/*"
    if "Target" in parameters:
        yield "iam:PassRole", parameters["Target"]["RoleArn"]


def of_cloudfront(operation: str, parameters: dict[str, Any]) -> Iterator[Grant]:
    yield f"cloudfront:{operation}", f"arn:aws:cloudfront::{ACCOUNT}:distribution/{parameters['DistributionId']}"


NEEDED = {"cloudfront": of_cloudfront, "dynamodb": of_dynamodb, "s3": of_s3, "scheduler": of_scheduler}


class Recorder:
    """The permissions that were needed while somebody was being recorded."""

    def __init__(self) -> None:
        self._recording: set[Grant] | None = None

    def watch(self, client: Any) -> None:
        service = client.meta.service_model.service_name
        client.meta.events.register(f"provide-client-params.{service}", self._record)
        client.meta.events.register("after-call.s3", self._record_missing)

    @contextmanager
    def into(self, grants: set[Grant]) -> Iterator[None]:
        self._recording = grants
        yield
        self._recording = None

    def _record(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if self._recording is not None:
            self._recording |= set(NEEDED[model.service_model.service_name](model.name, params))

    def _record_missing(self, http_response: Any, context: dict[str, Any], **_: Any) -> None:
        """Who may not list a bucket is told 403 of what is not there, and not the 404 that the code expects."""
        if self._recording is not None and http_response.status_code == 404:
            bucket = context["s3_redirect"]["bucket"]
            self._recording.add(("s3:ListBucket", f"arn:aws:s3:::{bucket}"))
