"""The life of `.lamppost/local.json`."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lamppost.local_cloud.running import FOLDER_VARIABLE, NotRunning, find_running, record_path, recorded


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def endpoint():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_running_blog_is_found_until_it_ends(folder: Path, endpoint: str):
    with recorded(endpoint, "Words"):
        running = find_running()
        assert (running.pid, running.endpoint, running.table_name) == (os.getpid(), endpoint, "Words")
        assert [path.name for path in folder.iterdir()] == ["local.json"]
    assert list(folder.iterdir()) == []


def test_none_is_running():
    with pytest.raises(NotRunning, match="no local blog is running; start one with: lamppost serve"):
        find_running()


def test_a_record_whose_process_is_gone_is_said_to_be_stale(endpoint: str):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with recorded(endpoint, "Words"):
        record = json.loads(record_path().read_text())
        record_path().write_text(json.dumps(record | {"pid": ended.pid}))
        with pytest.raises(NotRunning, match="does not run any more"):
            find_running()


def test_a_record_whose_endpoint_is_gone_is_said_to_be_stale():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with recorded(endpoint, "Words"), pytest.raises(NotRunning, match="does not run any more"):
        find_running()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pid": 1}'])
def test_a_record_that_cannot_be_read_is_named(text: str, folder: Path):
    folder.mkdir()
    record_path().write_text(text)
    with pytest.raises(NotRunning, match=r"local\.json cannot be read"):
        find_running()


def test_a_blog_that_ends_leaves_the_record_of_one_that_started_after_it(endpoint: str):
    with recorded(endpoint, "First"):
        record = json.loads(record_path().read_text()) | {"pid": os.getpid() + 1}
        record_path().write_text(json.dumps(record))
    assert json.loads(record_path().read_text()) == record
