"""The template's edge against the code behind it: what a page reads is what the edge keys on, and nothing else."""

import ast
import re
from typing import Any

import pytest
import yaml

from lamppost.local_cloud.distribution import Behaviour
from lamppost.local_cloud.parameters import parameter_values
from lamppost.local_cloud.stack import TEMPLATE, read_stack
from lamppost.local_cloud.template import Template, TemplateError, load_document
from tests.architecture.modules import shipped
from tests.architecture.walks import fill, read_all
from tests.support.search import searched
from web import commenter_cookie, edge, written_cookie
from web.requests import Request

STACK = read_stack()
RESOURCES = load_document(TEMPLATE)["Resources"]
DISTRIBUTION = STACK.distribution
CONFIG = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]
# Of WordPress; `read_all` asks for none of them.
OLD = ["/?feed=rss2", "/?tag=lamps", "/?m=2026", "/?s=lamp", "/long?edit=x", "/draft?preview=", "/search/lamp"]
PAGES = "/hello"


def at(path: str) -> Behaviour:
    return DISTRIBUTION.behaviour_at(path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The names of query strings and cookies that were looked for, since the test began."""
    seen: dict[str, set[str]] = {"query": set(), "cookies": set()}

    def noting(kind: str) -> property:
        read = getattr(Request, kind).fget

        class Noting(dict):
            def get(self, name, default=None):
                seen[kind].add(name)
                return super().get(name, default)

            def __getitem__(self, name):
                seen[kind].add(name)
                return super().__getitem__(name)

            def __contains__(self, name):
                seen[kind].add(name)
                return super().__contains__(name)

        return property(lambda request: Noting(read(request)))

    for kind in seen:
        monkeypatch.setattr(Request, kind, noting(kind))
    return seen


def test_the_query_strings_that_a_page_is_made_of_are_those_that_the_edge_lets_through(blog, asked, tmp_path):
    fill(blog)
    read_all(blog)
    for address in OLD:
        blog.get(address)
    with searched(blog.store, tmp_path) as search:
        search.get("/search?q=lamp&page=1")
    assert asked["query"] == DISTRIBUTION.read
    assert at(PAGES).queries is None


def cookies_read() -> set[str]:
    """The cookies that modules name, each in a constant called NAME."""
    return {
        ast.literal_eval(node.value)
        for module in shipped()
        if module.name.endswith("_cookie")
        for node in module.tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == ["NAME"]
    }


def test_the_cookies_that_a_page_is_made_of_are_those_of_the_key(blog, asked):
    blog.publish()
    blog.get("/hello")
    assert cookies_read() == {commenter_cookie.NAME, written_cookie.NAME} == set(at(PAGES).cookies)
    assert asked["cookies"] <= set(at(PAGES).cookies)


def headers_read() -> set[str]:
    """The request's headers that functions look at: `Request` alone does."""
    (module,) = (each for each in shipped() if each.name == "web.requests")
    found = set()
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="_header"), args=[ast.Constant(value=str(name))]):
                found.add(name)
            case ast.Call(func=ast.Attribute(attr="_header"), args=[ast.Attribute(attr=str(name))]):
                found.add(getattr(edge, name))
    return found


def test_the_headers_that_functions_read_are_handed_on_or_said_by_the_gateway():
    by_itself = {
        *("host", "x-forwarded-proto"),  # the gateway's
        *("if-none-match", "if-modified-since"),  # the edge's own, when it asks whether what it has still stands
        "accept-encoding",  # not looked at behind the edge
    }
    # What a browser calls itself is read from the event's context.
    read = headers_read() - by_itself | {"user-agent"}
    handed_on = {*at("/comments/x").forwarded, *at("/comments/x").headers}
    assert read <= handed_on
    assert handed_on - read <= set_by_the_edge()


def code_of(function: str) -> str:
    return template({}).resolve(RESOURCES[function]["Properties"]["FunctionCode"], "")


def set_by_the_edge() -> set[str]:
    return set(re.findall(r"request\.headers\['([\w-]+)'\] = ", code_of("AtRequest")))


def test_a_page_is_keyed_on_no_header_that_a_reader_may_choose_and_a_file_on_nothing():
    assert edge.VIEWER_HOST in at(PAGES).headers
    assert set(at(PAGES).headers) == set_by_the_edge()
    assert (at("/assets/x.css").queries, at("/assets/x.css").headers, at("/assets/x.css").cookies) == (
        frozenset(),
        (),
        (),
    )
    assert (at("/media/x.png").queries, at("/media/x.png").headers, at("/media/x.png").cookies) == (frozenset(), (), ())


@pytest.mark.parametrize("route", [each.key for each in STACK.routes if not each.key.startswith("$")])
def test_what_a_route_takes_the_edge_lets_through(route):
    method, path = route.split(" ")
    assert method in at(re.sub(r"\{\w+\}", "x", path)).methods


def test_only_forms_are_sent_through_the_edge_and_no_page_takes_any():
    assert at("/hello").methods == at("/").methods == {"GET", "HEAD"}
    sent_to = {each.key.split(" ")[1] for each in STACK.routes if each.key.startswith("POST")}
    assert {path.partition("{")[0] + "*" for path in sent_to} == {
        each["PathPattern"] for each in CONFIG["CacheBehaviors"] if "POST" in each["AllowedMethods"]
    }


