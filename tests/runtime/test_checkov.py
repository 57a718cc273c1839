"""What checkov, a collection of rules for cloud resources, says against the template, and what is argued there."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lamppost.local_cloud.stack import TEMPLATE
from lamppost.local_cloud.template import load_document
from tests.support.missing import missing
from tests.support.runtime import HOUSE
from tests.support.sam import transformed

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]
_CHECKOV = HOUSE / ".venv-checkov" / "bin" / "checkov"
# Shorter than this is no argument.
_REASON = 40


def broken_rules(folder: Path) -> set[tuple[str, str]]:
    """Rule and logical id, of all that CloudFormation is given, with no exception made."""
    if not _CHECKOV.is_file():
        missing("checkov", "install it with: make .venv-checkov/.checkov")
    (folder / "template.json").write_text(json.dumps(without_exceptions(as_cloudformation_gets_it(folder))))
    options = ("--framework", "cloudformation", "--skip-download", "--compact", "--quiet", "--output", "json")
    done = subprocess.run(
        [_CHECKOV, *options, "--file", folder / "template.json"],
        # Nothing of the user's own configuration, and nobody is told anything.
        env={"PATH": os.defpath, "HOME": str(folder)}, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert told["summary"]["parsing_errors"] == 0
    return {(each["check_id"], each["resource"].rpartition(".")[2]) for each in told["results"]["failed_checks"]}


def as_cloudformation_gets_it(folder: Path) -> dict[str, Any]:
    code = TEMPLATE.read_text(encoding="utf-8").replace("CodeUri: ../functions/", "CodeUri: s3://artifacts/code")
    (folder / "template.yaml").write_text(code)
    return transformed(folder / "template.yaml")


def without_exceptions(document: dict[str, Any]) -> dict[str, Any]:
    for resource in document["Resources"].values():
        resource.get("Metadata", {}).pop("checkov", None)
    return document


def exceptions(owner: dict[str, Any]) -> Iterator[dict[str, str]]:
    yield from owner.get("Metadata", {}).get("checkov", {}).get("skip", ())


def test_what_a_rule_says_against_the_template_is_argued_there_and_nothing_else_is(tmp_path):
    document = load_document(TEMPLATE)
    everywhere = {each["id"] for each in exceptions(document)}
    here = {(each["id"], name) for name, owner in document["Resources"].items() for each in exceptions(owner)}
    broken = broken_rules(tmp_path)
    assert {(rule, name) for rule, name in broken if rule not in everywhere} == here
    assert everywhere - {rule for rule, _ in broken} == set()


def test_every_exception_has_its_reason():
    document = load_document(TEMPLATE)
    made = [each for owner in (document, *document["Resources"].values()) for each in exceptions(owner)]
    assert [each["id"] for each in made if len(each["comment"]) < _REASON] == []
