"""A function of the blog, called by a command: the deployed one, or the same code in this process."""

import json
from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config

from lamppost.local_cloud.lambda_functions import Answered, Failed, LambdaFunction, Outcome
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack

# A function may take fifteen minutes, and is not to be called again because this end has lost patience.
_PATIENT = Config(read_timeout=910, retries={"total_max_attempts": 1})


def call_deployed(arn: str, event: dict[str, Any]) -> Outcome:
    """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html; any `ClientError` rises untouched."""
    answer = boto3.client("lambda", config=_PATIENT).invoke(FunctionName=arn, Payload=json.dumps(event))
    said = json.load(answer["Payload"])
    if "FunctionError" in answer:
        return Failed(": ".join(filter(None, (said.get("errorType"), said.get("errorMessage")))))
    return Answered(said)


def call_here(name: str, event: dict[str, Any], database: str, services: str) -> Outcome:
    """A function of infra/template.yaml, by its logical id, on the tables and services at two endpoints."""
    return _started(name, database, services).invoke(event)


@lru_cache
def _started(name: str, database: str, services: str) -> LambdaFunction:
    """Its clients keep the account and the endpoints that they are made with."""
    with local_account(database, services):
        return LambdaFunction(read_stack().functions[name])
