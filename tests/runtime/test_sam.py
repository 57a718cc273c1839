"""The owner's commands on the template: SAM's own, without Docker and without an account."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lamppost.local_cloud.stack import read_stack
from tests.support.missing import missing
from tests.support.runtime import HOUSE, SAM

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]
_ALONE = {
    "SAM_CLI_TELEMETRY": "0",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "lamppost",
    "AWS_SECRET_ACCESS_KEY": "lamppost",
    # What functions/Makefile compiles with; a copy of the checkout has no environment of its own.
    "PYTHON": sys.executable,
}


def run(*command: str, folder: Path) -> str:
    """What a command of SAM's environment says. The test fails with it where the command does."""
    if not SAM.is_file():
        missing("SAM", "install requirements/sam.txt into .venv-sam")
    program = str(SAM.with_name(command[0]))
    done = subprocess.run(
        [program, *command[1:]], cwd=folder, env=os.environ | _ALONE, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a build reads, so that a build of this checkout's own is left alone."""
    for folder in ("functions", "infra", "requirements", "templates"):
        shutil.copytree(HOUSE / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".aws-sam", "__pycache__"))
    return tmp_path


def test_sam_build_makes_all_functions_without_docker(checkout):
    run("sam", "build", "--parallel", folder=checkout / "infra")
    built = checkout / "infra" / ".aws-sam" / "build"
    for logical_id, function in read_stack().functions.items():
        assert (built / logical_id / function.handler.partition(".")[0] / "handler.py").is_file()
        # The template deploys to arm64, and so the wheels are, whatever builds them.
        assert {path.name.split("-")[2] for path in (built / logical_id).rglob("*.so")} <= {"aarch64"}
    assert list((built / "ServePages" / "markupsafe").glob("*.so"))


def test_sam_validates_the_template():
    assert "is a valid SAM Template" in run("sam", "validate", "--lint", folder=HOUSE / "infra")


def test_cfn_lint_has_nothing_to_say_not_even_for_information():
    assert run("cfn-lint", "--include-checks", "I", "--", "template.yaml", folder=HOUSE / "infra") == ""
