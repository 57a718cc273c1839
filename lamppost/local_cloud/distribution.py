"""A template's CloudFront distribution: which behaviour takes an address, what its cache keys on, where it asks.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Any

from lamppost.local_cloud.template import Template, TemplateError

_KIND = "AWS::CloudFront::"
# The names in the function's own list: nothing here runs JavaScript.
_READ = re.compile(r"const READ = \[(.*?)\]", re.DOTALL)
_NAME = re.compile(r"'([^']+)'")
# What CloudFront does for those that the template does not name.
_ERROR_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Origin:
    """`headers` are added to each request; `bucket` is that of an S3 origin, '' for any other."""

    domain: str
    headers: Mapping[str, str] = field(default_factory=dict)
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`queries`: None for all. `forwarded` are headers that the origin is told beside those of the key."""

    pattern: re.Pattern[str]
    origin: Origin
    methods: frozenset[str]
    queries: frozenset[str] | None
    headers: tuple[str, ...]
    cookies: tuple[str, ...]
    lifetimes: tuple[int, int, int]
    forwarded: tuple[str, ...]
    compresses: bool
    has_request_function: bool
    has_response_function: bool
    added: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Distribution:
    """`behaviours` in the order in which they are asked; the last takes everything. `read` are the query strings that
    the function at the viewer's request lets through."""

    id: str
    behaviours: tuple[Behaviour, ...]
    read: frozenset[str]
    error_seconds: Mapping[int, int]

    def behaviour_at(self, path: str) -> Behaviour:
        return next(each for each in self.behaviours if each.pattern.fullmatch(path))

    def seconds_of_error(self, status: int) -> int:
        """The least time for which an error is kept."""
        return self.error_seconds.get(status, _ERROR_SECONDS)


def read_distribution(template: Template) -> Distribution | None:
    """The distribution of a template that has one. Raises `TemplateError`."""
    for name, properties in template.resources(f"{_KIND}Distribution").items():
        where = f"Resources.{name}.Properties.DistributionConfig"
        return _Reader(template, where).distribution(name, template.resolve(properties["DistributionConfig"], where))
    return None


class _Reader:
    def __init__(self, template: Template, where: str) -> None:
        self._template = template
        self._where = where

    def distribution(self, name: str, config: Mapping[str, Any]) -> Distribution:
        origins = {each["Id"]: self._origin(each) for each in config["Origins"]}
        default = {"PathPattern": "*", **config["DefaultCacheBehavior"]}
        listed = [*config.get("CacheBehaviors", ()), default]
        errors = {each["ErrorCode"]: each["ErrorCachingMinTTL"] for each in config.get("CustomErrorResponses", ())}
        return Distribution(
            id=name,
            behaviours=tuple(self._behaviour(each, origins) for each in listed),
            read=frozenset(self._read_queries()),
            error_seconds=errors,
        )

    def _origin(self, origin: Mapping[str, Any]) -> Origin:
        headers = {each["HeaderName"].lower(): each["HeaderValue"] for each in origin.get("OriginCustomHeaders", ())}
        bucket = origin["DomainName"].partition(".")[0] if "S3OriginConfig" in origin else ""
        return Origin(origin["DomainName"], headers, bucket)

    def _behaviour(self, behaviour: Mapping[str, Any], origins: Mapping[str, Origin]) -> Behaviour:
        cache = self._config("CachePolicy", behaviour["CachePolicyId"])
        key = cache["ParametersInCacheKeyAndForwardedToOrigin"]
        request = self._config("OriginRequestPolicy", behaviour.get("OriginRequestPolicyId", ""))
        called = {each["EventType"] for each in behaviour.get("FunctionAssociations", ())}
        return Behaviour(
            pattern=re.compile(translate(behaviour["PathPattern"])),
            origin=origins[behaviour["TargetOriginId"]],
            methods=frozenset(behaviour["AllowedMethods"]),
            queries=_listed(key, "QueryString"),
            headers=tuple(sorted(_listed(key, "Header") or ())),
            cookies=tuple(sorted(_listed(key, "Cookie") or ())),
            lifetimes=(cache["MinTTL"], cache["DefaultTTL"], cache["MaxTTL"]),
            forwarded=tuple(sorted(_listed(request, "Header") or ())) if request else (),
            compresses=behaviour["Compress"],
            has_request_function="viewer-request" in called,
            has_response_function="viewer-response" in called,
            added=_added(self._config("ResponseHeadersPolicy", behaviour.get("ResponseHeadersPolicyId", ""))),
        )

    def _config(self, kind: str, name: str) -> dict[str, Any]:
        """The settings of a policy of this template, or {} for none."""
        if not name:
            return {}
        policies = self._template.resources(_KIND + kind)
        if name not in policies:
            raise TemplateError(self._where, f"{kind} {name} is not a policy of this template")
        return self._template.resolve(policies[name][f"{kind}Config"], f"Resources.{name}.Properties")

    def _read_queries(self) -> Iterator[str]:
        for name, properties in self._template.resources(f"{_KIND}Function").items():
            code = self._template.resolve(properties["FunctionCode"], f"Resources.{name}.Properties")
            if listed := _READ.search(code):
                yield from _NAME.findall(listed[1])


def _listed(config: Mapping[str, Any], kind: str) -> frozenset[str] | None:
    """What a policy keys on or hands on; None for everything."""
    settings = config[f"{kind}sConfig"]
    match settings[f"{kind}Behavior"]:
        case "none":
            return frozenset()
        case "whitelist":
            return frozenset(settings[f"{kind}s"])
    return None


def _added(policy: Mapping[str, Any]) -> dict[str, str]:
    """The headers of a response headers policy, as far as the template uses them."""
    security = policy.get("SecurityHeadersConfig", {})
    found = {each["Header"].lower(): each["Value"] for each in policy.get("CustomHeadersConfig", {}).get("Items", ())}
    if "StrictTransportSecurity" in security:
        found["strict-transport-security"] = f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}"
    if "ContentTypeOptions" in security:
        found["x-content-type-options"] = "nosniff"
    for name, header in (("ReferrerPolicy", "referrer-policy"), ("ContentSecurityPolicy", "content-security-policy")):
        if name in security:
            found[header] = security[name][name]
    return found
