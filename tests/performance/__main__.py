"""`make bench`: what the README says about speed, size, scale and cost, measured anew on this machine.

    make bench ARGS="cold_start costs"

measures these parts alone, by the names of their modules. Only ratios mean anything: both sides of each are measured in
the same run, in turns, as medians.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))

PARTS = (
    *("sizes", "page_weights", "cold_start", "function_cost", "warm_pages", "posting", "queues", "scale", "load"),
    *("costs", "searching", "spam"),
)

if __name__ == "__main__":
    chosen = sys.argv[1:] or PARTS
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"there is no part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="lamppost-bench-") as folder:
        for part in (import_module(f"tests.performance.{name}") for name in chosen):
            print(*part.report(Path(folder)), "", sep="\n", flush=True)
