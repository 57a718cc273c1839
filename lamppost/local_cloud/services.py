"""What a stack has beside its tables: buckets and groups of schedules, in moto."""

from dataclasses import dataclass
from typing import Any

import boto3

from lamppost.local_cloud.invalidations import make_distribution
from lamppost.local_cloud.stack import Stack


@dataclass(frozen=True, slots=True)
class Services:
    """`endpoint` is where other processes reach the same buckets; the clients are this process's own way."""

    endpoint: str
    s3: Any
    scheduler: Any
    cloudfront: Any


def open_services(stack: Stack, session: boto3.Session, endpoint: str) -> Services:
    """New and empty ones, since moto keeps them in memory."""
    services = Services(endpoint, session.client("s3"), session.client("scheduler"), session.client("cloudfront"))
    for bucket in stack.buckets:
        services.s3.create_bucket(Bucket=bucket)
    for group in stack.schedule_groups:
        services.scheduler.create_schedule_group(Name=group)
    if stack.distribution:
        make_distribution(services.cloudfront, stack.distribution.id)
    return services
