"""The function as it is built, and what it is measured against."""

import shutil
from pathlib import Path

from infra.artifact import FUNCTIONS, MACHINES, TEMPLATES, UNREAD, compile_bytecode, install, trim, trim_models
from tests.support.runtime import ARCHITECTURE, build

BARE_HANDLER = "def handle(event, context):\n    return {}\n"
FLOOR_HANDLER = f'import boto3\n\nclient = boto3.client("dynamodb")\n\n\n{BARE_HANDLER}'
# Answers `{"probe": true}` with what the process has spent and held, in milliseconds and kilobytes; the rest is the
# function's. `start` is what it had spent when the function was imported: its init phase, the interpreter's included.
PROBE = """
import resource, time
from {module} import {name} as function

start = time.process_time() * 1000


def handle(event, context):
    if "probe" not in event:
        return function(event, context)
    return {{
        "start": start,
        "spent": time.process_time() * 1000,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "modules": len(__import__("sys").modules),
    }}
"""
PROBED = "probe.handle"


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


def shipped(folder: Path, architecture: str = ARCHITECTURE, logical_id: str = "ServePages") -> Path:
    return build(logical_id, folder, architecture)


def floor(folder: Path, *, trimmed: bool) -> Path:
    """A function that only makes the DynamoDB client, compiled; its boto3 trimmed as ours is, or as it is installed."""
    install(folder, MACHINES[ARCHITECTURE])
    if trimmed:
        trim(folder, UNREAD)
        trim_models(folder / "botocore" / "data", frozenset({"dynamodb"}))
    (folder / "floor.py").write_text(FLOOR_HANDLER)
    compile_bytecode(folder)
    return folder


def probed(artifact: Path, handler: str) -> Path:
    """The artifact with a probe before its handler, which is `PROBED` from then on."""
    module, _, name = handler.rpartition(".")
    (artifact / "probe.py").write_text(PROBE.format(module=module, name=name))
    return artifact
