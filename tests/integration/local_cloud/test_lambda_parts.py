"""What `lamppost serve --runtime lambda` needs: whatever is missing is named, with the way to get it."""

import subprocess
from pathlib import Path

import pytest

from lamppost.local_cloud import artifacts, lambda_runtime
from lamppost.local_cloud.artifacts import NotBuilt, kept_artifacts
from tests.integration.local_cloud.command import lamppost


@pytest.fixture(autouse=True)
def all_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as anybody can see who does not start it."""
    rapid = tmp_path / "lib" / "python3.13" / "site-packages" / "samcli" / "local" / "rapid"
    (tmp_path / "awslambdaric").mkdir()
    rapid.mkdir(parents=True)
    (rapid / f"aws-lambda-rie-{lambda_runtime.ARCHITECTURE}").touch()
    monkeypatch.setattr(lambda_runtime, "SAM", tmp_path)
    monkeypatch.setattr(lambda_runtime, "RUNTIME_CLIENT", tmp_path)
    monkeypatch.setattr("platform.system", lambda: "Linux")


def test_what_is_installed_is_enough():
    lambda_runtime.check_parts()


@pytest.mark.parametrize(
    ("place", "remedy"),
    [
        ("SAM", "Lambda's runtime interface emulator is missing: install it with: make .venv-sam/.sam"),
        ("RUNTIME_CLIENT", "Lambda's runtime interface client is missing: install it with: make build/ric/.ric"),
    ],
)
def test_a_part_that_is_missing_is_named_with_the_target_that_installs_it(tmp_path, monkeypatch, place, remedy):
    monkeypatch.setattr(lambda_runtime, place, tmp_path / "nowhere")
    refused = lamppost("serve", "--port", "0", "--runtime", "lambda")
    assert (refused.exit_code, refused.stderr) == (1, f"lamppost: {remedy}\n")


def test_where_the_emulator_cannot_run_is_said(monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    refused = lamppost("serve", "--port", "0", "--runtime", "lambda")
    assert refused.stderr.startswith("lamppost: Linux is missing: Lambda's runtime interface emulator runs nowhere")


def test_a_function_that_the_makefile_does_not_know_is_not_built():
    with pytest.raises(NotBuilt, match="make ended with 2, for the reason above"):
        kept_artifacts(["NoSuchFunction"])


def test_a_machine_without_make_is_told_so(monkeypatch):
    def without(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "run", without)
    with pytest.raises(NotBuilt, match="there is no `make` on the path; install it"):
        artifacts.kept_artifacts(["ServePages"])
