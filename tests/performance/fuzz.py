"""`make fuzz`: tens of thousands of hostile POSTs, by Hypothesis and by schemathesis, at a blog in DynamoDB Local.

Some hundreds are in the suite (tests/integration/test_hostile_posts.py). Each round begins with an empty table, so that
there is always something left to edit and to delete, and ends with everything counted again.
"""

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))

from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack
from tests.support.besieged import Besieged
from tests.support.dynamodb_local import running
from tests.support.hostile import by_hand, by_schema
from tests.support.stores import make_store

_ROUND = 1_000


def main(requests: int) -> None:
    started, answered = time.monotonic(), {"by_hand": Counter(), "by_schema": Counter()}
    rounds = list(islice(cycle(answered), -(-requests // _ROUND)))
    with running() as endpoint, ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        done = pool.map(_round, range(len(rounds)), rounds, [endpoint] * len(rounds))
        for source, found in zip(rounds, done, strict=True):
            answered[source] += found
    for source, found in answered.items():
        statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(found.items()))
        print(f"{found.total():>8,} requests {source.replace('_', ' '):<10} {statuses}")
    print(f"No 5xx in {sum(map(Counter.total, answered.values())):,} requests, {time.monotonic() - started:.0f} s")


def _round(number: int, source: str, endpoint: str) -> Counter[int]:
    with local_account(endpoint) as session:
        stack = read_stack()
        besieged = Besieged(stack, make_store(session.client("dynamodb"), stack, f"round-{number}"))
        strategy = {"by_hand": by_hand, "by_schema": by_schema}[source](besieged.target)
        # Hypothesis stops where it has seen everything, or where too much of what it drew was no request.
        while (missing := _ROUND - besieged.answered.total()) > 0:
            besieged.withstands_all(strategy, missing)
        besieged.is_unharmed()
        return besieged.answered


if __name__ == "__main__":
    main(int(sys.argv[1]))
