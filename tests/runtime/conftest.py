"""The artifacts as Lambda gets them, built for this machine when their sources changed; and AWS beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lamppost.local_cloud.artifacts import kept_artifacts
from lamppost.local_cloud.invalidations import make_distribution
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_account import moto_server
from lamppost.local_cloud.stack import Stack
from tests.support.runtime import Runtime
from tests.support.sam import copy_checkout
from tests.support.sam import run as run_sam
from tests.support.stores import Store, make_store

type Artifacts = Callable[[str], Path]


@pytest.fixture(scope="session")
def artifacts(stack: Stack) -> Artifacts:
    """The built folder of a function, by its logical id, as `lamppost serve --runtime lambda` builds and keeps it."""
    return kept_artifacts(stack.functions).__getitem__


@pytest.fixture(scope="session")
def built_by_sam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `sam build` makes of a copy of the checkout: the template, and a folder for each function."""
    infra = copy_checkout(tmp_path_factory.mktemp("checkout")) / "infra"
    run_sam("sam", "build", "--parallel", folder=infra)
    return infra / ".aws-sam" / "build"


@pytest.fixture(scope="module")
def shared_store(stack: Stack, dynamodb_local: str) -> Iterator[Store]:
    with local_account(dynamodb_local) as session:
        yield make_store(session.client("dynamodb"), stack, f"table-{uuid4().hex}")


@dataclass(frozen=True)
class Services:
    """The stack's bucket, its group of schedules and its distribution, at an endpoint of their own."""

    endpoint: str
    s3: Any
    scheduler: Any
    cloudfront: Any
    distribution: str


@pytest.fixture(scope="module")
def services(stack: Stack) -> Iterator[Services]:
    with moto_server() as endpoint, local_account() as session:
        names = ("s3", "scheduler", "cloudfront")
        s3, scheduler, cloudfront = (session.client(name, endpoint_url=endpoint) for name in names)
        s3.create_bucket(Bucket=stack.search_bucket)
        scheduler.create_schedule_group(Name=stack.schedule_groups[0])
        make_distribution(cloudfront, _DISTRIBUTION)
        yield Services(endpoint, s3, scheduler, cloudfront, _DISTRIBUTION)


_DISTRIBUTION = "runtime"


@pytest.fixture(scope="module")
def run(
    stack: Stack, artifacts: Artifacts, dynamodb_local: str, shared_store: Store, services: Services
) -> Callable[[str], Runtime]:
    """A function's execution environment, by its logical id, set up as the template says."""

    def runtime(logical_id: str) -> Runtime:
        function = stack.functions[logical_id]
        here = {f"AWS_ENDPOINT_URL_{service}": services.endpoint for service in ("S3", "SCHEDULER", "CLOUDFRONT")}
        here["AWS_ENDPOINT_URL_DYNAMODB"] = dynamodb_local
        if "TABLE_NAME" in function.environment:
            here["TABLE_NAME"] = shared_store.name
        if "DISTRIBUTION_ID" in function.environment:
            here["DISTRIBUTION_ID"] = services.distribution
        return Runtime(artifacts(logical_id), function.handler, function.environment | here)

    return runtime
