"""All checks, in the order in which they are made: from what is below to what readers see."""

from collections.abc import Iterator

from lamppost.doctor import of_changes, of_the_pages, of_the_stack, of_the_table, of_the_way, writing
from lamppost.doctor.blog import Blog
from lamppost.doctor.checks import Check, made
from lamppost.doctor.findings import Finding

CHECKS: tuple[Check, ...] = (
    of_the_stack.credentials,
    of_the_stack.its_state,
    of_the_stack.outputs,
    of_the_stack.functions,
    of_the_stack.logs,
    of_the_stack.alarms,
    of_the_stack.buckets,
    of_the_table.its_state,
    of_the_table.stream,
    of_the_table.expiry,
    of_the_table.recovery,
    of_the_table.protection,
    of_the_table.settings,
    of_changes.follower,
    of_changes.given_up,
    of_changes.schedules,
    of_changes.index,
    of_the_way.distribution,
    of_the_way.certificate,
    of_the_way.http,
    of_the_way.origin,
    of_the_way.cache,
    of_the_pages.home,
    of_the_pages.address,
    of_the_pages.headers,
    of_the_pages.article,
    of_the_pages.form,
    of_the_pages.feed,
    of_the_pages.sitemap,
    of_the_pages.robots,
    of_the_pages.unknown,
    of_the_pages.head,
    of_the_pages.search,
    writing.a_comment,
)


def examine(blog: Blog) -> Iterator[tuple[str, Finding]]:
    """The name of every check and what it has found, as they are made."""
    return ((each.name, made(each, blog)) for each in CHECKS)
