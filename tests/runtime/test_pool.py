"""Execution environments come, are used again, die, and are replaced, as Lambda does it."""

import io
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from lamppost.local_cloud.gateway import Gateway
from lamppost.local_cloud.lambda_functions import PAYLOAD_LIMIT, Answered, EventTooLarge, Failed, TimedOut
from lamppost.local_cloud.lambda_pool import Environment, PooledFunction
from lamppost.local_cloud.stack import Function, Route
from tests.support.runtime import Runtime
from tests.support.waiting import until

pytestmark = [pytest.mark.runtime, pytest.mark.slow, pytest.mark.xdist_group("runtime")]
_HANDLER = """
import os, time
from pathlib import Path

def handle(event, context):
    do = event.get("do") or event["rawPath"][1:]
    print(do)
    if do == "wait":
        Path(event["came"]).touch()
        while not Path(event["until"]).exists():
            time.sleep(0.01)
    elif do == "raise":
        raise ValueError("no such\\nlamp")
    elif do == "exit":
        os._exit(3)
    elif do == "set":
        return {1, 2}
    elif do == "much":
        return "x" * 7_000_000
    return {"pid": os.getpid(), "name": context.function_name, "left": context.get_remaining_time_in_millis()}
"""

type Make = Callable[..., PooledFunction]


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def make(tmp_path: Path, log: list[str]) -> Iterator[Make]:
    """A function that does what its event says, with a timeout in seconds and a limit of environments."""
    (tmp_path / "lamp.py").write_text(_HANDLER)
    made: list[PooledFunction] = []

    def pooled(timeout: float = 30, limit: int = 2) -> PooledFunction:
        function = Function("Lamp", "lamp.handle", tmp_path, timeout, 128, {})
        variables = {"AWS_LAMBDA_FUNCTION_NAME": "Lamp", "AWS_LAMBDA_FUNCTION_TIMEOUT": str(timeout)}
        runtime = partial(Runtime, tmp_path, function.handler, variables)
        start = partial(_environment, count(), runtime, function, log)
        made.append(PooledFunction(function, start, limit))
        return made[-1]

    yield pooled
    for each in made:
        each.close()


def _environment(numbers: Iterator[int], runtime: Callable[[], Runtime], function: Function, log: list[str]) -> Any:
    return Environment(f"Lamp.{next(numbers)}", runtime(), function, log.append)


def pid(function: PooledFunction) -> int:
    return answered(function.invoke({"do": "tell"}))["pid"]


def answered(outcome: Any) -> dict[str, Any]:
    assert isinstance(outcome, Answered), outcome
    return outcome.payload


def test_an_environment_is_used_again_and_tells_name_and_time_left(make):
    function = make(timeout=30)
    assert pid(function) == pid(function)
    told = answered(function.invoke({"do": "tell"}))
    assert (told["name"], 0 < told["left"] <= 30_000) == ("Lamp", True)


def test_an_error_is_told_in_one_line_and_ends_nothing(make):
    function = make()
    before = pid(function)
    assert function.invoke({"do": "raise"}) == Failed("ValueError: no such lamp")
    assert pid(function) == before


@pytest.mark.parametrize(
    ("act", "error"), [("set", "Runtime.MarshalError"), ("much", "ResponseSizeTooLarge"), ("exit", "Runtime.ExitError")]
)
def test_what_lambda_cannot_carry_and_a_runtime_that_ends_are_failures(make, act, error):
    function = make()
    match function.invoke({"do": act}):
        case Failed(told):
            assert error in told
        case other:
            pytest.fail(str(other))
    assert pid(function)


def test_an_event_that_is_too_large_never_reaches_the_function(make):
    with pytest.raises(EventTooLarge):
        make().invoke({"do": "x" * PAYLOAD_LIMIT})


def test_a_runtime_that_outruns_its_timeout_is_killed_and_the_next_event_gets_another(make, tmp_path):
    function = make(timeout=1)
    before = pid(function)
    never = {"do": "wait", "came": str(tmp_path / "came"), "until": str(tmp_path / "never")}
    assert function.invoke(never) == TimedOut(1)
    assert pid(function) != before
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_a_caller_that_waits_less_than_the_function_may_take_is_not_kept(make, tmp_path):
    function = make(timeout=30)
    before = pid(function)
    never = {"do": "wait", "came": str(tmp_path / "came"), "until": str(tmp_path / "never")}
    assert function.invoke(never, at_most=0.2) == TimedOut(0.2)
    assert pid(function) != before


