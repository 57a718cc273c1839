"""Checks of what follows the table: the stream's function, schedules, the search index, what was given up."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from blog.article import ArticleState
from follow_changes.schedules import due, schedule_name
from lamppost.doctor.blog import Blog, search_index, stack, table
from lamppost.doctor.checks import check
from lamppost.doctor.findings import Finding, ok, wrong
from lamppost.output import counted
from search.bucket import IndexBucket, NoIndex
from search.tables import WrongFormat, open_for_reading

_FUNCTION, _TRIGGER = "FollowChanges", "AWS::Lambda::EventSourceMapping"
_QUEUE, _GROUP = "AWS::SQS::Queue", "AWS::Scheduler::ScheduleGroup"
_LATE = timedelta(minutes=10)
_REBUILD = "lamppost search rebuild"
# As search/tables.py draws them: every article that readers find, and how many comments on it.
_FOUND = """
SELECT slug, title, (SELECT count(*) FROM comments WHERE article = articles.id) FROM articles WHERE title IS NOT NULL
"""


@check("follower", stack)
def follower(blog: Blog) -> Finding:
    function = blog.resources("AWS::Lambda::Function").get(_FUNCTION, "")
    if not function:
        return wrong(f"the stack has no function {_FUNCTION}", "deploy the template again")
    states = list(_triggers(blog))
    if not states or any(state not in ("Enabled", "Creating", "Enabling") for state in states):
        said = ", ".join(states) or "it has no trigger"
        return wrong(f"nothing follows what is written: {said}", "enable the function's trigger, or deploy again")
    if (age := _age(blog, function)) > _LATE:
        return wrong(f"changes wait for {age}", "the log group of follow_changes says why")
    return ok(f"follows the stream; the oldest change of the last hour waited {age}" if age else "follows the stream")


def _triggers(blog: Blog) -> Iterator[str]:
    """The state of each; they may belong to the function, or to an alias of it."""
    client = blog.target.service("lambda")
    for uuid in blog.resources(_TRIGGER).values():
        with suppress(client.exceptions.ResourceNotFoundException):
            yield client.get_event_source_mapping(UUID=uuid)["State"]


def _age(blog: Blog, function: str) -> timedelta:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#performance-metrics"""
    said = blog.target.service("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="IteratorAge",
        Dimensions=[{"Name": "FunctionName", "Value": function}],
        StartTime=blog.now - timedelta(hours=1),
        EndTime=blog.now,
        Period=3600,
        Statistics=["Maximum"],
    )
    return timedelta(milliseconds=max((each["Maximum"] for each in said["Datapoints"]), default=0))


def queue(blog: Blog) -> str:
    if blog.is_deployed:
        return stack(blog)
    return "" if _queue(blog) else "this blog keeps nothing that was given up"


def _queue(blog: Blog) -> str:
    """The URL of the queue of what was given up, or ''."""
    if not blog.is_deployed:
        return blog.target.running_queue
    return blog.outputs.get("UndeliveredUrl") or blog.resources(_QUEUE).get("Undelivered", "")


@check("given up", queue)
def given_up(blog: Blog) -> Finding:
    if not (url := _queue(blog)):
        return wrong("the stack has no queue for what is given up", "deploy the template again")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    said = blog.target.service("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    if count := sum(int(said[name]) for name in names):
        return wrong(f"{count} of what was to be done was given up after all tries", "lamppost redrive does it again")
    return ok("nothing")


@check("schedules", table)
def schedules(blog: Blog) -> Finding:
    waiting = [*blog.articles(ArticleState.SCHEDULED), *blog.published, *blog.articles(ArticleState.UNLISTED)]
    wanted = {schedule_name(each.slug, ends=each.state.is_public): each for each in waiting if due(each)}
    if late := [each.slug for each in wanted.values() if (at := due(each)) and at < blog.now - _LATE]:
        return wrong(f"their time has passed: {', '.join(sorted(late))}", "the log group of keep_time says why")
    if not (group := _group(blog)):
        return ok(f"{counted(len(wanted), 'time')} to keep; `lamppost serve` makes schedules when it starts")
    there = set(_schedules(blog, group))
    if missing := [each.slug for name, each in wanted.items() if name not in there]:
        remedy = "publish it with another date, if only by a minute, which makes its schedule anew"
        return wrong(f"without a schedule, and never brought in or taken out: {', '.join(sorted(missing))}", remedy)
    return ok(f"{counted(len(wanted), 'time')} to keep, each with its schedule")


def _group(blog: Blog) -> str:
    if blog.is_deployed:
        return next(iter(blog.resources(_GROUP).values()), "")
    return next(iter(blog.template.schedule_groups), "") if blog.address else ""


def _schedules(blog: Blog, group: str) -> Iterable[str]:
    for page in blog.target.service("scheduler").get_paginator("list_schedules").paginate(GroupName=group):
        yield from (each["Name"] for each in page["Schedules"])


@check("search index", table, search_index)
def index(blog: Blog) -> Finding:
    with TemporaryDirectory(prefix="lamppost-doctor-") as folder:
        path = Path(folder) / "index.sqlite3"
        try:
            IndexBucket(blog.target.s3_client, blog.target.search_bucket).fetch(path)
            with closing(open_for_reading(path)) as connection:
                found = set(connection.execute(_FOUND))
        except NoIndex:
            return wrong("there is none: nobody finds anything", _REBUILD) if blog.published else ok("none is needed")
        except (WrongFormat, sqlite3.DatabaseError) as error:
            return wrong(f"it cannot be read: {error or type(error).__name__}", _REBUILD)
    wanted = {(each.slug, each.title, each.comment_count) for each in blog.published}
    if other := sorted({slug for slug, _, _ in wanted ^ found}):
        shown = ", ".join(other[:5]) + (f" and {len(other) - 5} more" if len(other) > 5 else "")
        return wrong(f"it does not know what was written last: {shown}", f"look again in a minute; then {_REBUILD}")
    comments = sum(count for _, _, count in found)
    return ok(f"knows all there is: {counted(len(found), 'article')}, {counted(comments, 'comment')}")
