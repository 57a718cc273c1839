"""CloudWatch's embedded metric format: one line of JSON, whose numbers become metrics and which can be asked as a log.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
Powertools' `Metrics` writes the same (a test compares them): it would be imported at every cold start for the sake of
this one `json.dumps`.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

NAMESPACE = "Lamppost"


class Metric(StrEnum):
    """Every metric of the blog's own. One is paid for by the hour in which it is sent, and ten are free."""

    NOT_MODIFIED = "NotModified"
    SERVER_ERRORS = "ServerErrors"
    COLD_START = "ColdStart"
    READ_UNITS = "ReadUnits"
    WRITE_UNITS = "WriteUnits"
    ROUND_TRIPS = "RoundTrips"
    PUBLISHED = "Published"
    HELD = "Held"
    SPAM = "Spam"
    REFUSED = "Refused"
    RECORDS = "Records"
    FAILED_RECORDS = "FailedRecords"
    AGE = "Age"


_UNITS = {Metric.AGE: "Seconds"}


def emf_line(
    dimensions: Sequence[Sequence[str]],
    metrics: Mapping[Metric, float],
    properties: Mapping[str, object],
    milliseconds: int,
) -> str:
    """The line. `dimensions` are sets of names of properties; `milliseconds` is the time of it, since 1970."""
    definitions = [{"Name": name, "Unit": _UNITS.get(name, "Count")} for name in metrics]
    about = {"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": definitions}
    document = {"_aws": {"Timestamp": milliseconds, "CloudWatchMetrics": [about]}, **properties, **metrics}
    return json.dumps(document, separators=(",", ":"))