def test_a_runtime_that_is_killed_fails_its_request_and_the_next_one_gets_another(make, tmp_path):
    function = make()
    before = pid(function)
    came = tmp_path / "came"
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(function.invoke, {"do": "wait", "came": str(came), "until": str(tmp_path / "never")})
        until(came.exists)
        os.kill(before, signal.SIGKILL)
        assert isinstance(waiting.result(), Failed)
    assert pid(function) != before


def test_an_emulator_that_is_killed_is_replaced(make):
    function = make()
    before = pid(function)
    emulator = int(Path(f"/proc/{before}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(emulator, signal.SIGKILL)
    assert function.invoke({"do": "tell"}) == Failed("its execution environment is gone")
    assert pid(function) != before


def test_environments_grow_with_what_comes_at_once_up_to_the_limit(make, tmp_path):
    function = make(limit=2)
    gate = tmp_path / "gate"
    came = [tmp_path / f"came-{number}" for number in range(3)]
    with ThreadPoolExecutor() as threads:
        events = [{"do": "wait", "came": str(each), "until": str(gate)} for each in came]
        outcomes = [threads.submit(function.invoke, event) for event in events]
        until(lambda: sum(each.exists() for each in came) == 2)
        assert function.invoke({"do": "tell"}, at_most=0.1) == TimedOut(0.1)
        gate.touch()
        pids = [answered(each.result())["pid"] for each in outcomes]
    assert len(set(pids)) == 2


def test_an_environment_that_does_not_start_fails_its_event(make):
    def refuse() -> Environment:
        raise RuntimeError("the emulator ended with 1")

    function = PooledFunction(make().function, refuse, limit=1)
    for _ in range(2):
        assert function.invoke({"do": "tell"}) == Failed("no execution environment: the emulator ended with 1")


def test_what_a_function_prints_is_in_the_log_and_what_the_emulator_says_is_not(make, log):
    function = make()
    for word in ("tell", "raise"):
        function.invoke({"do": word})
    function.close()
    assert log[0].startswith("Lamp | a new environment was ready after ")
    assert log[1:3] == ["Lamp | tell", "Lamp | raise"]
    assert any("ValueError" in line for line in log[3:])
    assert not any("RequestId" in line or "rapid" in line for line in log)


def test_after_its_end_nothing_is_started(make):
    function = make()
    before = pid(function)
    function.close()
    assert function.invoke({"do": "tell"}) == Failed("the local cloud is ending")
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_behind_the_gateway_a_dead_runtime_is_a_502_and_the_next_request_is_answered(make):
    log = io.StringIO()
    reader = Client(Gateway([Route("$default", "Lamp")], {"Lamp": make()}, log))
    assert [reader.get(path).status_code for path in ("/tell", "/exit", "/tell")] == [200, 502, 200]
    lines = log.getvalue().splitlines()
    assert [line.split()[:3] for line in lines if line.startswith("GET")] == [
        ["GET", "/tell", "200"],
        ["GET", "/exit", "502"],
        ["GET", "/tell", "200"],
    ]
    # The calls are another process's, and nobody pretends to have counted them.
    assert "DynamoDB" not in log.getvalue()
    assert any(line.startswith("Lamp failed: Runtime.ExitError: ") for line in lines)


def test_an_environment_is_killed_or_frozen_by_its_name_and_the_next_event_gets_another(make, tmp_path):
    function = make(timeout=2, limit=1)
    came = tmp_path / "came"
    for act, outcome in ((function.kill, Failed), (function.freeze, TimedOut)):
        before = pid(function)
        waits = {"do": "wait", "came": str(came), "until": str(tmp_path / "never")}
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(function.invoke, waits)
            until(came.exists)
            act("Lamp.1")  # nobody's
            act("Lamp.0")
            assert isinstance(waiting.result(), outcome)
        came.unlink()
        assert pid(function) != before
