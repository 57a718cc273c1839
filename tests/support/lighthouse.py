"""Lighthouse (npm) with Debian's Chromium: what it gives pages that are served on loopback."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.chromium import FLAGS, find_chromium
from tests.support.missing import missing

_HERE = Path(__file__).parent
_PACKAGE = _HERE.parents[1] / "node_modules" / "lighthouse"
# What it counts: neither the machine nor its load changes these. Performance is a time.
COUNTED = ("accessibility", "best-practices", "seo")
TIMED = "performance"


@dataclass(frozen=True, slots=True)
class Score:
    """Of 100; `lost` names the audits that cost points."""

    score: int
    lost: tuple[str, ...]


def lighthouse(addresses: Iterable[str], categories: Iterable[str] = COUNTED) -> dict[str, dict[str, Score]]:
    """The scores in each category by address, all in one Chromium. Raises `CalledProcessError`."""
    if not shutil.which("node"):
        missing("Node.js", "Lighthouse needs version 18 or later")
    if not _PACKAGE.is_dir():
        missing("Lighthouse", "run `npm ci`")
    asked = {"categories": [*categories], "flags": FLAGS, "addresses": [*addresses]}
    done = subprocess.run(
        ["node", str(_HERE / "lighthouse.mjs"), json.dumps(asked)],
        env=os.environ | {"CHROME_PATH": find_chromium()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {
        address: {name: Score(each["score"], tuple(each["lost"])) for name, each in found.items()}
        for address, found in json.loads(done.stdout).items()
    }
