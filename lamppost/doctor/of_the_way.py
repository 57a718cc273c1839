"""Checks of the way from a reader to the functions: certificate, edge, and that there is no other way."""

import ssl
from datetime import timedelta

from lamppost.doctor.blog import Blog, edge, readers, stack
from lamppost.doctor.checks import check
from lamppost.doctor.findings import Finding, ok, warning, wrong
from lamppost.doctor.reading import certificate_ends, fetch

# AWS renews its own 45 days before they end, at the latest.
_SOON = timedelta(days=21)


def https(blog: Blog) -> str:
    return "" if blog.address.startswith("https:") else "the blog is served by http here, on this machine alone"


def api(blog: Blog) -> str:
    return stack(blog) or ("" if "ApiUrl" in blog.outputs else "the stack does not say where its API is")


@check("edge", edge)
def distribution(blog: Blog) -> Finding:
    (name,) = blog.resources("AWS::CloudFront::Distribution").values()
    found = blog.target.service("cloudfront").get_distribution(Id=name)["Distribution"]
    if not found["DistributionConfig"]["Enabled"]:
        return wrong("CloudFront has it turned off", "enable the distribution, or deploy again")
    if found["Status"] != "Deployed":
        return warning(f"a change is on its way to all places ({found['Status']})", "look again in a few minutes")
    return ok(f"{name} is everywhere")


@check("certificate", readers, https)
def certificate(blog: Blog) -> Finding:
    try:
        ends = certificate_ends(blog.address)
    except ssl.SSLCertVerificationError as error:
        return wrong(f"browsers refuse it: {error.verify_message}", "see that the certificate is for this very name")
    if ends - blog.now < _SOON:
        return warning(f"it ends on {ends:%Y-%m-%d}, and was not renewed", "see it in AWS Certificate Manager")
    return ok(f"good until {ends:%Y-%m-%d}")


@check("http", readers, https)
def http(blog: Blog) -> Finding:
    found = fetch(f"{blog.address.replace('https:', 'http:', 1)}/")
    if found.status not in (301, 308) or not found.headers.get("location", "").startswith("https:"):
        return wrong(f"http answers {found.status}, and does not lead to https", "deploy the template again")
    return ok("leads to https")


@check("origin", api)
def origin(blog: Blog) -> Finding:
    found = fetch(blog.outputs["ApiUrl"])
    if found.status != 403:
        remedy = "deploy the template again: the functions do not ask for the edge's secret"
        return wrong(f"whoever goes around the edge is answered {found.status}", remedy)
    return ok("whoever goes around the edge is refused")


@check("cache", readers, edge)
def cache(blog: Blog) -> Finding:
    """The first request may have to bring it; the second finds it, unless it met another of CloudFront's machines."""
    found = [fetch(f"{blog.address}/").headers.get("x-cache", "") for _ in range(3)]
    if not any(each.lower().startswith(("hit", "refreshhit")) for each in found):
        remedy = "see that the blog's address leads to CloudFront, and that nothing sets a cookie on each page"
        return warning(f"the edge keeps no page: {found[-1] or 'no x-cache'}", remedy)
    return ok("the edge keeps the home page")
