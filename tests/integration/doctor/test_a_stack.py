"""What the doctor says of a deployed stack that is well, and of one that is broken, in each way."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from moto.awslambda.models import LambdaFunction
from werkzeug.wrappers import Response

from lamppost.doctor import of_the_way
from lamppost.doctor.all_checks import CHECKS
from lamppost.doctor.blog import Blog
from lamppost.doctor.findings import Verdict
from lamppost.doctor.reading import Fetched
from lamppost.local_cloud.stack import Stack
from lamppost.target import Target
from tests.integration.doctor.deployed import ALARM, PRIVATE, Deployed, certificate, deployed_as, listening
from tests.integration.local_cloud.command import lamppost


@pytest.fixture
def deployed(stack: Stack) -> Iterator[Deployed]:
    with deployed_as(stack) as made:
        yield made


def no_credentials(_: Deployed, patched: pytest.MonkeyPatch) -> None:
    service = Target.service

    def refusing(target: Target, name: str) -> Any:
        if name == "sts":
            raise NoCredentialsError
        return service(target, name)

    patched.setattr(Target, "service", refusing)


def in_state(state: str) -> Callable[[Deployed, pytest.MonkeyPatch], None]:
    def harm(_: Deployed, patched: pytest.MonkeyPatch) -> None:
        described = Blog.stack.func
        patched.setattr(Blog, "stack", property(lambda blog: described(blog) | {"StackStatus": state}))

    return harm


def calling(service: str, operation: str, **parameters: Any) -> Callable[[Deployed, pytest.MonkeyPatch], None]:
    """Something was done to the stack behind CloudFormation's back."""
    return lambda *_: getattr(boto3.client(service), operation)(**parameters)


def function_failed(_: Deployed, patched: pytest.MonkeyPatch) -> None:
    described = LambdaFunction.get_configuration
    failed = {"State": "Failed", "StateReason": "its image is gone"}
    patched.setattr(LambdaFunction, "get_configuration", lambda *args, **more: described(*args, **more) | failed)


def another_table(**other: Any) -> Callable[[Deployed, pytest.MonkeyPatch], None]:
    """The table is not what the template says."""

    def harm(_: Deployed, patched: pytest.MonkeyPatch) -> None:
        found = Blog.table.func
        patched.setattr(Blog, "table", property(lambda blog: found(blog) | other))

    return harm


def mapping_disabled(*_: Any) -> None:
    client = boto3.client("lambda")
    (found,) = client.list_event_source_mappings()["EventSourceMappings"]
    client.update_event_source_mapping(UUID=found["UUID"], Enabled=False)


def mapping_gone(*_: Any) -> None:
    client = boto3.client("lambda")
    (found,) = client.list_event_source_mappings()["EventSourceMappings"]
    client.delete_event_source_mapping(UUID=found["UUID"])


def changes_wait(deployed: Deployed, _: Any) -> None:
    function = deployed.blog().resources("AWS::Lambda::Function")["FollowChanges"]
    old = {"MetricName": "IteratorAge", "Dimensions": [{"Name": "FunctionName", "Value": function}], "Value": 1_200_000}
    then = {"Timestamp": datetime.now(UTC) - timedelta(minutes=5)}
    boto3.client("cloudwatch").put_metric_data(Namespace="AWS/Lambda", MetricData=[old | then])


def given_up(*_: Any) -> None:
    client = boto3.client("sqs")
    client.send_message(QueueUrl=client.get_queue_url(QueueName="undelivered")["QueueUrl"], MessageBody="{}")


def nobody_told(*_: Any) -> None:
    boto3.client("cloudwatch").put_metric_alarm(**ALARM)


def ringing(*_: Any) -> None:
    client = boto3.client("cloudwatch")
    client.set_alarm_state(AlarmName=ALARM["AlarmName"], StateValue="ALARM", StateReason="a test")


