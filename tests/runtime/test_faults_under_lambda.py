"""Lambda's own runtime, killed in the middle of a comment: by a signal that nothing can catch."""

import io
from collections.abc import Iterator

import pytest

from lamppost.local_cloud.cloud import Cloud, NotUnderLambda, Plan, local_cloud

# The very tests of the functions in this process; here they find others.
from tests.integration.local_cloud.test_blog_and_faults import (  # noqa: F401
    faulty,
    test_who_was_killed_while_writing_has_done_it_once_or_not_and_the_next_finishes,
    test_words_that_cannot_be_taken_are_given_back_and_taken_later,
)
from tests.support.runtime import require_parts

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    require_parts()
    with local_cloud(Plan(environments=1, faults=("none",)), io.StringIO()) as cloud:
        yield cloud


def test_the_clock_of_another_process_cannot_be_moved():
    with (
        pytest.raises(NotUnderLambda, match="leave out --runtime lambda"),
        local_cloud(Plan(environments=1, faults=("skew=-20m",))),
    ):
        raise AssertionError("it was opened")
