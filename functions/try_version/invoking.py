"""Calling a version of a function through a boto3 Lambda client.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
from collections.abc import Callable
from typing import Any

from try_version.trial import NotWell


def invoker(client: Any) -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    """Calls a version, by its ARN, with an event. What it returns raises `NotWell` when the function fails."""

    def invoke(version: str, event: dict[str, Any]) -> dict[str, Any]:
        answer = client.invoke(FunctionName=version, Payload=json.dumps(event))
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            # Its type only: what it says may quote what it was handling.
            raise NotWell(f"{version} failed: {said.get('errorType', answer['FunctionError'])}")
        return said

    return invoke
