"""`make bench`: what the README says about speed and size, measured anew on this machine.

Only ratios mean anything: both sides of each are measured in the same run, in turns, as medians.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))

if __name__ == "__main__":
    from tests.performance import (
        cold_start,
        function_cost,
        page_weights,
        posting,
        queues,
        searching,
        sizes,
        spam,
        warm_pages,
    )

    with tempfile.TemporaryDirectory(prefix="lamppost-bench-") as folder:
        for part in (sizes, page_weights, cold_start, function_cost, warm_pages, posting, queues, searching, spam):
            print(*part.report(Path(folder)), "", sep="\n", flush=True)
