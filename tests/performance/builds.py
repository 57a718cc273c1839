"""The function as it is built, and what it is measured against."""

import shutil
from pathlib import Path

from infra.artifact import FUNCTIONS, MACHINES, TEMPLATES, install
from tests.support.runtime import ARCHITECTURE, build

BARE_HANDLER = "def handle(event, context):\n    return {}\n"


def bare(folder: Path) -> Path:
    """The least that Lambda can start."""
    folder.mkdir()
    (folder / "bare.py").write_text(BARE_HANDLER)
    return folder


def plain(folder: Path, architecture: str = ARCHITECTURE) -> Path:
    """What `pip install` and a copy of the sources make: no bytecode, nothing trimmed, templates as they are."""
    install(folder, MACHINES[architecture])
    nothing_compiled = shutil.ignore_patterns("__pycache__", "Makefile")
    shutil.copytree(FUNCTIONS, folder, dirs_exist_ok=True, ignore=nothing_compiled)
    shutil.copytree(TEMPLATES, folder / "templates")
    return folder


def shipped(folder: Path, architecture: str = ARCHITECTURE) -> Path:
    return build("ServePages", folder, architecture)
