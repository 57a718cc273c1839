"""No log holds anything about a person, whatever is sent and whatever breaks."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from tests.architecture.modules import HOUSE
from tests.support.personal_requests import PERSONAL


@dataclass(frozen=True)
class Sent:
    answers: dict[str, Any]
    log: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def sent() -> Sent:
    """All functions in a process of their own, whose log is whatever it writes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.personal_requests"],
        cwd=HOUSE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (HOUSE, HOUSE / "functions")))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Sent(json.loads(done.stdout), done.stderr)


def test_every_function_worked_and_every_function_failed(sent: Sent):
    """Or there would be nothing to read."""
    well, broken = sent.answers["well"], sent.answers["broken"]
    assert well["ServePages"][:3] == ["200", "200", "404"]
    assert well["ReceiveComments"][:2] == ["303", "200"]
    assert well["ReceiveLikes"] == ["303"]
    assert sent.answers["followed"] == "done"
    for name in ("ServePages", "ReceiveComments", "ReceiveLikes", "SearchArticles"):
        assert set(broken[name]) == {"500"}, name
    for name in ("FollowChanges", "KeepTime", "TryVersion"):
        assert "Unfinished: RuntimeError" in broken[name][0], name


@pytest.mark.parametrize("kind", PERSONAL)
def test_nothing_about_a_person_is_in_the_log(sent: Sent, kind: str):
    assert PERSONAL[kind] not in sent.log


def test_every_request_has_its_line_and_every_failure_is_told(sent: Sent):
    pages = [line["page"] for line in sent.lines if "page" in line]
    assert {"home", "article", "problem", "comment", "like", "search", "changes", "times"} <= set(pages)
    failures = [line for line in sent.lines if line.get("level") == "ERROR"]
    assert {line["function"] for line in failures} == set(sent.answers["broken"])
    assert all(line["failure"] and line["places"] for line in failures)
