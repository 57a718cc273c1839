"""Invalidations of the stack's distribution, which moto takes and keeps, for the local edge to look up."""

from collections.abc import Iterator
from typing import Any

from lamppost.local_cloud.template import ACCOUNT


def make_distribution(cloudfront: Any, name: str) -> None:
    """A distribution with the id by which the stack's functions know it; moto would choose one."""
    from moto.cloudfront.models import cloudfront_backends

    known = cloudfront_backends[ACCOUNT]["aws"].distributions
    if name in known:
        return
    protocol = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}
    origin = {"Id": "api", "DomainName": "localhost", "CustomOriginConfig": protocol}
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": name,
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "api",
                "ViewerProtocolPolicy": "allow-all",
                "CachePolicyId": "local",
            },
        }
    )["Distribution"]
    known[name] = known.pop(made["Id"])


class Invalidations:
    def __init__(self, cloudfront: Any, distribution: str) -> None:
        self._cloudfront = cloudfront
        self._distribution = distribution
        self._seen: set[str] = set()

    def new(self) -> Iterator[str]:
        """The paths that were invalidated since this was last asked."""
        asked = {"DistributionId": self._distribution}
        listed = self._cloudfront.get_paginator("list_invalidations").paginate(**asked)
        for each in (each for page in listed for each in page["InvalidationList"].get("Items", ())):
            if each["Id"] not in self._seen:
                self._seen.add(each["Id"])
                found = self._cloudfront.get_invalidation(**asked, Id=each["Id"])["Invalidation"]
                yield from found["InvalidationBatch"]["Paths"]["Items"]
