"""What each Lambda ships: what it imports, and nothing that it does not."""

import os
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from jinja2 import ModuleLoader

from tests.support.runtime import HOUSE

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]
FUNCTIONS = ["ServePages", "ReceiveComments"]
NEVER_SHIPPED = ("lamppost", "exchange", "tests", "moto", "click", "rich", "nh3", "pip")
_LOADED = """
import sys
sys.path[:] = [folder for folder in sys.path if "site-packages" not in folder]
import importlib
importlib.import_module(sys.argv[1])
for module in list(sys.modules.values()):
    print(getattr(module, "__file__", None) or "", getattr(module, "__cached__", None) or "", sep="|")
"""


@pytest.fixture(params=FUNCTIONS)
def shipped(request: pytest.FixtureRequest, artifacts) -> Path:
    return artifacts(request.param)


def loaded_modules(artifact: Path, module: str, environment: dict[str, str]) -> list[tuple[str, str]]:
    """The file and the bytecode of every module that importing `module` loads, with only the artifact to import."""
    account = {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": str(artifact), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", _LOADED, module],
        env=account | environment,
        cwd=artifact,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(line.split("|")) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_a_handler_finds_all_it_imports_in_its_artifact_and_all_of_it_compiled(logical_id, artifacts, stack):
    function, artifact = stack.functions[logical_id], artifacts(logical_id)
    found = loaded_modules(artifact, function.handler.rpartition(".")[0], dict(function.environment))
    ours = [(file, cached) for file, cached in found if file.startswith(str(artifact)) and file.endswith(".py")]
    assert {"boto3", "jinja2", "web"} <= {Path(file).relative_to(artifact).parts[0] for file, _ in ours}
    assert [file for file, cached in ours if not Path(cached).is_file()] == []
    standard = str(Path(os.__file__).parent)
    assert [file for file, _ in found if file and not file.startswith((str(artifact), standard))] == []


def test_one_lambda_does_not_ship_the_other_nor_what_only_the_owner_runs(artifacts):
    pages, receiver = ({path.name for path in artifacts(name).iterdir()} for name in FUNCTIONS)
    assert "serve_pages" in pages - receiver
    assert "receive_comments" in receiver - pages
    assert (pages | receiver).isdisjoint(NEVER_SHIPPED)


def test_the_readers_lambda_does_not_even_ship_the_code_that_writes(artifacts):
    assert {path.name for path in (artifacts("ServePages") / "storage").glob("*writer*")} == set()
    assert {path.name for path in (artifacts("ReceiveComments") / "storage").glob("*writer*")} == {"comment_writer.py"}


def test_of_the_service_models_only_those_that_are_called_are_shipped(shipped):
    data = shipped / "botocore" / "data"
    assert [path.name for path in data.iterdir() if path.is_dir()] == ["dynamodb"]
    assert "documentation" not in (data / "dynamodb" / "2012-08-10" / "service-2.json").read_text()


def test_every_template_is_shipped_as_bytecode_and_no_other_way(shipped):
    folder = shipped / "templates"
    compiled = {path.name.partition(".")[0] for path in folder.glob("compiled/__pycache__/tmpl_*.pyc")}
    names = [path.name for path in (HOUSE / "templates").glob("*.html")]
    assert compiled == {ModuleLoader.get_template_key(name) for name in names}
    assert list(folder.rglob("*.html")) == []


def test_every_distribution_still_tells_its_version(shipped):
    pinned = {
        line.split("==")[0] for line in (HOUSE / "requirements/runtime.txt").read_text().splitlines() if "==" in line
    }
    told = {
        each.metadata["Name"].lower().replace("_", "-"): each.version for each in distributions(path=[str(shipped)])
    }
    assert told.keys() == pinned
    assert all(told.values())


def test_bytecode_is_never_checked_against_sources_and_names_the_folder_that_lambda_has(shipped):
    compiled = (shipped / "blog" / "__pycache__" / "article.cpython-313.pyc").read_bytes()
    # PEP 552: bit 0 of the second word says hash-based, bit 1 says check the source.
    assert int.from_bytes(compiled[4:8], "little") == 0b01
    assert b"/var/task/blog/article.py" in compiled
    assert bytes(shipped) not in compiled
