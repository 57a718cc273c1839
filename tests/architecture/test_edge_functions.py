"""The edge's two functions, run by Node: CloudFront's runtime is JavaScript too."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from lamppost.local_cloud.edge_requests import read
from lamppost.local_cloud.stack import TEMPLATE, read_stack
from lamppost.local_cloud.template import load_document
from tests.architecture.test_edge import template
from tests.support.missing import missing
from web.answers import BRIEFLY, FOREVER, PERSONAL, PRIVATE, REVALIDATED
from web.edge import KEPT

RESOURCES = load_document(TEMPLATE)["Resources"]
DISTRIBUTION = read_stack().distribution


def run(name: str, event: dict[str, Any]) -> dict[str, Any]:
    """What a function of the template returns for an event.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
    """
    if not (node := shutil.which("node")):
        missing("Node", "the edge's functions are JavaScript")
    code = template({}).resolve(RESOURCES[name]["Properties"]["FunctionCode"], "")
    program = f"{code}\nprocess.stdout.write(JSON.stringify(handler(JSON.parse(process.argv[1]))));"
    done = subprocess.run([node, "-e", program, json.dumps(event)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def asked(query: dict[str, str], **headers: str) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in query.items()}
    sent = {"host": "blog.example.org"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": "198.51.100.1"},
        "request": {
            "method": "GET",
            "uri": "/hello",
            "querystring": named,
            "headers": {name: {"value": value} for name, value in sent.items()},
            "cookies": {},
        },
    }


QUERY = {"utm_source": "x", "replytocom": "01a", "fbclid": "y", "comment": "01b", "constructor": "z", "q": ""}


def test_what_changes_a_page_stays_in_the_query_in_one_order_and_the_rest_goes():
    kept = run("AtRequest", asked(QUERY))["querystring"]
    assert list(kept) == ["comment", "q", "replytocom"]
    assert kept["comment"] == {"value": "01b"}


def test_the_local_edge_leaves_the_same():
    """As it plays the function without running it."""
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": "/hello?" + "&".join(f"{name}={QUERY[name]}" for name in QUERY)}
    here = read(environ | {"HTTP_HOST": "blog.example.org"}, DISTRIBUTION.behaviour_at("/hello"), DISTRIBUTION.read)
    there = run("AtRequest", asked(QUERY))
    assert here.query == "&".join(f"{name}={each['value']}" for name, each in there["querystring"].items())
    assert dict(here.headers)["x-viewer-host"] == there["headers"]["x-viewer-host"]["value"]


def test_the_host_is_the_readers_whatever_he_says_it_is():
    sent = run("AtRequest", asked({}, x_viewer_host="evil.example"))
    assert sent["headers"]["x-viewer-host"] == {"value": "blog.example.org"}
    assert (sent["uri"], sent["method"], sent["querystring"]) == ("/hello", "GET", {})


@pytest.mark.parametrize(
    ("said", "told"),
    [(KEPT, REVALIDATED), (BRIEFLY, REVALIDATED), (PERSONAL, PERSONAL), (PRIVATE, PRIVATE), (FOREVER, FOREVER)],
)
def test_a_browser_is_not_told_how_long_the_edge_keeps_a_page(said, told):
    response = {"statusCode": 200, "headers": {"cache-control": {"value": said}, "etag": {"value": 'W/"a"'}}}
    answered = run("AtResponse", {"context": {"eventType": "viewer-response"}, "response": response})
    assert answered["headers"] == {"cache-control": {"value": told}, "etag": {"value": 'W/"a"'}}


def test_an_answer_that_says_nothing_of_keeping_is_left_alone():
    response = {"statusCode": 200, "headers": {}}
    assert run("AtResponse", {"context": {"eventType": "viewer-response"}, "response": response}) == response
