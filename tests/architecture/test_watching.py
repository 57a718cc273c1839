"""What the template watches: alarms and what to do about them, the dashboard, and that every metric is somebody's."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from lamppost.local_cloud.stack import TEMPLATE
from lamppost.local_cloud.template import load_document
from tests.architecture.modules import HOUSE
from watching.emf import NAMESPACE, Metric

DOCUMENT = load_document(TEMPLATE)
RESOURCES = DOCUMENT["Resources"]
ALARMS = {name: each for name, each in RESOURCES.items() if each["Type"] == "AWS::CloudWatch::Alarm"}
# AWS's own metrics that are looked at, with the names of their dimensions:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
KNOWN = {
    "AWS/ApiGateway": ({"Count", "4xx", "5xx", "Latency", "IntegrationLatency"}, {"ApiId"}),
    "AWS/Lambda": (
        {"Errors", "Throttles", "Duration", "Invocations", "IteratorAge"},
        {"FunctionName", "Resource", "ExecutedVersion"},
    ),
    "AWS/DynamoDB": ({"ReadThrottleEvents", "WriteThrottleEvents"}, {"TableName"}),
    "AWS/SQS": ({"ApproximateNumberOfMessagesVisible"}, {"QueueName"}),
    "AWS/CloudFront": ({"Requests", "5xxErrorRate", "4xxErrorRate", "BytesDownloaded"}, {"DistributionId", "Region"}),
    NAMESPACE: (set(Metric), {"service"}),
}
FREE_ALARMS, FREE_DASHBOARDS = 10, 3

type Watched = tuple[str, str, frozenset[str]]


def is_known(namespace: str, metric: str, dimensions: frozenset[str]) -> bool:
    metrics, names = KNOWN.get(namespace, (set(), set()))
    return metric in metrics and dimensions <= names and bool(dimensions)


def of_alarm(properties: dict[str, Any]) -> Iterator[Watched]:
    stats = [each["MetricStat"]["Metric"] for each in properties.get("Metrics", []) if "MetricStat" in each]
    for metric in stats or [properties]:
        dimensions = frozenset(each["Name"] for each in metric["Dimensions"])
        yield metric["Namespace"], metric["MetricName"], dimensions


def test_alarms_look_at_metrics_that_there_are():
    unknown = {name for name, each in ALARMS.items() for found in of_alarm(each["Properties"]) if not is_known(*found)}
    assert unknown == set()


def test_what_is_under_alarm_costs_nothing():
    """Each metric that an alarm looks at counts: https://aws.amazon.com/cloudwatch/pricing/."""
    assert sum(len(list(of_alarm(each["Properties"]))) for each in ALARMS.values()) <= FREE_ALARMS
    dashboards = [each for each in RESOURCES.values() if each["Type"] == "AWS::CloudWatch::Dashboard"]
    assert len(dashboards) <= FREE_DASHBOARDS


def test_every_alarm_says_what_happened_and_what_to_do_and_nothing_else_is_explained():
    page = (HOUSE / "docs" / "alarms.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n\n(.+?)(?=\n## |\Z)", page, re.MULTILINE | re.DOTALL))
    budgets = {name for name, each in RESOURCES.items() if each["Type"] == "AWS::Budgets::Budget"}
    assert sections.keys() == ALARMS.keys() | budgets
    assert all(len(text.split()) > 25 for text in sections.values())
    for name, alarm in ALARMS.items():
        assert alarm["Properties"]["AlarmDescription"].endswith(f"See docs/alarms.md, {name}."), name


