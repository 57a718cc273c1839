"""Credentials and a region that belong to nobody, so that nothing here can reach, or needs, an AWS account."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
import botocore.session

from lamppost.local_cloud.template import REGION

_VARIABLES = {
    # DynamoDB Local keeps a database for each access key, whose characters must be letters and digits:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
    "AWS_ACCESS_KEY_ID": "lamppost",
    "AWS_SECRET_ACCESS_KEY": "lamppost",
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    # What stands in the user's own configuration must not lead elsewhere.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_DATABASE = ("DYNAMODB", "DYNAMODB_STREAMS")
_REMOVED = (
    *("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"),
    *(f"AWS_ENDPOINT_URL_{service}" for service in (*_DATABASE, "S3", "SCHEDULER", "SQS", "CLOUDFRONT")),
)


@contextmanager
def environment(variables: Mapping[str, str], without: tuple[str, ...] = ()) -> Iterator[None]:
    """os.environ with `variables` set and `without` removed; as it was before, afterwards."""
    before = {name: os.environ.get(name) for name in (*variables, *without)}
    for name in without:
        os.environ.pop(name, None)
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _HandlersSession(botocore.session.Session):
    """What a handler makes that starts without boto3: its clients are those of boto3's default session all the same."""

    def create_client(self, service_name: str, **arguments: Any) -> Any:
        if boto3.DEFAULT_SESSION and boto3.DEFAULT_SESSION._session is self:
            return super().create_client(service_name, **arguments)
        return boto3.client(service_name, **arguments)


# boto3 itself asks botocore.session.get_session for a session, and handlers for the class.
_Session = botocore.session.Session


@contextmanager
def local_account(endpoint: str = "", others: str = "") -> Iterator[boto3.Session]:
    """boto3's default session, new and of this account; DynamoDB, its streams too, is at `endpoint` if one is given.

    All other services are at the endpoint `others`, if one is given.
    """
    at = {f"AWS_ENDPOINT_URL_{service}": endpoint for service in _DATABASE if endpoint}
    variables = _VARIABLES | at | ({"AWS_ENDPOINT_URL": others} if others else {})
    before = boto3.DEFAULT_SESSION, botocore.session.Session, botocore.session.get_session
    with environment(variables, without=tuple(name for name in _REMOVED if name not in variables)):
        botocore.session.Session, botocore.session.get_session = _HandlersSession, _Session
        boto3.setup_default_session()
        try:
            yield boto3.DEFAULT_SESSION
        finally:
            boto3.DEFAULT_SESSION, botocore.session.Session, botocore.session.get_session = before