def test_what_is_private_is_not_kept_and_what_says_nothing_is_asked_for_each_time():
    """Above a least time of 0 CloudFront keeps what is private."""
    assert at(PAGES).lifetimes[:2] == (0, 0)
    kept = max(int(seconds) for seconds in re.findall(r"=(\d+)", edge.KEPT))
    assert at(PAGES).lifetimes[2] >= kept


def test_the_edge_is_updated_after_all_functions_that_must_know_its_new_secret():
    told = {name for name, function in STACK.functions.items() if "EDGE_SECRETS" in function.environment}
    assert told == {route.function for route in STACK.routes}
    # By what readers meet, and not by what was uploaded and may still be tried.
    assert set(RESOURCES["Distribution"]["DependsOn"]) == {f"{name}Aliaslive" for name in told}
    for name in told:
        variables = RESOURCES[name]["Properties"]["Environment"]["Variables"]
        assert variables["EDGE_SECRETS"] == {"Fn::GetAtt": "EdgeSecret.Accepted"}


def test_the_edge_sends_the_secret_to_the_functions_and_to_nobody_else():
    secret, media = at(PAGES).origin.headers, at("/media/x").origin.headers
    assert (list(secret), media) == ([edge.SECRET], {})
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
    assert not edge.SECRET.startswith(("x-amz-", "x-edge-"))


@pytest.mark.parametrize("path", ["/", "/comments/x", "/likes/x", "/assets/x", "/media/x"])
def test_every_answer_has_hsts_and_is_compressed_and_none_comes_over_http(path):
    assert at(path).added["strict-transport-security"] == "max-age=31536000"
    assert at(path).compresses
    behaviours = [CONFIG["DefaultCacheBehavior"], *CONFIG["CacheBehaviors"]]
    assert {each["ViewerProtocolPolicy"] for each in behaviours} == {"redirect-to-https"}


def test_media_can_run_nothing():
    added = at("/media/x.svg").added
    assert added["x-content-type-options"] == "nosniff"
    assert added["content-security-policy"].startswith("default-src 'none';")
    assert "script" not in added["content-security-policy"] and "unsafe" not in added["content-security-policy"]
    assert {"referrer-policy", "permissions-policy"} <= added.keys()


def test_the_bucket_is_read_by_this_distribution_alone():
    statements = RESOURCES["MediaBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    for each in statements:
        assert each["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert each["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"].endswith(":distribution/${Distribution}")
    assert {each["Action"] for each in statements} == {"s3:GetObject", "s3:ListBucket"}
    assert all(RESOURCES["MediaBucket"]["Properties"]["PublicAccessBlockConfiguration"].values())


def test_no_policy_is_beyond_cloudfronts_quotas():
    """Ten of each kind, where they are named (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""
    for behaviour in DISTRIBUTION.behaviours:
        named = (behaviour.headers, behaviour.cookies, behaviour.forwarded, behaviour.queries or ())
        assert max(map(len, named)) <= 10


def test_cloudformation_reads_the_template_as_yaml_without_aliases():
    """It knows none: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html."""
    kinds = {type(token) for token in yaml.scan(TEMPLATE.read_text())}
    assert not kinds & {yaml.AnchorToken, yaml.AliasToken}


CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b"
DOMAIN = {"DomainName": "blog.example.org", "CertificateArn": CERTIFICATE}


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ({"DomainName": "blog.example.org"}, "DomainName needs CertificateArn"),
        ({"CertificateArn": CERTIFICATE}, "CertificateArn means nothing without DomainName"),
        ({"HostedZoneId": "Z0123"}, "HostedZoneId needs DomainName"),
        ({"DomainName": "https://blog.example.org/"}, "A host name in lower case such as blog.example.org"),
        (
            DOMAIN | {"CertificateArn": CERTIFICATE.replace("us-east-1", "eu-west-1")},
            "in us-east-1, wherever the stack",
        ),
        ({"WebAclArn": "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/x/y"}, "scope CLOUDFRONT"),
        ({"EdgeSecretRotation": ""}, "Letters, digits and hyphens"),
    ],
)
def test_parameters_that_do_not_go_together_are_refused_with_the_way_out(chosen, problem):
    with pytest.raises(TemplateError, match=problem):
        read_stack(TEMPLATE, chosen)


def test_the_edge_as_it_is_by_default_and_with_all_that_is_optional():
    assert resolved({})["ViewerCertificate"] == {"CloudFrontDefaultCertificate": True}
    assert not {"Aliases", "WebACLId"} & resolved({}).keys()
    web_acl = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/blog/01234567-89ab-cdef-0123-456789abcdef"
    chosen = resolved(DOMAIN | {"WebAclArn": web_acl, "PriceClass": "PriceClass_100", "HostedZoneId": "Z0123"})
    assert (chosen["Aliases"], chosen["WebACLId"], chosen["PriceClass"]) == (
        ["blog.example.org"],
        web_acl,
        "PriceClass_100",
    )
    assert chosen["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert (chosen["HttpVersion"], chosen["IPV6Enabled"]) == ("http2and3", True)


def template(chosen: dict[str, str]) -> Template:
    document = load_document(TEMPLATE)
    return Template(document, parameter_values(document["Parameters"], chosen), TEMPLATE.parent)


def resolved(chosen: dict[str, str]) -> dict[str, Any]:
    return template(chosen).resolve(CONFIG, "")