def test_an_alarm_writes_to_the_owner_who_wants_that_and_rings_in_any_case():
    """A deployment goes back by some of them."""
    written = {"Fn::If": ["HasOwnerEmail", [{"Ref": "SomethingBroke"}], {"Ref": "AWS::NoValue"}]}
    for name, alarm in ALARMS.items():
        assert alarm["Properties"]["AlarmActions"] == written, name
        assert alarm["Properties"]["TreatMissingData"] == "notBreaching", name


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    """With every variable's own name in its place."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    return json.loads(re.sub(r"\$\{!?([^}]+)\}", r"<\1>", body))


def rows(widget: dict[str, Any]) -> Iterator[list[Any]]:
    """A widget's metrics, written out: "." repeats what stands above, "..." all of it."""
    above: list[Any] = []
    for row in widget["properties"]["metrics"]:
        said = [each for each in row if not isinstance(each, dict)]
        if said == ["..."]:
            said = above
        above = [above[index] if each == "." else each for index, each in enumerate(said)]
        yield [*above, *(each for each in row if isinstance(each, dict))]


def test_the_dashboard_shows_metrics_that_there_are(dashboard):
    shown = set()
    for widget in (each for each in dashboard["widgets"] if each["type"] == "metric"):
        for namespace, metric, *rest in (row for row in rows(widget) if isinstance(row[0], str)):
            dimensions = frozenset([each for each in rest if isinstance(each, str)][::2])
            assert is_known(namespace, metric, dimensions), (widget["properties"]["title"], metric)
            shown.add(metric)
    assert set(Metric) <= shown


def test_what_is_searched_for_on_the_dashboard_is_sent_by_page(dashboard):
    searched = re.findall(r"SEARCH\('\{(.+?)\} (.+?)',", json.dumps(dashboard))
    assert {dimensions for dimensions, _ in searched} == {f"{NAMESPACE},page,service"}
    assert {re.search(r'MetricName=\\"(\w+)', what)[1] for _, what in searched} == {"ReadUnits", "WriteUnits"}


LANGUAGE = {
    "filter",
    "ispresent",
    "fields",
    "coalesce",
    "as",
    "stats",
    "count",
    "avg",
    "sum",
    "pct",
    "by",
    "sort",
    "desc",
}
LINE = {"page", "milliseconds", "memory", *Metric}


def test_what_is_asked_of_the_logs_is_what_lines_say(dashboard):
    (widget,) = (each["properties"] for each in dashboard["widgets"] if each["type"] == "log")
    groups = set(re.findall(r"SOURCE '/aws/lambda/<AWS::StackName>/(\w+)'", widget["query"]))
    logs = [each["Properties"] for each in RESOURCES.values() if each["Type"] == "AWS::Logs::LogGroup"]
    assert groups < {each["LogGroupName"]["Fn::Sub"].rpartition("/")[2] for each in logs}
    asked = widget["query"].rpartition("SOURCE")[2].partition("|")[2]
    words = set(re.findall(r"[A-Za-z_]\w*", asked))
    named = set(re.findall(r"\bas (\w+)", asked))
    assert words - named - LANGUAGE <= LINE


def test_every_variable_of_the_dashboard_is_a_resource(dashboard):
    names = {name.partition(".")[0] for name in re.findall(r"<([\w.:]+)>", json.dumps(dashboard))}
    assert names <= RESOURCES.keys() | {"AWS::Region", "AWS::StackName"} | {"PROP('Dim"}


def test_widgets_lie_beside_each_other(dashboard):
    for one, other in combinations(dashboard["widgets"], 2):
        apart = (
            one["x"] + one["width"] <= other["x"]
            or other["x"] + other["width"] <= one["x"]
            or one["y"] + one["height"] <= other["y"]
            or other["y"] + other["height"] <= one["y"]
        )
        assert apart, (one["properties"]["title"], other["properties"]["title"])
    assert max(each["x"] + each["width"] for each in dashboard["widgets"]) == 24


def test_the_dashboard_shows_every_alarm(dashboard):
    (shown,) = (each["properties"]["alarms"] for each in dashboard["widgets"] if each["type"] == "alarm")
    # One that is not there in each region cannot be named.
    assert set(shown) == {f"<{name}.Arn>" for name, each in ALARMS.items() if "Condition" not in each}
