"""The line that CloudWatch reads, held against Powertools' own writer."""

import json
import time

import pytest
from aws_lambda_powertools import Metrics

from watching.emf import NAMESPACE, Metric, emf_line

AT = int(time.time() * 1000)
# Powertools writes a metric's numbers as a list, which may have one.
ONE = {Metric.READ_UNITS: 1.5, Metric.ROUND_TRIPS: 2.0, Metric.AGE: 0.25}


def ours(dimensions: list[list[str]]) -> dict:
    return json.loads(emf_line(dimensions, ONE, {"service": "blog", "page": "home", "status": 200}, AT))


@pytest.mark.parametrize("sets", [["service"], ["service", "page"]], ids=str)
def test_the_line_is_what_powertools_would_write(sets: list[str]):
    metrics = Metrics(namespace=NAMESPACE, service="blog")
    metrics.clear_metrics()
    for name, value in ONE.items():
        metrics.add_metric(name, "Seconds" if name is Metric.AGE else "Count", value)
    metrics.set_timestamp(AT)
    for name, value in {"service": "blog", "page": "home"}.items():
        metrics.add_dimension(name, value) if name in sets else metrics.add_metadata(name, value)
    metrics.add_metadata("status", 200)
    theirs = metrics.serialize_metric_set()
    metrics.clear_metrics()
    assert ours([sets]) == theirs | {name: theirs[name][0] for name in ONE}


def test_it_is_one_line_whatever_it_says():
    line = emf_line([["service"]], ONE, {"service": "a\nb"}, AT)
    assert "\n" not in line
    assert json.loads(line)["service"] == "a\nb"


def test_no_property_can_be_taken_for_a_metric():
    assert {metric.value for metric in Metric}.isdisjoint(
        {"service", "page", "status", "function", "version", "memory"}
    )
