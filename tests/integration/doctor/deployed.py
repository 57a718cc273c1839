"""A deployed stack: made in moto by CloudFormation, as far as moto makes it, and a server where its edge would be."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto import mock_aws
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from lamppost.doctor.blog import Blog
from lamppost.doctor.findings import Finding
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import Stack
from lamppost.target import Target
from tests.integration.doctor.conftest import find
from tests.support.stores import quick_session

NAME = "night-light"
ALARM: dict[str, Any] = {
    "AlarmName": "GivenUp", "AlarmDescription": "Something was given up.", "Namespace": "AWS/SQS", "Period": 300,
    "MetricName": "Visible", "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "EvaluationPeriods": 1, "Statistic": "Sum",
}  # fmt: skip
PRIVATE = {
    "BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True,
}  # fmt: skip
_LAMBDA = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def template(stack: Stack, address: str) -> dict[str, Any]:
    """Of each kind that the doctor looks at and that moto can make, one."""
    table = stack.tables[stack.table_name].create_table
    stream = {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    function = {
        "Handler": "x.handle", "Runtime": "python3.13", "Code": {"ZipFile": "x"},
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
    }  # fmt: skip
    mapping = {
        "EventSourceArn": {"Fn::GetAtt": ["BlogTable", "StreamArn"]}, "FunctionName": {"Ref": "FollowChanges"},
        "StartingPosition": "TRIM_HORIZON",
    }  # fmt: skip
    resources = {
        "BlogTable": ("AWS::DynamoDB::Table", dict(table) | {"StreamSpecification": stream, "TableName": "blog"}),
        "SearchBucket": ("AWS::S3::Bucket", {"BucketName": "search"}),
        "Undelivered": ("AWS::SQS::Queue", {"QueueName": "undelivered"}),
        "Logs": ("AWS::Logs::LogGroup", {"LogGroupName": "logs", "RetentionInDays": 30}),
        "Role": ("AWS::IAM::Role", {"RoleName": "role", "AssumeRolePolicyDocument": {"Statement": [_LAMBDA]}}),
        "FollowChanges": ("AWS::Lambda::Function", function),
        "Changes": ("AWS::Lambda::EventSourceMapping", mapping),
    }
    outputs = {"BlogUrl": f"{address}/", "TableName": {"Ref": "BlogTable"}, "SearchBucketName": {"Ref": "SearchBucket"},
               "ApiUrl": f"{address}/api", "UndeliveredUrl": {"Ref": "Undelivered"}}  # fmt: skip
    return {
        "Resources": {name: {"Type": kind, "Properties": said} for name, (kind, said) in resources.items()},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }


@dataclass
class Front:
    """Stands for the edge: answers what it is told to."""

    answer: Callable[[Request], Response] = field(default=lambda request: Response("home", content_type="text/html"))

    @Request.application
    def app(self, request: Request) -> Response:
        return self.answer(request)


@contextmanager
def listening(app: Any, ssl_context: Any = None) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, ssl_context=ssl_context)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Deployed:
    front: Front
    address: str
    more: list[dict[str, str]] = field(default_factory=list)

    def blog(self) -> Blog:
        blog = Blog(Target(stack=NAME))
        blog.__dict__["_resources"] = [*Blog._resources.func(blog), *self.more]
        return blog

    def find(self, name: str) -> Finding:
        return find(name, self.blog())

    def has(self, logical_id: str, kind: str, name: str) -> None:
        """Of a kind that moto's CloudFormation does not make."""
        self.more.append({"LogicalResourceId": logical_id, "ResourceType": kind, "PhysicalResourceId": name})


@contextmanager
def deployed_as(stack: Stack) -> Iterator[Deployed]:
    front = Front()
    with mock_aws(), local_account(), listening(front.app) as port:
        boto3.setup_default_session(botocore_session=quick_session())
        made = Deployed(front, f"http://127.0.0.1:{port}")
        body = json.dumps(template(stack, made.address))
        boto3.client("cloudformation").create_stack(StackName=NAME, TemplateBody=body)
        boto3.client("s3").put_public_access_block(Bucket="search", PublicAccessBlockConfiguration=PRIVATE)
        wanted = {"PointInTimeRecoveryEnabled": True}
        dynamodb = boto3.client("dynamodb")
        dynamodb.update_continuous_backups(TableName="blog", PointInTimeRecoverySpecification=wanted)
        expires = {"AttributeName": "expires_at", "Enabled": True}
        dynamodb.update_time_to_live(TableName="blog", TimeToLiveSpecification=expires)
        boto3.client("cloudwatch").put_metric_alarm(**ALARM, AlarmActions=["arn:aws:sns:us-east-1:123456789012:told"])
        made.has("GivenUp", "AWS::CloudWatch::Alarm", ALARM["AlarmName"])
        yield made


def certificate(folder: Path, host: str, days: int) -> tuple[Path, Path]:
    """A certificate for a host that signs itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    ends = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(ends - timedelta(days=100))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return files
