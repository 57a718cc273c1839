"""The process is killed with SIGKILL at a random point, again and again; then it is run again."""

import random

import pytest

from tests.exactness.jobs import JOBS
from tests.exactness.killing import killing

# `make torture`: 200.
TIMES = 2 * len(JOBS)

pytestmark = [pytest.mark.dynamodb_local, pytest.mark.slow]


def test_what_a_killed_process_began_is_counted_and_can_be_finished(stack, endpoint):
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")
    with killing(stack, endpoint) as killer:
        killer.run_many(TIMES, random.Random(seed))
    # Of those that are killed at some moment, some are over by then.
    assert all(killer.killed[job] for job in JOBS)
