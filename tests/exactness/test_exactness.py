"""Many who write at the same time, on a network that loses requests and answers: counts are recounts."""

import random

import pytest

from tests.exactness.torture import torture
from tests.support.faults import Fault

# `make torture`: 64 writers who do 50 things each.
WRITERS, ACTS, FAULTS = 64, 8, 0.15

pytestmark = [pytest.mark.dynamodb_local, pytest.mark.slow]


def test_whatever_goes_wrong_nothing_is_lost_or_doubled_and_every_count_is_a_recount(stack, endpoint, tmp_path):
    seed = f"{random.SystemRandom().getrandbits(32)}"
    print(f"seed {seed}")
    outcome = torture(stack, endpoint, tmp_path, seed=seed, writers=WRITERS, acts=ACTS, share=FAULTS)
    assert outcome.done.total() == WRITERS * ACTS
    assert set(outcome.faults) == set(Fault)
