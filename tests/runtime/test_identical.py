"""The same sources make the same bytes, wherever they lie and whenever they are built."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lamppost.local_cloud.artifacts import ARCHITECTURE
from tests.support.sam import copy_checkout

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]


def tree(folder: Path) -> dict[str, tuple[int, float, str]]:
    """Rights, time and content of all that is in a folder: what a zip of it would hold."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode,
            path.stat().st_mtime,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in folder.rglob("*")
    }


def test_two_builds_in_different_folders_are_the_same_to_the_byte(artifacts, tmp_path):
    checkout = copy_checkout(tmp_path / "checkout-elsewhere")
    for path in checkout.rglob("*.py"):
        os.utime(path, (0, 0))
    other = tmp_path / "artifact"
    subprocess.run(
        ["make", "--silent", "--file=functions/Makefile", "build-ServePages", f"ARTIFACTS_DIR={other}"],
        cwd=checkout,
        env=os.environ | {"LAMBDA_ARCHITECTURE": ARCHITECTURE, "PYTHON": sys.executable},
        check=True,
    )
    one, two = tree(artifacts("ServePages")), tree(other)
    assert {path for path in one.keys() | two.keys() if one.get(path) != two.get(path)} == set()
    assert len(one) > 100
