"""What each Lambda ships: what it imports, and nothing that it does not."""

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest
from jinja2 import ModuleLoader

from infra.artifact import FOR_BOTO3, FOR_PAGES, called_services
from infra.lazy_names import PACKAGES as LAZY
from lamppost.local_cloud.stack import read_stack
from tests.support.runtime import HOUSE

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]
FUNCTIONS = read_stack().functions
PACKAGES = {name: function.handler.partition(".")[0] for name, function in FUNCTIONS.items()}
OF_THE_STANDARD_LIBRARY = {"MakeSecret"}
WITHOUT_PAGES = {"FollowChanges", "KeepTime", "TryVersion"} | OF_THE_STANDARD_LIBRARY
NEVER_SHIPPED = ("lamppost", "exchange", "tests", "moto", "click", "rich", "nh3", "pygments", "pip")
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


@pytest.fixture(params=sorted(FUNCTIONS.keys() - WITHOUT_PAGES))
def shipped_for_pages(request: pytest.FixtureRequest, artifacts) -> Path:
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
    expected = {"botocore", "watching"} | (
        set() if logical_id in WITHOUT_PAGES else {"aws_lambda_powertools", "blog", "jinja2", "web"}
    )
    if logical_id in OF_THE_STANDARD_LIBRARY:
        expected = {PACKAGES[logical_id]}
    assert expected <= {Path(file).relative_to(artifact).parts[0] for file, _ in ours}
    assert [file for file, cached in ours if not Path(cached).is_file()] == []
    standard = str(Path(os.__file__).parent)
    assert [file for file, _ in found if file and not file.startswith((str(artifact), standard))] == []


# 478 as this is written, of which 408 come with the DynamoDB client; each costs half a millisecond of a cold start.
MOST_MODULES = 510
NEVER_LOADED = ("boto3", "s3transfer", "pydantic", "asyncio/base_events.py", "multiprocessing/context.py", "sqlite3")
NEVER_OF_POWERTOOLS = ("event_handler/appsync.py", "event_handler/bedrock_agent.py", "metrics", "tracing")


def test_a_cold_start_of_serve_pages_loads_few_modules_and_none_that_it_can_do_without(artifacts, stack):
    artifact = artifacts("ServePages")
    found = loaded_modules(artifact, "serve_pages.handler", dict(stack.functions["ServePages"].environment))
    assert len(found) <= MOST_MODULES
    files = [file.removeprefix(str(artifact)) for file, _ in found]
    unwanted = (*NEVER_LOADED, *(f"aws_lambda_powertools/{name}" for name in NEVER_OF_POWERTOOLS))
    assert [file for file in files for name in unwanted if f"/{name}" in file] == []


