"""Reads from its table as often as it is asked to."""

import os

import boto3

_dynamodb = boto3.client("dynamodb")
_table = os.environ["TABLE_NAME"]


def handle(event, context):
    times = int(event["pathParameters"]["times"])
    for _ in range(times):
        _dynamodb.get_item(TableName=_table, Key={"id": {"S": "a"}, "part": {"N": "1"}})
    return {"read": times}
