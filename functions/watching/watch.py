"""A function's watch: it knows the event at hand, writes its one line when that is over, and logs what fails in it."""

import sys
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from watching.capacity import CapacityMeter
from watching.emf import Metric, emf_line
from watching.failures import places, told

# What a function's environment says to its watch. METRICS is `off`, `totals`, or `pages` for metrics by page kind too.
VARIABLES = ("STACK_NAME", "METRICS")
_DIMENSIONS = {"totals": [["service"]], "pages": [["service"], ["service", "page"]]}


class Unfinished(Exception):
    """An event was not done with; says of what has stopped it what the log may hold."""


class Watch:
    """Made once by a handler, with the environment of its function.

    `write` takes a line, its end included; `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        write: Callable[[str], Any] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._service = environment["STACK_NAME"]
        self._dimensions = _DIMENSIONS.get(environment["METRICS"])
        # Nobody waited for the start of what was started beforehand.
        self._is_cold = environment.get("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand") == "on-demand"
        self._write = write
        self._clock = clock
        self._meter = CapacityMeter()
        self._facts: dict[str, object] = {}
        self._began = 0.0

    def metered(self, client: Any) -> Any:
        """The boto3 DynamoDB client, whose consumption is counted from now on."""
        if self._dimensions:
            self._meter.watch(client)
        return client

    def begin(self, context: Any, correlation_id: str = "") -> "Watch":
        """An event has come: `with watch.begin(context):` watches over what is done about it.

        `correlation_id` is its id where it came from, such as the API's for a request. What rises from the block is
        logged, and rises as `Unfinished`.
        """
        self._facts = {
            "function": context.function_name,
            "version": getattr(context, "function_version", ""),
            "request_id": context.aws_request_id,
            "cold_start": self._is_cold,
            "memory": int(context.memory_limit_in_mb),
        }
        self._began = time.perf_counter()
        if correlation_id:
            self._facts["correlation_id"] = correlation_id
        return self

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: Any) -> None:
        """Raises `Unfinished`, because Lambda writes down the words of what rises to it."""
        if isinstance(error, Exception):
            self.failed("unfinished")
            raise Unfinished(told(error)) from None

    def end(self, page: str, metrics: Mapping[Metric, float], **properties: object) -> None:
        """The event is over: writes its line. `page` is the kind of page, or of work, that it was about."""
        was_cold, self._is_cold = self._is_cold, False
        if not self._dimensions:
            return
        read, written, round_trips = self._meter.taken()
        sent = {Metric.READ_UNITS: read, Metric.ROUND_TRIPS: round_trips, **metrics}
        if written:
            sent[Metric.WRITE_UNITS] = written
        if was_cold:
            sent[Metric.COLD_START] = 1
        took = round((time.perf_counter() - self._began) * 1000, 2)
        told_too = {"service": self._service, "page": page, "milliseconds": took, **self._facts, **properties}
        line = emf_line(self._dimensions, sent, told_too, int(self._clock() * 1000))
        # In one piece: Lambda takes what one call writes for one event of the log.
        (self._write or sys.stdout.write)(f"{line}\n")

    def failed(self, message: str) -> None:
        """Logs a failure, and the exception that is being handled without any word of its own. `message` is ours."""
        more: dict[str, object] = {}
        if error := sys.exception():
            more = {"failure": told(error), "places": places(error)}
        self._logger.error(message, extra={**self._facts, **more})

    def info(self, message: str, **facts: object) -> None:
        """Logs what was done."""
        self._logger.info(message, extra={**self._facts, **facts})

    @cached_property
    def _logger(self) -> Any:
        """Powertools' logger, imported when there is something to tell: what never fails need not wait for it."""
        from aws_lambda_powertools import Logger

        return Logger(service=self._service)