def test_serve_pages_is_uploaded_in_less_than_six_megabytes(artifacts, tmp_path):
    with zipfile.ZipFile(tmp_path / "artifact.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in artifacts("ServePages").rglob("*"):
            archive.write(path)
    assert (tmp_path / "artifact.zip").stat().st_size < 6_000_000


def test_a_client_reads_little_of_what_botocore_knows(artifacts):
    """All of it is read when a function starts: 150 KB, of 28 MB and more."""
    data = artifacts("ServePages") / "botocore" / "data"
    assert sum(path.stat().st_size for path in data.rglob("*") if path.is_file()) < 200_000


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_one_lambda_does_not_ship_another_nor_what_only_the_owner_runs(logical_id, artifacts):
    shipped = {path.name for path in artifacts(logical_id).iterdir()}
    assert shipped & set(PACKAGES.values()) == {PACKAGES[logical_id]}
    assert shipped.isdisjoint(NEVER_SHIPPED)


@pytest.mark.parametrize(
    ("logical_id", "writers"),
    [
        ("ServePages", set()),
        ("ReceiveLikes", set()),
        ("ReceiveComments", {"comment_writer.py"}),
        ("KeepTime", {"article_writer.py"}),
    ],
)
def test_a_lambda_does_not_even_ship_the_code_that_writes_what_it_never_writes(logical_id, writers, artifacts):
    assert {path.name for path in (artifacts(logical_id) / "storage").glob("*writer*")} == writers


@pytest.mark.parametrize("logical_id", sorted(OF_THE_STANDARD_LIBRARY))
def test_what_needs_no_package_ships_none(logical_id, artifacts):
    assert [path.name for path in artifacts(logical_id).iterdir()] == [PACKAGES[logical_id]]


@pytest.mark.parametrize("logical_id", sorted(FUNCTIONS.keys() - OF_THE_STANDARD_LIBRARY))
def test_of_the_service_models_only_those_that_are_called_are_shipped(logical_id, artifacts):
    data = artifacts(logical_id) / "botocore" / "data"
    models = [path for path in data.iterdir() if path.is_dir()]
    assert {path.name for path in models} == called_services(PACKAGES[logical_id])
    described = [path.read_text() for model in models for path in model.glob("*/service-2.json")]
    assert [re.findall(r'"documentation":"[^"]+', text) for text in described] == [[] for _ in models]


@pytest.mark.parametrize("logical_id", sorted(WITHOUT_PAGES))
def test_what_makes_no_pages_ships_nothing_to_make_them_with(logical_id, artifacts):
    assert [path for pattern in (*FOR_PAGES, "templates") for path in artifacts(logical_id).glob(pattern)] == []


def test_every_template_is_shipped_as_bytecode_and_no_other_way(shipped_for_pages):
    folder = shipped_for_pages / "templates"
    compiled = {path.name.partition(".")[0] for path in folder.glob("compiled/__pycache__/tmpl_*.pyc")}
    names = [path.name for path in (HOUSE / "templates").glob("*.html")]
    assert compiled == {ModuleLoader.get_template_key(name) for name in names}
    assert list(folder.rglob("*.html")) == []


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_boto3_is_shipped_with_a_handler_that_imports_it_and_with_no_other(logical_id, artifacts):
    handler = (HOUSE / "functions" / PACKAGES[logical_id] / "handler.py").read_text()
    shipped = {path.name for pattern in FOR_BOTO3 for path in artifacts(logical_id).glob(pattern)}
    assert {"boto3", "s3transfer"} & shipped == ({"boto3", "s3transfer"} if "import boto3\n" in handler else set())


_HANDED_ON = """
import importlib, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for handed_on in getattr(package, "__all__", None) or package._LAZY_NAMES:
        print(name, handed_on, type(getattr(package, handed_on)).__name__)
"""


@pytest.fixture
def lazily_shipped(artifacts) -> Path:
    return artifacts("ServePages")


def test_a_package_that_imports_when_asked_still_hands_on_all_its_names(lazily_shipped):
    found = {}
    for folder in (lazily_shipped, HOUSE):
        environment = {"PYTHONPATH": str(folder)} if folder == lazily_shipped else {}
        options = ["-S"] if environment else []
        command = [sys.executable, *options, "-P", "-c", _HANDED_ON, *(name for name in LAZY if name != "jinja2")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found[folder] = done.stdout
    assert found[lazily_shipped] == found[HOUSE] != ""


def test_every_distribution_still_tells_its_version(shipped_for_pages):
    pinned = {
        line.split("==")[0] for line in (HOUSE / "requirements/runtime.txt").read_text().splitlines() if "==" in line
    }
    if not (shipped_for_pages / "boto3").is_dir():
        pinned -= {"boto3", "s3transfer"}
    told = {
        each.metadata["Name"].lower().replace("_", "-"): each.version
        for each in distributions(path=[str(shipped_for_pages)])
    }
    assert told.keys() == pinned
    assert all(told.values())


def test_bytecode_is_never_checked_against_sources_and_names_the_folder_that_lambda_has(shipped):
    ours = next(path for package in PACKAGES.values() for path in shipped.glob(f"{package}/__pycache__/handler.*.pyc"))
    compiled = ours.read_bytes()
    # PEP 552: bit 0 of the second word says hash-based, bit 1 says check the source.
    assert int.from_bytes(compiled[4:8], "little") == 0b01
    assert f"/var/task/{ours.relative_to(shipped).parts[0]}/handler.py".encode() in compiled
    assert bytes(shipped) not in compiled
