"""The secret between edge and functions, over the life of a stack as CloudFormation plays it."""

import json
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.error import URLError

import pytest

from make_secret.handler import handle
from make_secret.making import answer
from web.edge import SECRET, is_admitted

STACK = {"StackId": "arn:stack", "RequestId": "one", "LogicalResourceId": "EdgeSecret"}


def asked(kind: str, physical_id: str = "", **more: str) -> dict:
    return STACK | {"RequestType": kind} | ({"PhysicalResourceId": physical_id} if physical_id else {}) | more


def admits(told: dict, secret: str) -> bool:
    """Whether functions with that answer in their environment let the edge in."""
    return is_admitted({"headers": {SECRET: secret}}, told["Data"]["Accepted"].split())


def test_a_new_secret_is_long_random_hidden_and_known_by_its_digest():
    first, second = answer(asked("Create")), answer(asked("Create"))
    secret = first["Data"]["Secret"]
    assert len(secret) == 64 and secret != second["Data"]["Secret"]
    assert (first["Status"], first["NoEcho"]) == ("SUCCESS", True)
    assert first["Data"]["Accepted"] == first["PhysicalResourceId"] == sha256(secret.encode()).hexdigest()
    assert {name: first[name] for name in STACK} == STACK


def test_while_the_edge_still_sends_the_old_one_functions_know_both():
    before = answer(asked("Create"))
    after = answer(asked("Update", before["PhysicalResourceId"]))
    assert admits(after, after["Data"]["Secret"]) and admits(after, before["Data"]["Secret"])
    assert not admits(before, after["Data"]["Secret"])


def test_an_update_that_is_rolled_back_refuses_nobody():
    """CloudFormation then asks for another change, from the new id; the edge may still send the first secret."""
    first = answer(asked("Create"))
    second = answer(asked("Update", first["PhysicalResourceId"]))
    third = answer(asked("Update", second["PhysicalResourceId"]))
    assert all(admits(third, each["Data"]["Secret"]) for each in (first, second, third))


def test_what_was_replaced_long_ago_is_forgotten_and_the_id_does_not_grow():
    told = first = answer(asked("Create"))
    for _ in range(5):
        told = answer(asked("Update", told["PhysicalResourceId"]))
    assert not admits(told, first["Data"]["Secret"])
    assert len(told["PhysicalResourceId"]) < 1024


def test_no_id_holds_a_secret():
    told = answer(asked("Update", answer(asked("Create"))["PhysicalResourceId"]))
    assert told["Data"]["Secret"] not in told["PhysicalResourceId"]


def test_a_changed_id_has_the_old_one_deleted_which_is_allowed():
    first = answer(asked("Create"))
    second = answer(asked("Update", first["PhysicalResourceId"]))
    assert second["PhysicalResourceId"] != first["PhysicalResourceId"]
    gone = answer(asked("Delete", first["PhysicalResourceId"]))
    assert (gone["Status"], gone["PhysicalResourceId"]) == ("SUCCESS", first["PhysicalResourceId"])
    assert "Data" not in gone


def test_a_request_of_another_kind_fails_with_the_reason():
    told = answer(asked("Rename", "x"))
    assert (told["Status"], told["Reason"]) == ("FAILED", "there is no request of type 'Rename'")


class TestTheHandler:
    @pytest.fixture
    def told(self) -> list[tuple[str, dict]]:
        return []

    @pytest.fixture
    def address(self, told) -> Iterator[str]:
        """Where CloudFormation waits for an answer."""

        class Bucket(BaseHTTPRequestHandler):
            def do_PUT(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.append((self.headers["Content-Type"], json.loads(body)))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Bucket)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/answer?signature=x"
        server.shutdown()
        thread.join()
        server.server_close()

    def test_puts_its_answer_where_it_is_asked_to_without_a_content_type(self, told, address, capsys):
        handle(asked("Create", ResponseURL=address), None)
        ((content_type, answered),) = told
        assert (content_type, answered["Status"]) == ("", "SUCCESS")
        # The log says what happened, and nothing that could be used.
        logged = capsys.readouterr().out
        assert logged == "Create EdgeSecret: SUCCESS\n"

    def test_says_what_it_cannot_read_at_once(self, told, address):
        handle(asked("Update", ResponseURL=address), None)
        ((_, answered),) = told
        assert answered["Status"] == "FAILED"
        assert answered["Reason"] == "the request cannot be read: KeyError 'PhysicalResourceId'"

    def test_lets_an_answer_that_cannot_be_delivered_rise_so_that_lambda_tries_again(self):
        with pytest.raises(URLError):
            handle(asked("Create", ResponseURL="http://127.0.0.1:9/"), None)