_KEYS_ONLY = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
WRONG, WARNING = Verdict.WRONG, Verdict.WARNING
_OPEN = {"Bucket": "search", "PublicAccessBlockConfiguration": PRIVATE | {"BlockPublicPolicy": False}}
_UNRECOVERABLE = {"TableName": "blog", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False}}
_KEPT = {"TableName": "blog", "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": False}}
CASES = [
    ("credentials", no_credentials, WRONG, "AWS does not know you"),
    ("stack", in_state("UPDATE_ROLLBACK_FAILED"), WRONG, "UPDATE_ROLLBACK_FAILED"),
    ("stack", in_state("UPDATE_IN_PROGRESS"), WARNING, "being changed"),
    ("stack", in_state("UPDATE_ROLLBACK_COMPLETE"), WARNING, "taken back"),
    ("functions", function_failed, WRONG, "FollowChanges is Failed"),
    ("logs", calling("logs", "delete_retention_policy", logGroupName="logs"), WARNING, "kept forever"),
    ("alarms", ringing, WRONG, "ringing: .*Something was given up"),
    ("alarms", nobody_told, WARNING, "nobody is told"),
    ("buckets", calling("s3", "delete_public_access_block", Bucket="search"), WRONG, "may reach SearchBucket"),
    ("buckets", calling("s3", "put_public_access_block", **_OPEN), WRONG, "may reach SearchBucket"),
    ("table", another_table(KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}]), WRONG, "keys are not"),
    ("table", another_table(GlobalSecondaryIndexes=[]), WRONG, "indexes are not"),
    ("table", another_table(TableStatus="UPDATING"), WARNING, "UPDATING"),
    ("stream", another_table(StreamSpecification={}), WRONG, "nothing follows"),
    ("stream", another_table(StreamSpecification=_KEYS_ONLY), WRONG, "both"),
    ("expiry", calling("dynamodb", "update_time_to_live", **_KEPT), WARNING, "stays"),
    ("recovery", calling("dynamodb", "update_continuous_backups", **_UNRECOVERABLE), WRONG, "no moment"),
    ("protection", another_table(DeletionProtectionEnabled=False), WRONG, "deleted by mistake"),
    ("follower", mapping_disabled, WRONG, "nothing follows.*Disabled"),
    ("follower", mapping_gone, WRONG, "no trigger"),
    ("follower", changes_wait, WRONG, "changes wait for 0:20:00"),
    ("given up", given_up, WRONG, "1 of what"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "harm", "verdict", "said"), CASES, ids=[f"{n}: {s}" for n, _, _, s in CASES])
def test_what_is_broken_is_said_with_a_remedy_and_was_well_before(deployed: Deployed, name, harm, verdict, said):
    assert deployed.find(name).verdict is Verdict.OK, deployed.find(name)
    with pytest.MonkeyPatch.context() as patched:
        harm(deployed, patched)
        found = deployed.find(name)
    assert found.verdict is verdict, found
    assert re.search(said, found.said), found
    assert found.remedy


def test_outputs_that_a_newer_template_has_are_missed(deployed: Deployed, monkeypatch):
    monkeypatch.setattr(Blog, "wanted_outputs", {"BlogUrl", "TableName"})
    assert deployed.find("outputs").verdict is Verdict.OK
    monkeypatch.setattr(Blog, "wanted_outputs", {"BlogUrl", "Tomorrow"})
    found = deployed.find("outputs")
    assert (found.verdict, "Tomorrow" in found.said, "sam deploy" in found.remedy) == (Verdict.WARNING, True, True)


