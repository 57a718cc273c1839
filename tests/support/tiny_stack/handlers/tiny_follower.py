"""Keeps what it is told in its bucket, one object a call; fails as the items in its records say."""

import json
import os

import boto3

_s3 = boto3.client("s3")
_bucket = os.environ["BUCKET"]


def handle(event, context):
    _s3.put_object(Bucket=_bucket, Key=f"{len(_kept()):03}", Body=json.dumps(event))
    records = event.get("Records", [])
    wishes = [(each["dynamodb"].get("NewImage", {}).get("wish", {}).get("S"), each) for each in records]
    if event.get("wish") == "raise" or any(wish == "raise" for wish, _ in wishes):
        raise LookupError("as was wished for")
    failed = [each["dynamodb"]["SequenceNumber"] for wish, each in wishes if wish == "report"]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}


def _kept():
    return _s3.list_objects_v2(Bucket=_bucket).get("Contents", [])
