"""What Lambda is given of each function: the folder that functions/Makefile builds, for this machine."""

import platform
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from lamppost.errors import LamppostError

HOUSE = Path(__file__).resolve().parents[2]
# As Lambda calls them: https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html
ARCHITECTURE = "arm64" if platform.machine() == "aarch64" else platform.machine()
# Kept between two starts; the Makefile's rule says where, and builds anew what is older than its sources.
_KEPT = Path("build") / "lambda"


class NotBuilt(LamppostError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"what Lambda is given could not be built: {problem}")


def build(logical_id: str, artifact: Path, architecture: str = ARCHITECTURE) -> Path:
    """What `sam build` makes of a function, without SAM around it, and for this machine unless told otherwise.

    Raises `NotBuilt`.
    """
    makefile = HOUSE / "functions" / "Makefile"
    _make(architecture, f"--file={makefile}", f"build-{logical_id}", f"ARTIFACTS_DIR={artifact}")
    return artifact


def kept_artifacts(logical_ids: Iterable[str]) -> dict[str, Path]:
    """The folder of each function, built if it is missing or older than its sources. Raises `NotBuilt`."""
    folders = {logical_id: _KEPT / logical_id for logical_id in logical_ids}
    _make(ARCHITECTURE, "--jobs=2", *(f"{folder}.built" for folder in folders.values()))
    return {logical_id: HOUSE / folder for logical_id, folder in folders.items()}


def _make(architecture: str, *words: str) -> None:
    """What make prints goes to stderr."""
    chosen = [f"LAMBDA_ARCHITECTURE={architecture}", f"PYTHON={sys.executable}"]
    try:
        done = subprocess.run(["make", "--silent", *words, *chosen], cwd=HOUSE, stdout=sys.__stderr__, check=False)
    except FileNotFoundError as error:
        raise NotBuilt("there is no `make` on the path; install it") from error
    if done.returncode:
        raise NotBuilt(f"make ended with {done.returncode}, for the reason above")
