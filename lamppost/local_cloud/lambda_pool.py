"""The stack's functions under Lambda's runtime: each has execution environments of its own, and more under load.

An environment takes one event at a time. One that is idle is used again; if none is, another is started, up to a
limit, and beyond it events wait.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

import json
import re
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPException
from threading import Lock, Semaphore
from typing import Any
from uuid import uuid4

from lamppost.local_cloud.artifacts import kept_artifacts
from lamppost.local_cloud.call_count import lose_sight
from lamppost.local_cloud.lambda_functions import Answered, Failed, Outcome, TimedOut, carried_event
from lamppost.local_cloud.lambda_runtime import Runtime, check_parts
from lamppost.local_cloud.stack import Function

# Added to a function's timeout: the emulator counts it after the init phase, which Lambda gives ten seconds.
_GRACE = 15.0
_TIME_IS_UP = b"Task timed out after "
_REPORTED = {"errorMessage", "errorType", "requestId", "stackTrace"}
_INIT = re.compile(r"INIT REPORT\(durationMs: (\d+)")
# What the emulator says of itself.
_CHATTER = re.compile(r"\d+ \w+ \d{4} [\d:,]+ \[\w+\] \(rapid\) |(START|END|REPORT) RequestId: ")

type Log = Callable[[str], None]


class Environment:
    """A runtime that has been started, and what of its log has been told. AWS hears its `name` with each request."""

    def __init__(self, name: str, runtime: Runtime, function: Function, log: Log) -> None:
        self.name = name
        # The emulator would start another runtime under the name of the one that is dead.
        self.is_lost = False
        self._runtime = runtime.__enter__()
        self._function = function
        self._log = log
        self._told = 0

    def call(self, event: bytes, patience: float) -> tuple[int, bytes]:
        """Status and answer of the emulator. Raises `OSError`, `http.client.HTTPException` when it gives none."""
        try:
            return self._runtime.send(event, patience)
        finally:
            # One that was ended meanwhile has no log any more.
            with suppress(ValueError):
                self._tell()

    def end(self) -> None:
        self._runtime.__exit__()

    def lose(self, number: signal.Signals) -> None:
        """Sends its runtime a signal that it does not survive."""
        self.is_lost = True
        self._runtime.signal(number)

    def _tell(self) -> None:
        """Hands on the whole lines that the function has written since the last time."""
        lines = self._runtime.log_from(self._told).rpartition(b"\n")[0]
        self._told += len(lines) + bool(lines)
        for line in lines.decode(errors="replace").splitlines():
            if found := _INIT.search(line):
                self._log(f"{self._function.logical_id} | a new environment was ready after {found[1]} ms")
            elif line and not _CHATTER.match(line):
                self._log(f"{self._function.logical_id} | {line}")


class PooledFunction:
    """A function with at most `limit` environments, which `start` makes and `close` ends."""

    def __init__(self, function: Function, start: Callable[[], Environment], limit: int) -> None:
        self.function = function
        self._start = start
        self._room = Semaphore(limit)
        self._lock = Lock()
        self._idle: list[Environment] = []
        self._all: set[Environment] = set()
        self._closed = False

    def invoke(self, event: dict[str, Any], *, at_most: float = float("inf")) -> Outcome:
        """Calls the function; it has its timeout, and no more than `at_most` seconds, waiting for room included.

        The emulator kills a runtime that outruns its timeout, and an environment that is given up is ended; a later
        event gets another. Raises `EventTooLarge`.
        """
        sent = carried_event(event)
        seconds = min(self.function.timeout, at_most)
        lose_sight()
        if not self._room.acquire(timeout=seconds):
            return TimedOut(seconds)
        try:
            return self._call(sent, seconds)
        finally:
            self._room.release()

    def kill(self, environment: str) -> None:
        """Ends the environment of that name in the middle of its call."""
        self._signal(environment, signal.SIGKILL)

    def freeze(self, environment: str) -> None:
        """That environment does not answer its call any more, which then runs out of time."""
        self._signal(environment, signal.SIGSTOP)

    def _signal(self, environment: str, number: signal.Signals) -> None:
        with self._lock:
            found = [each for each in self._all if each.name == environment]
        for each in found:
            each.lose(number)

    def close(self) -> None:
        """Ends all environments, also those that are at work."""
        with self._lock:
            self._closed = True
            ended, self._all = self._all, set()
        for environment in ended:
            environment.end()

    def _call(self, event: bytes, seconds: float) -> Outcome:
        try:
            environment = self._take()
        except RuntimeError as problem:
            return Failed(f"no execution environment: {problem}")
        if environment is None:
            return Failed("the local cloud is ending")
        patience = seconds if seconds < self.function.timeout else seconds + _GRACE
        try:
            status, answer = environment.call(event, patience)
        except TimeoutError:
            self._give_up(environment)
            return TimedOut(seconds)
        except (OSError, HTTPException):
            self._give_up(environment)
            return Failed("its execution environment is gone")
        if environment.is_lost:
            self._give_up(environment)
        else:
            with self._lock:
                self._idle.append(environment)
        return to_outcome(status, answer, seconds)

    def _take(self) -> Environment | None:
        """None after the end. Raises `RuntimeError` when the emulator does not start."""
        with self._lock:
            if self._closed:
                return None
            if self._idle:
                return self._idle.pop()
        environment = self._start()
        with self._lock:
            if not self._closed:
                self._all.add(environment)
                return environment
        environment.end()
        return None

    def _give_up(self, environment: Environment) -> None:
        with self._lock:
            known = environment in self._all
            self._all.discard(environment)
        if known:
            environment.end()


@contextmanager
def under_lambda(
    logical_ids: Iterable[str], endpoints: Mapping[str, str], limit: int, log: Log
) -> Iterator[Callable[[Function], PooledFunction]]:
    """What starts a function under Lambda's runtime; all end with the block. Their artifacts are built if need be.

    `endpoints` are variables that lead boto3 to the local cloud. Raises `RuntimePartMissing`, `NotBuilt`.
    """
    check_parts()
    artifacts = kept_artifacts(logical_ids)
    pools: list[PooledFunction] = []

    def environment(function: Function) -> Environment:
        name = f"{function.logical_id}.{uuid4().hex[:8]}"
        # The application's id, which boto3 sends along: https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
        variables = dict(function.environment) | endpoints | _reserved(function) | {"AWS_SDK_UA_APP_ID": name}
        return Environment(name, Runtime(artifacts[function.logical_id], function.handler, variables), function, log)

    def start(function: Function) -> PooledFunction:
        pools.append(PooledFunction(function, partial(environment, function), limit))
        return pools[-1]

    try:
        yield start
    finally:
        for pool in pools:
            pool.close()


def to_outcome(status: int, answer: bytes, seconds: float) -> Outcome:
    """What the emulator's answer says. A function's error looks like any other answer, but for its four names."""
    if answer.startswith(_TIME_IS_UP):
        return TimedOut(seconds)
    payload = json.loads(answer)
    if status != 200 or (isinstance(payload, dict) and payload.keys() == _REPORTED):
        return Failed(" ".join(f"{payload['errorType']}: {payload['errorMessage']}".split()))
    return Answered(payload)


def _reserved(function: Function) -> dict[str, str]:
    """What Lambda tells a function of itself, and the emulator takes from here."""
    return {
        "AWS_LAMBDA_FUNCTION_NAME": function.logical_id,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(int(function.timeout)),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.logical_id}",
    }
