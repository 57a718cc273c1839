"""The server, in a process of its own: its address, its port, its end, and what it leaves behind."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lamppost.local_cloud.running import FOLDER_VARIABLE, find_running
from lamppost.local_cloud.serving import PortRefused, PortTaken, bound
from lamppost.target import Target
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Served:
    process: subprocess.Popen[str]
    printed: list[str]

    @property
    def port(self) -> int:
        return urlsplit(self.printed[-1]).port or 0

    def ask(self, target: str, **headers: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        answer = response.status, response.read()
        connection.close()
        return answer


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}/functions", FOLDER_VARIABLE: str(folder)}
    command = [sys.executable, "-W", "error", "-m", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with start(tmp_path, "tests.support.tiny_stack.serve", "0") as process:
        try:
            yield Served(process, [process.stdout.readline().strip() for _ in range(2)])
        finally:
            process.kill()


def test_it_prints_its_address_last_and_answers_there(served: Served):
    assert served.printed[-1] == f"http://127.0.0.1:{served.port}/"
    status, body = served.ask("/caf%C3%A9?a=b", Cookie="a=1; b=2")
    event = json.loads(body)["event"]
    assert (status, event["rawPath"], event["rawQueryString"]) == (200, "/café", "a=b")
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["requestContext"]["domainName"] == f"127.0.0.1:{served.port}"
    assert served.ask("/%zz") == (400, b'{"message":"Bad Request"}')


def test_cookies_in_several_headers_stay_whole(served: Served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\nCookie: a=1,5\r\nCookie: b=2\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["event"]["cookies"] == ["a=1,5", "b=2"]


def test_a_body_in_chunks_arrives_whole_and_a_malformed_one_is_refused(served: Served):
    def sent(body: bytes) -> bytes:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n"
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
            connection.sendall(head + body)
            return connection.makefile("rb").read()

    answer = sent(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    assert json.loads(answer[answer.index(b"{") : answer.rindex(b"}") + 1])["event"]["body"] == "abcde"
    assert sent(b"many\r\nabc\r\n").startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(served: Served, tmp_path: Path, sign: signal.Signals):
    running = find_running()
    assert running.pid == served.process.pid
    served.ask("/pets/Rex?private=words")
    served.process.send_signal(sign)
    out, err = served.process.communicate(timeout=20)
    assert (served.process.returncode, out) == (0, "")
    assert [line.split("  ")[0] for line in err.splitlines()] == [["GET", "/pets/Rex"][0]]
    assert "/pets/Rex" in err and "private" not in err
    assert list(tmp_path.iterdir()) == []


def test_other_processes_work_on_its_table(served: Served):
    target = Target(local=True)
    assert target.table_name == "TinyTable"
    found = target.client.scan(TableName=target.table_name)["Items"]
    assert [each["id"]["S"] for each in found] == ["prepared"]


def test_a_function_follows_what_other_processes_write_and_they_find_what_it_made(served: Served):
    target = Target(local=True)
    assert target.search_bucket == "tinybucket"
    item = {"id": {"S": "followed-from-elsewhere"}, "part": {"N": "1"}}
    target.client.put_item(TableName=target.table_name, Item=item)
    until(lambda: target.s3_client.list_objects_v2(Bucket=target.search_bucket)["KeyCount"] == 1)


def test_a_taken_port_is_one_line_and_status_1(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start(tmp_path, "lamppost", "serve", "--port", str(port)) as process:
            out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert err == f"lamppost: port {port} is taken; choose another with --port, such as --port {port + 1}\n"


def test_a_port_is_taken_by_one_at_a_time():
    with bound(0) as first, pytest.raises(PortTaken) as refused, bound(first.getsockname()[1]):
        raise AssertionError("it was bound twice")
    with bound(refused.value.port) as again:
        assert again.getsockname() == ("127.0.0.1", refused.value.port)


def test_a_port_that_may_not_be_used_is_refused(monkeypatch: pytest.MonkeyPatch):
    def forbid(_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", forbid)
    with pytest.raises(PortRefused, match="port 80 cannot be used: Permission denied"), bound(80):
        raise AssertionError("it was bound")
