"""What a backup takes of memory does not grow with the table."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_HOUSE = Path(__file__).parents[3]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux says it so")
def test_twenty_thousand_items_take_a_few_megabytes(tmp_path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (_HOUSE, _HOUSE / "functions")))}
    done = subprocess.run(
        [sys.executable, "-m", f"{__package__}.a_large_table", "20000", str(tmp_path)],
        env=environment, cwd=_HOUSE, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    count, before, after = map(int, done.stdout.split())
    assert count == 20_000
    assert after - before < 16_000  # a thousand items of a page, and SQLite's cache; all of them would be 40 MB
    assert after < 100_000
