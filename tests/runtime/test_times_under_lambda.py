"""The table's stream and the clock call functions under Lambda's runtime too: a scheduled article appears."""

from collections.abc import Iterator

import pytest

from lamppost.local_cloud.cloud import Plan, local_cloud

# The very test of the functions in this process; here it finds others.
from tests.integration.local_cloud.test_times_of_articles import (  # noqa: F401
    Times,
    test_a_scheduled_article_appears_at_its_minute_and_its_neighbours_know_it,
)
from tests.support.runtime import require_parts

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]


@pytest.fixture
def times() -> Iterator[Times]:
    require_parts()
    with local_cloud(Plan(environments=1)) as cloud:
        times = Times(cloud)
        yield times
    assert times.log == []
