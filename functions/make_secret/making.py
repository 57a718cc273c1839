"""A custom resource's requests and answers: a secret when it is made, another one whenever it is changed.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requesttypes.html
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

# As many as there may be in use: that which the edge sends, the next one, and a third where an update was rolled back.
_ACCEPTED = 3


def answer(event: dict[str, Any]) -> dict[str, Any]:
    """What CloudFormation is told: `Secret` for the edge, and `Accepted` for the functions.

    Accepted are the SHA-256 digests of this secret and of those before it, newest first, with spaces between them. The
    id of the resource says them too: so each change is told those before by CloudFormation itself, nothing has to be
    kept elsewhere, and no place but the edge's own settings holds a secret that could be used. A changed id means that
    the old resource is deleted at the end, which there is nothing to do for.
    """
    match event["RequestType"]:
        case "Create":
            return _made(event, known=())
        case "Update":
            return _made(event, known=event["PhysicalResourceId"].split("-"))
        case "Delete":
            return _told(event, "SUCCESS", event["PhysicalResourceId"])
    return failure(event, f"there is no request of type {event['RequestType']!r}")


def failure(event: dict[str, Any], reason: str) -> dict[str, Any]:
    return _told(event, "FAILED", event.get("PhysicalResourceId", "none")) | {"Reason": reason}


def _made(event: dict[str, Any], known: Sequence[str]) -> dict[str, Any]:
    secret = secrets.token_hex(32)
    accepted = [sha256(secret.encode()).hexdigest(), *known][:_ACCEPTED]
    data = {"Secret": secret, "Accepted": " ".join(accepted)}
    # NoEcho: whoever asks CloudFormation for the resource sees asterisks.
    return _told(event, "SUCCESS", "-".join(accepted)) | {"NoEcho": True, "Data": data}


def _told(event: dict[str, Any], status: str, physical_id: str) -> dict[str, Any]:
    same = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    return {"Status": status, "PhysicalResourceId": physical_id, **same}