class TestTheWay:
    def test_whoever_goes_around_the_edge_is_refused(self, deployed: Deployed):
        assert deployed.find("origin").said == "whoever goes around the edge is answered 200"
        deployed.front.answer = lambda request: Response(status=403 if request.path == "/api" else 200)
        assert deployed.find("origin").verdict is Verdict.OK

    def test_the_edge_keeps_pages(self, deployed: Deployed):
        deployed.has("Distribution", "AWS::CloudFront::Distribution", "E1")
        said = iter(["Miss from cloudfront", "Miss from cloudfront", "Hit from cloudfront"])
        deployed.front.answer = lambda request: Response(headers={"X-Cache": next(said, "Miss from cloudfront")})
        # The first is the one by which it is known that somebody answers.
        assert deployed.find("cache").verdict is Verdict.OK
        found = deployed.find("cache")
        assert (found.verdict, found.said) == (Verdict.WARNING, "the edge keeps no page: Miss from cloudfront")

    def test_a_distribution_that_is_turned_off(self, deployed: Deployed):
        client = boto3.client("cloudfront")
        config = {
            "CallerReference": "a", "Comment": "", "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [{"Id": "blog", "DomainName": "blog.invalid"}]},
            "DefaultCacheBehavior": {"TargetOriginId": "blog", "ViewerProtocolPolicy": "https-only"},
        }  # fmt: skip
        made = client.create_distribution(DistributionConfig=config)
        deployed.has("Distribution", "AWS::CloudFront::Distribution", made["Distribution"]["Id"])
        deployed.find("edge")  # on its way, as moto says once
        assert deployed.find("edge").verdict is Verdict.OK
        current = client.get_distribution(Id=made["Distribution"]["Id"])
        off = current["Distribution"]["DistributionConfig"] | {"Enabled": False}
        client.update_distribution(Id=made["Distribution"]["Id"], IfMatch=current["ETag"], DistributionConfig=off)
        assert deployed.find("edge").said == "CloudFront has it turned off"

    def test_http_leads_to_https(self, deployed: Deployed, monkeypatch):
        monkeypatch.setattr(Blog, "address", "https://blog.example")
        monkeypatch.setattr(Blog, "page", lambda blog, path: Fetched(200, {}, b""))
        answers = iter([Fetched(301, {"location": "https://blog.example/"}, b""), Fetched(200, {}, b"")])
        asked: list[str] = []
        monkeypatch.setattr(of_the_way, "fetch", lambda url: (asked.append(url), next(answers))[1])
        assert deployed.find("http").verdict is Verdict.OK
        assert deployed.find("http").said == "http answers 200, and does not lead to https"
        assert set(asked) == {"http://blog.example/"}

    @pytest.mark.parametrize(
        ("host", "days", "verdict", "said"),
        [
            ("127.0.0.1", 90, Verdict.OK, "good until"),
            ("127.0.0.1", 7, Verdict.WARNING, "was not renewed"),
            ("127.0.0.2", 90, Verdict.WRONG, "browsers refuse it"),
            ("127.0.0.1", -1, Verdict.WRONG, "expired"),
        ],
    )
    def test_a_certificate(self, deployed: Deployed, tmp_path, monkeypatch, host, days, verdict, said):
        files = certificate(tmp_path, host, days)
        monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
        monkeypatch.setattr(Blog, "page", lambda blog, path: Fetched(200, {}, b""))
        with listening(deployed.front.app, tuple(map(str, files))) as port:
            monkeypatch.setattr(Blog, "address", f"https://127.0.0.1:{port}")
            found = deployed.find("certificate")
        assert (found.verdict, said in found.said) == (verdict, True), found

    def test_headers_of_https_hold_browsers_to_it(self, deployed: Deployed, monkeypatch):
        good = {
            "content-security-policy": "default-src 'none'", "x-content-type-options": "nosniff",
            "referrer-policy": "a", "permissions-policy": "b", "strict-transport-security": "max-age=31536000",
        }  # fmt: skip
        monkeypatch.setattr(Blog, "address", "https://blog.example")
        monkeypatch.setattr(Blog, "page", lambda blog, path: Fetched(200, good, b""))
        assert deployed.find("headers").verdict is Verdict.OK
        del good["strict-transport-security"]
        assert "strict-transport-security" in deployed.find("headers").said


def test_a_stack_that_is_not_there(deployed: Deployed):
    done = lamppost("--stack", "elsewhere", "doctor", "--json")
    found = {each["check"]: each for each in json.loads(done.stdout)}
    assert (done.exit_code, list(found)) == (1, [each.name for each in CHECKS])
    assert {name for name, each in found.items() if each["verdict"] == "wrong"} == {"stack"}
    assert found["stack"]["said"] == "this account and region have no stack elsewhere"


def test_what_one_may_not_see_is_not_wrong(deployed: Deployed, monkeypatch):
    def refuse(*_: Any, **__: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetFunctionConfiguration")

    monkeypatch.setattr(Blog, "resources", refuse)
    found = deployed.find("functions")
    assert (found.verdict, "does not let you look" in found.said) == (Verdict.NOT_CHECKED, True)


def test_nobody_answers(deployed: Deployed, monkeypatch):
    monkeypatch.setattr(Blog, "address", "http://127.0.0.1:9")
    found = deployed.find("home")
    assert (found.verdict, "nobody answers" in found.said) == (Verdict.WRONG, True)
    assert deployed.find("feed").said == "the blog does not answer at its address"
