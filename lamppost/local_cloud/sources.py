"""Event source mappings: which table's stream calls which function, with what, and how often it tries.

https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lamppost.local_cloud.filters import Pattern, read_patterns
from lamppost.local_cloud.template import STREAM, Template, TemplateError

# Lambda's default is to try until a record is a day old and leaves the stream. Nobody at a laptop waits for that.
_RETRIES = 10


@dataclass(frozen=True, slots=True)
class StreamSource:
    """A function, by its logical id, that is called with what is written to a table.

    `patterns`: a record passes that matches one of them, or any record when there are none. `undelivered` is the queue
    of what was given up, or ''.
    """

    function: str
    table_name: str
    batch_size: int = 100
    retries: int = _RETRIES
    bisects: bool = False
    reports_failures: bool = False
    patterns: tuple[Pattern, ...] = ()
    undelivered: str = ""


def read_sources(template: Template, function: str, properties: Mapping[str, Any]) -> Iterator[StreamSource]:
    """The streams among the events of a function. Raises `TemplateError`."""
    for event, each in properties.get("Events", {}).items():
        if each["Type"] == "DynamoDB":
            where = f"Resources.{function}.Properties.Events.{event}"
            yield _source(function, template.resolve(each["Properties"], where), where)


def _source(function: str, properties: Mapping[str, Any], where: str) -> StreamSource:
    stream = properties["Stream"]
    if not stream.endswith(STREAM):
        raise TemplateError(where, f"{stream} is not the stream of a table of this template")
    retries = int(properties.get("MaximumRetryAttempts", -1))
    return StreamSource(
        function=function,
        table_name=stream.removesuffix(STREAM).rpartition("/")[2],
        batch_size=int(properties.get("BatchSize", 100)),
        retries=retries if retries >= 0 else _RETRIES,
        bisects=bool(properties.get("BisectBatchOnFunctionError", False)),
        reports_failures="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", ()),
        patterns=read_patterns(properties.get("FilterCriteria", {}), where),
        undelivered=queue_of(properties),
    )


def queue_of(properties: Mapping[str, Any]) -> str:
    """The name of the queue that a DestinationConfig leaves failures in; ''."""
    failures = properties.get("DestinationConfig", {}).get("OnFailure", {})
    return failures.get("Destination", "").rpartition(":")[2]
