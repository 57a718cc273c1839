"""The owner's commands on the template: SAM's own, without Docker and without an account."""

import pytest

from lamppost.local_cloud.stack import read_stack
from tests.support.runtime import HOUSE
from tests.support.sam import run

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]


def test_sam_build_makes_all_functions_without_docker(built_by_sam):
    for logical_id, function in read_stack().functions.items():
        assert (built_by_sam / logical_id / function.handler.partition(".")[0] / "handler.py").is_file()
        # The template deploys to arm64, and so the wheels are, whatever builds them.
        assert {path.name.split("-")[2] for path in (built_by_sam / logical_id).rglob("*.so")} <= {"aarch64"}
    assert list((built_by_sam / "ServePages" / "markupsafe").glob("*.so"))


def test_sam_validates_the_template():
    assert "is a valid SAM Template" in run("sam", "validate", "--lint", folder=HOUSE / "infra")


def test_cfn_lint_has_nothing_to_say_not_even_for_information():
    assert run("cfn-lint", "--include-checks", "I", "--", "template.yaml", folder=HOUSE / "infra") == ""
