"""Makes the folder that one Lambda ships: what it imports, without what it never reads, compiled beforehand.

    python -m infra.artifact <package> <folder>

Called by functions/Makefile. LAMBDA_ARCHITECTURE is arm64 or x86_64. Equal sources and pins make equal
bytes, so a deploy that changes nothing uploads nothing.
"""

import ast
import compileall
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from gettext import NullTranslations
from modulefinder import ModuleFinder
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

from infra.lazy_names import make_lazy

HOUSE = Path(__file__).resolve().parents[1]
FUNCTIONS = HOUSE / "functions"
TEMPLATES = HOUSE / "templates"
PINS = HOUSE / "requirements" / "runtime.txt"
MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
# Where Lambda unpacks the artifact, and so what tracebacks name.
TASK_ROOT = "/var/task"
# Zip files know no earlier moment: 1980-01-01.
EPOCH = 315_532_800
# What no function reads: commands, type stubs, resource models (we use clients), Powertools' Swagger pages, and what
# an installer notes for itself. METADATA, entry points and licences stay.
UNREAD = (
    "bin",
    ".lock",
    "**/*.pyi",
    "**/py.typed",
    "boto3/examples",
    "boto3/data/*",
    "botocore/data/*/*/examples-1.json",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/*.js",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/*.css",
    *(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "top_level.txt", "zip-safe")),
)
# What only a function needs that makes pages, and what only one that makes its clients through boto3.
FOR_PAGES = ("jinja2*", "markupsafe*")
FOR_BOTO3 = ("boto3*", "s3transfer*")


def main(package: str, artifact: Path) -> None:
    if sys.version_info[:2] != (3, 13):
        sys.exit(f"Lambda runs Python 3.13, but {sys.executable} compiles for {sys.version.split()[0]}")
    artifact.mkdir(parents=True, exist_ok=True)
    if strangers := copy_imported(f"{package}.handler", artifact):
        install(artifact, MACHINES[os.environ.get("LAMBDA_ARCHITECTURE", "arm64")])
        trim(artifact, UNREAD)
        trim_models(artifact / "botocore" / "data", called_services(package))
        if "boto3" not in strangers:
            trim(artifact, FOR_BOTO3)
        make_lazy(artifact)
    if (artifact / "rendering").is_dir():
        shutil.copytree(TEMPLATES / "assets", artifact / "templates" / "assets", dirs_exist_ok=True)
        compile_templates(artifact)
    else:
        trim(artifact, FOR_PAGES)
    compile_bytecode(artifact)
    settle(artifact)


def install(artifact: Path, machine: str) -> None:
    """The pinned wheels for Lambda's machine, whatever this one is. Exits with one line when that cannot be done."""
    shared = ["--target", str(artifact), "--only-binary", ":all:", "--require-hashes", "--python-version", "3.13"]
    if _works(uv := ["uv", "pip", "install"]):
        # Copies, because trimming would otherwise write through hard links into uv's cache.
        own = ["--python", sys.executable, "--python-platform", f"{machine}-manylinux2014", "--link-mode", "copy"]
        command = [*uv, *own]
    elif _works(pip := [sys.executable, "-m", "pip", "install"]):
        command = [*pip, "--no-compile", "--platform", f"manylinux2014_{machine}", "--implementation", "cp"]
    else:
        sys.exit(f"neither uv nor pip can be run by {sys.executable}: install one of them")
    if subprocess.run([*command, "--quiet", *shared, "-r", str(PINS)], check=False).returncode:
        sys.exit(f"{PINS.name} could not be installed for {machine}")


def copy_imported(entry: str, artifact: Path) -> frozenset[str]:
    """The modules of functions/ that `entry` imports, however indirectly: another Lambda's code stays out.

    Returns the names of what they import of others, beside the standard library.
    """
    finder = ModuleFinder([str(FUNCTIONS)])
    finder.import_hook(entry)
    for module in finder.modules.values():
        if module.__file__:
            target = artifact / Path(module.__file__).relative_to(FUNCTIONS)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(module.__file__, target)
    return frozenset({name.partition(".")[0] for name in finder.badmodules} - sys.stdlib_module_names)


def called_services(package: str) -> frozenset[str]:
    """The services that a handler makes clients for, out of the hundreds that botocore describes."""
    handler = ast.parse((FUNCTIONS / package / "handler.py").read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(handler):
        match node:
            case ast.Call(func=ast.Attribute(attr="client" | "create_client"), args=[ast.Constant(name), *_]):
                found.add(name)
            case ast.Call(func=ast.Attribute(attr="client" | "create_client")):
                sys.exit(f"{package}/handler.py:{node.lineno} makes a client for a service that it does not name")
    return frozenset(found)


def trim(artifact: Path, unneeded: Iterable[str]) -> None:
    for pattern in unneeded:
        for path in list(artifact.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def trim_models(data: Path, services: frozenset[str]) -> None:
    """Of botocore's descriptions keeps the newest of each service that is called, without its documentation."""
    for path in data.iterdir():
        if path.is_dir() and path.name not in services:
            shutil.rmtree(path)
    for service in services:
        *outdated, _ = sorted((data / service).iterdir())
        for path in outdated:
            shutil.rmtree(path)
    for path in [*data.rglob("*.json"), *data.rglob("*.json.gz")]:
        packed = path.suffix == ".gz"
        model = json.loads(gzip.decompress(path.read_bytes()) if packed else path.read_bytes())
        path.unlink()
        # Never compressed, because a cold start would have to unpack it; the artifact is zipped anyway.
        target = path.with_suffix("") if packed else path
        target.write_text(json.dumps(_trimmed(target.name, model, services), separators=(",", ":")), encoding="utf-8")


def _trimmed(name: str, model: dict[str, Any], services: frozenset[str]) -> dict[str, Any]:
    if name == "endpoints.json":
        for partition in model["partitions"]:
            known = partition["services"]
            partition["services"] = {service: known[service] for service in sorted(services & known.keys())}
    trimmed = _undocumented(model)
    # Here botocore insists on a text.
    for parameter in trimmed.get("clientContextParams", {}).values():
        parameter["documentation"] = ""
    return trimmed


def _undocumented(value: Any) -> Any:
    """The model without its `documentation` texts; a member of a shape may be called so too, and is a mapping."""
    if isinstance(value, list):
        return [_undocumented(each) for each in value]
    if isinstance(value, dict):
        left = {key: each for key, each in value.items() if key != "documentation" or not isinstance(each, str)}
        return {key: _undocumented(each) for key, each in left.items()}
    return value


def compile_templates(artifact: Path) -> None:
    """Templates as Python modules, made by the artifact's own Jinja2 in the environment that will load them."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(artifact))
    from jinja2 import FileSystemLoader

    from rendering.environment import COMPILED, create_environment

    environment = create_environment(FileSystemLoader(TEMPLATES), NullTranslations())
    environment.compile_templates(artifact / "templates" / COMPILED, extensions=["html"], zip=None)


def compile_bytecode(artifact: Path) -> None:
    """Lambda's folder is read-only, so Python could never keep what it compiles; the hash is not checked there."""
    compiled = compileall.compile_dir(
        artifact,
        quiet=1,
        force=True,
        stripdir=str(artifact),
        prependdir=TASK_ROOT,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        workers=0,
    )
    if not compiled:
        sys.exit("not all of the artifact could be compiled")


def settle(artifact: Path) -> None:
    """The same times and rights on every machine; Lambda's user must be able to read all of it."""
    for path in _tree(artifact):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (EPOCH, EPOCH))


def _tree(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _tree(path)
        yield path


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run([*command, "--help"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())
