"""Checks of what CloudFormation has made: state, outputs, functions, logs, alarms, buckets."""

from collections.abc import Iterable
from itertools import batched

from botocore.exceptions import BotoCoreError, ClientError

from lamppost.doctor.blog import Blog, aws, stack
from lamppost.doctor.checks import check
from lamppost.doctor.findings import Finding, ok, warning, wrong

_WHERE = "see --stack, AWS_PROFILE and AWS_DEFAULT_REGION"
_DEPLOY = "bring it up to date: sam build && sam deploy"


@check("credentials", aws)
def credentials(blog: Blog) -> Finding:
    try:
        who = blog.target.service("sts").get_caller_identity()
        region = blog.target.service("cloudformation").meta.region_name
    except (BotoCoreError, ClientError) as error:
        remedy = "sign in (aws sso login, or aws configure) and name a region (AWS_DEFAULT_REGION)"
        return wrong(f"AWS does not know you: {error}", remedy)
    return ok(f"account {who['Account']}, region {region}")


@check("stack", aws)
def its_state(blog: Blog) -> Finding:
    try:
        state = blog.stack["StackStatus"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        return wrong(f"this account and region have no stack {blog.target.stack}", _WHERE)
    if state.endswith("_IN_PROGRESS"):
        return warning(f"it is being changed ({state})", "look again when that is over")
    if state == "UPDATE_ROLLBACK_COMPLETE":
        return warning("the last deployment was taken back", "see the stack's events in CloudFormation for the reason")
    if "ROLLBACK" in state or not state.endswith("_COMPLETE") or state == "DELETE_COMPLETE":
        return wrong(f"its state is {state}", "see the stack's events in CloudFormation, then deploy again")
    return ok(state)


@check("outputs", stack)
def outputs(blog: Blog) -> Finding:
    if missing := sorted(blog.wanted_outputs - blog.outputs.keys()):
        return warning(f"it lacks {', '.join(missing)}: it is older than this lamppost, or newer", _DEPLOY)
    return ok(f"all {len(blog.wanted_outputs)} are there")


@check("functions", stack)
def functions(blog: Blog) -> Finding:
    client = blog.target.service("lambda")
    found = blog.resources("AWS::Lambda::Function")
    states = {name: client.get_function_configuration(FunctionName=found[name]) for name in sorted(found)}
    bad = [
        f"{name} is {each['State']}: {each.get('StateReason') or each.get('LastUpdateStatus', '')}"
        for name, each in states.items()
        if "Failed" in (each.get("State"), each.get("LastUpdateStatus"))
    ]
    if bad or not found:
        return wrong("; ".join(bad) or "there are none", _DEPLOY)
    return ok(f"{len(found)}, all ready")


@check("logs", stack)
def logs(blog: Blog) -> Finding:
    names = blog.resources("AWS::Logs::LogGroup").values()
    forever = [name for name in names if "retentionInDays" not in _log_group(blog, name)]
    if forever:
        return warning(f"kept forever, at a price: {', '.join(sorted(forever))}", _DEPLOY)
    return ok(f"{len(names)} groups, each with an end")


def _log_group(blog: Blog, name: str) -> dict[str, object]:
    found = blog.target.service("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return next((each for each in found if each["logGroupName"] == name), {})


@check("alarms", stack)
def alarms(blog: Blog) -> Finding:
    found = list(_alarms(blog, blog.resources("AWS::CloudWatch::Alarm").values()))
    if ringing := [each for each in found if each["StateValue"] == "ALARM"]:
        told = "; ".join(f"{each['AlarmName']}: {each.get('AlarmDescription', '')}" for each in ringing)
        return wrong(f"ringing: {told}", "do what the alarm says")
    if not any(each.get("AlarmActions") for each in found):
        return warning(
            "nobody is told when something fails", "deploy with the parameter OwnerEmail, and confirm the mail"
        )
    return ok(f"{len(found)}, none is ringing")


def _alarms(blog: Blog, names: Iterable[str]) -> Iterable[dict[str, object]]:
    client = blog.target.service("cloudwatch")
    for some in batched(names, 100, strict=False):
        yield from client.describe_alarms(AlarmNames=list(some))["MetricAlarms"]


@check("buckets", stack)
def buckets(blog: Blog) -> Finding:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"""
    found = blog.resources("AWS::S3::Bucket")
    if public := [name for name, bucket in sorted(found.items()) if not _is_private(blog, bucket)]:
        return wrong(f"the public may reach {', '.join(public)}", "block public access, all four ways, or deploy again")
    return ok(f"{len(found)}, all private")


def _is_private(blog: Blog, bucket: str) -> bool:
    try:
        found = blog.target.service("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchPublicAccessBlockConfiguration":
            raise
        return False
    return all(found.get(way) for way in (
        "BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets",
    ))  # fmt: skip
