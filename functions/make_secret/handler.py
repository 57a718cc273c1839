"""The door: CloudFormation's request comes in, and its answer goes to the address that it names."""

import json
from typing import Any
from urllib.request import Request, urlopen

from make_secret.making import answer, failure

# The address is signed without a content type, and so is refused with one.
_HEADERS = {"Content-Type": ""}
_SECONDS = 5


def handle(event: dict[str, Any], context: Any) -> None:
    """An answer that cannot be delivered rises, and Lambda tries again: until then CloudFormation waits."""
    try:
        told = answer(event)
    except (KeyError, AttributeError) as error:
        # Else the stack would wait for two minutes to learn less than this.
        told = failure(event, f"the request cannot be read: {type(error).__name__} {error}")
    request = Request(event["ResponseURL"], json.dumps(told).encode(), _HEADERS, method="PUT")
    with urlopen(request, timeout=_SECONDS):
        print(f"{event['RequestType']} {event['LogicalResourceId']}: {told['Status']}")
