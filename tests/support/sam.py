"""SAM's own commands on a copy of the checkout, without Docker and without an account."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.missing import missing
from tests.support.runtime import HOUSE, SAM

_ALONE = {
    "SAM_CLI_TELEMETRY": "0",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "lamppost",
    "AWS_SECRET_ACCESS_KEY": "lamppost",
    # What functions/Makefile compiles with; a copy of the checkout has no environment of its own.
    "PYTHON": sys.executable,
}


def run(*command: str, folder: Path, **variables: str) -> str:
    """What a command of SAM's environment says. The test fails with it where the command does."""
    return _done(command, folder, variables, stderr=subprocess.STDOUT).stdout


def copy_checkout(folder: Path) -> Path:
    """A copy of what a build reads, so that a build of this checkout's own is left alone."""
    for name in ("functions", "infra", "requirements", "templates"):
        shutil.copytree(HOUSE / name, folder / name, ignore=shutil.ignore_patterns(".aws-sam", "__pycache__"))
    return folder


def transformed(template: Path) -> dict[str, Any]:
    """The template as CloudFormation sees it, after AWS's transform."""
    script = Path(__file__).with_name("transform.py")
    return json.loads(_done(("python", str(script), str(template)), HOUSE, {}, stderr=subprocess.PIPE).stdout)


def _done(
    command: tuple[str, ...], folder: Path, variables: dict[str, str], stderr: int
) -> subprocess.CompletedProcess[str]:
    if not SAM.is_file():
        missing("SAM", "install requirements/sam.txt into .venv-sam")
    done = subprocess.run(
        [SAM.with_name(command[0]), *command[1:]],
        cwd=folder, env=os.environ | _ALONE | variables, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + (done.stderr or "")
    return done
