"""Schedules and the clock that keeps them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lamppost.local_cloud.clock import Clock, seconds_to_next_minute
from lamppost.local_cloud.cloud import Cloud

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:Follower"
ROLE = "arn:aws:iam::123456789012:role/Scheduler"


class Times:
    """The tiny stack's schedules, and what their function was called with."""

    def __init__(self, cloud: Cloud) -> None:
        self._services, self._bucket = cloud.services, cloud.stack.search_bucket
        self.log: list[str] = []
        functions = {"Follower": cloud.function("Follower")}
        self._clock = Clock(cloud.services.scheduler, cloud.stack.schedule_groups, functions, self.log.append)

    def set(self, name: str, expression: str, event: dict[str, Any], zone: str = "UTC") -> None:
        self._services.scheduler.create_schedule(
            GroupName="TinyTimes",
            Name=name,
            ScheduleExpression=expression,
            ScheduleExpressionTimezone=zone,
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={"Arn": FUNCTION, "RoleArn": ROLE, "Input": json.dumps(event)},
        )

    def tick(self, now: datetime) -> None:
        self._clock.tick(now)

    def left(self) -> list[str]:
        return sorted(
            each["Name"] for each in self._services.scheduler.list_schedules(GroupName="TinyTimes")["Schedules"]
        )

    def calls(self) -> list[dict[str, Any]]:
        kept = self._services.s3.list_objects_v2(Bucket=self._bucket).get("Contents", [])
        return [json.load(self._services.s3.get_object(Bucket=self._bucket, Key=each["Key"])["Body"]) for each in kept]

    def clear(self) -> None:
        for name in self.left():
            self._services.scheduler.delete_schedule(GroupName="TinyTimes", Name=name)
        for each in self._services.s3.list_objects_v2(Bucket=self._bucket).get("Contents", []):
            self._services.s3.delete_object(Bucket=self._bucket, Key=each["Key"])


@pytest.fixture
def times(cloud: Cloud) -> Iterator[Times]:
    times = Times(cloud)
    times.clear()
    yield times
    times.clear()


def test_what_is_due_calls_its_function_once_and_is_gone(times: Times):
    times.set("due", "at(2026-11-22T12:00:00)", {"slug": "a"})
    times.set("later", "at(2026-11-22T12:01:00)", {"slug": "b"})
    times.tick(NOON - timedelta(seconds=1))
    assert (times.calls(), times.left()) == ([], ["due", "later"])
    times.tick(NOON)
    assert (times.calls(), times.left()) == ([{"slug": "a"}], ["later"])
    times.tick(NOON)
    assert times.calls() == [{"slug": "a"}]


def test_a_moment_is_of_its_own_time_zone(times: Times):
    times.set("vienna", "at(2026-11-22T13:00:00)", {"slug": "a"}, zone="Europe/Vienna")
    times.tick(NOON - timedelta(seconds=1))
    assert times.calls() == []
    times.tick(NOON)
    assert times.calls() == [{"slug": "a"}]


def test_what_fails_is_tried_at_three_ticks_and_then_given_up(times: Times, capfd: pytest.CaptureFixture[str]):
    times.set("fails", "at(2026-11-22T12:00:00)", {"slug": "a", "wish": "raise"})
    for tries in (1, 2):
        times.tick(NOON + timedelta(minutes=tries))
        assert (len(times.calls()), times.left(), times.log) == (tries, ["fails"], [])
    times.tick(NOON + timedelta(minutes=3))
    assert (len(times.calls()), times.left()) == (3, [])
    assert times.log == [
        'Follower gave up {"slug": "a", "wish": "raise"}, after 3 tries: LookupError: as was wished for'
    ]
    capfd.readouterr()


def test_only_single_moments_are_kept_here(times: Times):
    times.set("daily", "rate(1 day)", {})
    with pytest.raises(ValueError, match=r"rate\(1 day\) is not a single moment"):
        times.tick(NOON)


@pytest.mark.parametrize(("seconds", "left"), [(0, 60), (0.5, 59.5), (59, 1)])
def test_the_clock_ticks_at_full_minutes(seconds: float, left: float):
    assert seconds_to_next_minute(NOON + timedelta(seconds=seconds)) == left
