"""`make torture`: the measures of exactness at their full size, on DynamoDB Local. The suite has them smaller.

Sixty-four processes write 50 times each while requests go wrong, and 200 processes are killed: see `tests/exactness`.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom

sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))

from lamppost.local_cloud.stack import read_stack
from tests.exactness.killing import killing
from tests.exactness.torture import torture
from tests.support.dynamodb_local import running

WRITERS, ACTS, FAULTS = 64, 50, 0.15
# A DynamoDB Local that has seen many transactions becomes slow.
KILLED, PARTS = 200, 4


def main(seed: str) -> None:
    print(f"seed {seed}", flush=True)
    stack, started = read_stack(), time.monotonic()
    with running() as endpoint, tempfile.TemporaryDirectory(prefix="lamppost-torture-") as folder:
        outcome = torture(stack, endpoint, Path(folder), seed=seed, writers=WRITERS, acts=ACTS, share=FAULTS)
        _print(f"{WRITERS} writers, {time.monotonic() - started:.0f} s: nothing lost, nothing twice", outcome.done)
        _print("while of their requests met a fault", outcome.faults)
    chance, started, killed = Random(seed), time.monotonic(), Counter()
    for _ in range(PARTS):
        with running() as endpoint, killing(stack, endpoint) as killer:
            killer.run_many(KILLED // PARTS, chance)
        killed += killer.killed
    _print(f"{KILLED} runs, {time.monotonic() - started:.0f} s: killed, and finished by the next", killed)


def _print(what: str, counts: Counter[str]) -> None:
    parts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.most_common())
    print(f"{what}: {counts.total():,} ({parts})", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(SystemRandom().getrandbits(32)))
