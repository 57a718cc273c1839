"""How AWS refuses, in each service's own protocol: status, headers and body as the service sends them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://smithy.io/2.0/aws/protocols/index.html
"""

import json
from functools import cache
from typing import Any

from botocore.loaders import create_loader
from botocore.model import ServiceModel

from lamppost.local_cloud.answers import Answer

DYNAMODB = "dynamodb"
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
TRANSACTION = "TransactWriteItems"
_SAID = "A fault of the local cloud"
_REQUEST = ("x-amzn-requestid", "00000000-0000-0000-0000-000000000000")


@cache
def model_of(service: str) -> ServiceModel:
    """What botocore knows of a service. Raises botocore's `UnknownServiceError`."""
    return ServiceModel(create_loader().load_service_model(service, "service-2"), service)


def signing_name(service: str) -> str:
    """What requests to a service are signed for: `ses` for botocore's sesv2."""
    return model_of(service).signing_name


def throttled() -> Answer:
    return _dynamodb("ThrottlingException", "Rate of requests exceeds the allowed throughput.")


def conflict(operation: str, body: bytes) -> Answer:
    """Somebody else is writing one of the items: a transaction is cancelled, a single write refused."""
    if operation != TRANSACTION:
        return _dynamodb("TransactionConflictException", "Transaction is ongoing for the item")
    wanted = json.loads(body)["TransactItems"]
    reasons = [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}]
    reasons += [{"Code": "None"}] * (len(wanted) - 1)
    said = "Transaction cancelled, please refer cancellation reasons for specific reasons"
    return _dynamodb("TransactionCanceledException", said, CancellationReasons=reasons)


def expired() -> Answer:
    """Of a signature from another time, as from a function whose clock is wrong by five minutes or more."""
    said = "Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T002000Z - 5 min.)"
    return _dynamodb("InvalidSignatureException", said)


def refused(service: str) -> Answer:
    """What any service says when it takes no more requests just now."""
    protocol = model_of(service).metadata["protocol"]
    if service == "s3":
        return _xml(503, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>")
    if protocol in ("rest-xml", "query", "ec2"):
        said = f"<Type>Sender</Type><Code>Throttling</Code><Message>{_SAID}</Message>"
        return _xml(503, f"<ErrorResponse><Error>{said}</Error></ErrorResponse>")
    kind = "ThrottlingException"
    headers = (("content-type", "application/json"), ("x-amzn-errortype", kind), _REQUEST)
    return Answer(429, headers, json.dumps({"__type": kind, "message": _SAID}).encode())


def _dynamodb(kind: str, message: str, **more: Any) -> Answer:
    said = {"__type": f"com.amazonaws.dynamodb.v20120810#{kind}", "message": message, "Message": message}
    return Answer(400, (("content-type", "application/x-amz-json-1.0"), _REQUEST), json.dumps(said | more).encode())


def _xml(status: int, body: str) -> Answer:
    return Answer(
        status, (("content-type", "application/xml"),), f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()
    )
