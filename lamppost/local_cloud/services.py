"""What a stack has beside its tables, in moto: buckets, groups of schedules, queues, distributions."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import boto3

from lamppost.local_cloud.stack import Stack


@dataclass(frozen=True, slots=True)
class Services:
    """`endpoint` is where other processes reach the same; the clients are this process's own way. `queues` are the
    queues' URLs by their names."""

    endpoint: str
    s3: Any
    scheduler: Any
    sqs: Any
    queues: Mapping[str, str]

    def leave(self, queue: str, message: Mapping[str, Any]) -> None:
        """Puts what was given up into the queue of this name; '' is none."""
        if queue:
            self.sqs.send_message(QueueUrl=self.queues[queue], MessageBody=json.dumps(message))


def open_services(stack: Stack, session: boto3.Session, endpoint: str) -> Services:
    """New and empty ones, since moto keeps them in memory."""
    s3, scheduler, sqs = (session.client(name) for name in ("s3", "scheduler", "sqs"))
    for bucket in stack.buckets:
        s3.create_bucket(Bucket=bucket)
    for group in stack.schedule_groups:
        scheduler.create_schedule_group(Name=group)
    if stack.distributions:
        cloudfront = session.client("cloudfront")
        for distribution in stack.distributions:
            # One cloud may be within another, as in a test.
            with suppress(cloudfront.exceptions.DistributionAlreadyExists):
                cloudfront.create_distribution(DistributionConfig=unused_distribution(distribution))
    queues = {queue: sqs.create_queue(QueueName=queue)["QueueUrl"] for queue in stack.queues}
    return Services(endpoint, s3, scheduler, sqs, queues)


def unused_distribution(name: str) -> dict[str, Any]:
    """A distribution that nobody is served by here: it only takes down what it was told to forget."""
    return {
        "CallerReference": name,
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [{"Id": "blog", "DomainName": "blog.invalid"}]},
        "DefaultCacheBehavior": {"TargetOriginId": "blog", "ViewerProtocolPolicy": "https-only"},
    }
