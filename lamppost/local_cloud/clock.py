"""EventBridge Scheduler, as far as single moments go: at each minute, the schedules that are due call their functions.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lamppost.local_cloud.given_up import Leave, left_of_an_event, left_to_nobody
from lamppost.local_cloud.lambda_functions import Answered, Callee, Failed, TimedOut

# The scheduler hands an event over; Lambda then calls the function up to three times:
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
_TRIES = 3
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")


class Clock:
    """Calls `functions`, by the last part of their ARN, as the schedules in `groups` say."""

    def __init__(
        self,
        scheduler: Any,
        groups: tuple[str, ...],
        functions: Mapping[str, Callee],
        log: Callable[[str], None],
        leave: Leave = left_to_nobody,
    ) -> None:
        self._scheduler = scheduler
        self._groups = groups
        self._functions = functions
        self._log = log
        self._leave = leave
        self._failures: Counter[str] = Counter()

    def tick(self, now: datetime) -> None:
        """Calls what is due. What fails is tried again at the next tick, until it is given up."""
        for schedule in list(self._schedules()):
            if _moment(schedule) <= now:
                self._fire(schedule)

    def _schedules(self) -> Iterator[dict[str, Any]]:
        for group in self._groups:
            for page in self._scheduler.get_paginator("list_schedules").paginate(GroupName=group):
                for each in page["Schedules"]:
                    yield self._scheduler.get_schedule(GroupName=group, Name=each["Name"])

    def _fire(self, schedule: dict[str, Any]) -> None:
        name, target = schedule["Name"], schedule["Target"]
        function = target["Arn"].rpartition(":")[2]
        event = json.loads(target["Input"])
        problem = _problem(self._functions[function], event)
        if problem:
            self._failures[name] += 1
            if self._failures[name] < _TRIES:
                return
            self._log(f"{function} gave up {target['Input']}, after {_TRIES} tries: {problem}")
            queue = self._functions[function].function.undelivered
            self._leave(queue, left_of_an_event(function, event, _TRIES, problem))
        del self._failures[name]
        self._scheduler.delete_schedule(GroupName=schedule["GroupName"], Name=name)


def seconds_to_next_minute(now: datetime) -> float:
    return 60 - now.second - now.microsecond / 1e6


def _problem(function: Callee, event: dict[str, Any]) -> str:
    match function.invoke(event):
        case Answered():
            return ""
        case Failed(error):
            return error
        case TimedOut(seconds):
            return f"timed out after {seconds:g} s"


def _moment(schedule: dict[str, Any]) -> datetime:
    """Raises `ValueError` for a schedule that repeats: nothing of ours does."""
    found = _AT.fullmatch(schedule["ScheduleExpression"])
    if not found:
        raise ValueError(f"{schedule['ScheduleExpression']} is not a single moment")
    return datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo(schedule["ScheduleExpressionTimezone"]))
