"""A table's stream: its shards, read in order, and its records as Lambda hands them to a function.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lamppost.errors import LamppostError

type Record = dict[str, Any]


class NoStream(LamppostError):
    def __init__(self, table_name: str) -> None:
        super().__init__(f"the table {table_name} has no stream")


class Stream:
    """What is written to a table from now on. Raises `NoStream` when nobody could tell."""

    def __init__(self, dynamodb: Any, streams: Any, table_name: str) -> None:
        self._dynamodb = dynamodb
        self._streams = streams
        self._table = dynamodb.describe_table(TableName=table_name)["Table"]
        if "LatestStreamArn" not in self._table:
            raise NoStream(table_name)
        self._arn = self._table["LatestStreamArn"]
        # Where to read on, by shard; one that has come to its end stays, as ''.
        self._iterators: dict[str, str] = {}
        # Where what was read last came from, by sequence number.
        self._shards: dict[str, str] = {}
        self._open_new_shards("LATEST")

    def read(self) -> list[Record]:
        """The records since the last time, oldest first in each shard; one request for each shard that is open."""
        found: list[Record] = []
        self._shards.clear()
        for shard in [shard for shard, iterator in self._iterators.items() if iterator]:
            try:
                answer = self._streams.get_records(ShardIterator=self._iterators[shard])
            except self._streams.exceptions.ExpiredIteratorException:
                # Nobody has read for a quarter of an hour: the laptop slept. What comes twice does no harm.
                self._iterators[shard] = self._open(shard, "TRIM_HORIZON")
                continue
            found += [as_lambda_gives_it(record, self._arn) for record in answer["Records"]]
            self._shards |= {record["dynamodb"]["SequenceNumber"]: shard for record in answer["Records"]}
            self._iterators[shard] = answer.get("NextShardIterator", "")
            if not self._iterators[shard]:
                self._open_new_shards("TRIM_HORIZON")
        return found

    def records_of_items(self) -> Iterator[Record]:
        """Records as the stream would have them if it went back far enough: each item that there is, inserted."""
        keys = [each["AttributeName"] for each in self._table["KeySchema"]]
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._table["TableName"])
        for number, item in enumerate((item for page in pages for item in page["Items"]), start=1):
            change = {"Keys": {key: item[key] for key in keys}, "NewImage": item, "SequenceNumber": f"{number:021}"}
            record = {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change}
            yield as_lambda_gives_it(record, self._arn)

    def shard_of(self, number: str) -> str:
        """The shard that a record of the last reading came from; '' for one that no stream has."""
        return self._shards.get(number, "")

    def _open_new_shards(self, start: str) -> None:
        for shard in (each["ShardId"] for each in shards_of(self._streams, self._arn)):
            if shard not in self._iterators:
                self._iterators[shard] = self._open(shard, start)

    def _open(self, shard: str, start: str) -> str:
        wanted = {"StreamArn": self._arn, "ShardId": shard, "ShardIteratorType": start}
        return self._streams.get_shard_iterator(**wanted)["ShardIterator"]


def as_lambda_gives_it(record: Record, stream: str) -> Record:
    """A record of the stream with this ARN after its way through JSON, where bytes are base64 text."""
    return json.loads(json.dumps(record | {"eventSourceARN": stream}, default=_carried))


def shards_of(streams: Any, arn: str) -> Iterator[dict[str, Any]]:
    """Every shard that a stream still has, page after page, as DescribeStream gives it."""
    asked: dict[str, Any] = {"StreamArn": arn}
    while True:
        described = streams.describe_stream(**asked)["StreamDescription"]
        yield from described["Shards"]
        if "LastEvaluatedShardId" not in described:
            return
        asked["ExclusiveStartShardId"] = described["LastEvaluatedShardId"]


def _carried(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} is not in a stream's record")
