"""The times of articles: one EventBridge schedule for each that waits to be published, or will end.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from blog.article import ArticleState, ArticleSummary
from blog.changes import HeadChanged
from follow_changes.changes import NotFollowed, Written

_MINUTE = timedelta(minutes=1)
# A schedule for a moment that is over never calls. This is how long making one may take.
_SOONEST = timedelta(seconds=20)


def utc_now() -> datetime:
    return datetime.now(UTC)


class ArticleTimes:
    """Keeps schedules in the group `group`, through a boto3 EventBridge Scheduler client.

    `target` says what a schedule calls: `Arn`, `RoleArn`, `DeadLetterConfig`.
    """

    def __init__(
        self, client: Any, group: str, target: Mapping[str, Any], clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._group = group
        self._target = target
        self._clock = clock

    def follow(self, batch: Sequence[Written]) -> None:
        """Sets and removes schedules as heads of articles have changed. Raises `NotFollowed`."""
        failed = []
        for each in batch:
            if not isinstance(each.change, HeadChanged):
                continue
            try:
                self._keep(each.change, max(self._clock(), each.written_at))
            except self._client.exceptions.ClientError as error:
                failed.append((each.number, error))
        if failed:
            raise NotFollowed([number for number, _ in failed]) from failed[0][1]

    def _keep(self, change: HeadChanged, now: datetime) -> None:
        before, after = due(change.old), due(change.new)
        name = schedule_name(change.slug, ends=change.public)
        if after and after != before:
            self._set(name, after, change.slug, now)
        elif before and not after:
            self._remove(name)

    def _set(self, name: str, moment: datetime, slug: str, now: datetime) -> None:
        schedule = {
            "GroupName": self._group,
            "Name": name,
            "ScheduleExpression": at(moment, now),
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": {**self._target, "Input": json.dumps({"slug": slug, "due": moment.isoformat()})},
        }
        try:
            self._client.create_schedule(**schedule)
        except self._client.exceptions.ConflictException:
            self._client.update_schedule(**schedule)

    def _remove(self, name: str) -> None:
        # One that is not there has called already, or was never made.
        with suppress(self._client.exceptions.ResourceNotFoundException):
            self._client.delete_schedule(GroupName=self._group, Name=name)


def due(article: ArticleSummary | None) -> datetime | None:
    """When something must be done with an article, if ever."""
    if article is None:
        return None
    if article.state is ArticleState.SCHEDULED:
        return article.published_at
    return article.expires_at if article.state.is_public else None


def schedule_name(slug: str, *, ends: bool) -> str:
    """A digest, because a slug may have letters that a name may not.

    An article's publication and its end are two schedules: the first removes itself some time after it has called, and
    must not take the second with it.
    """
    return f"{'end' if ends else 'begin'}-{blake2b(slug.encode(), digest_size=16).hexdigest()}"


def at(moment: datetime, now: datetime) -> str:
    """The expression for the first full minute, in UTC, that is not before `moment` and that can still be met."""
    earliest = max(moment, now + _SOONEST).astimezone(UTC)
    minute = earliest.replace(second=0, microsecond=0)
    return f"at({minute if minute == earliest else minute + _MINUTE:%Y-%m-%dT%H:%M:%S})"
