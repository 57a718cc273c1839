"""Lambda here, for tests: skipped by name where a part of it is not installed."""

from collections.abc import Mapping
from pathlib import Path

from lamppost.local_cloud import lambda_runtime
from lamppost.local_cloud.artifacts import ARCHITECTURE, HOUSE, build
from tests.support.missing import missing

__all__ = ["ARCHITECTURE", "HOUSE", "SAM", "Runtime", "build", "require_parts"]
SAM = lambda_runtime.SAM / "bin" / "sam"


def require_parts() -> None:
    try:
        lambda_runtime.check_parts()
    except lambda_runtime.RuntimePartMissing as lack:
        missing(lack.part, lack.remedy)


class Runtime(lambda_runtime.Runtime):
    def __init__(self, artifact: Path, handler: str, environment: Mapping[str, str]) -> None:
        require_parts()
        super().__init__(artifact, handler, environment)
