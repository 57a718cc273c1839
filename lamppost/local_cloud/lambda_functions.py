"""The stack's functions, each called as Lambda calls it.

https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

import contextvars
import gc
import importlib.util
import json
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import ModuleType
from typing import Any, Protocol
from uuid import uuid4

from lamppost.errors import LamppostError
from lamppost.local_cloud.local_account import environment
from lamppost.local_cloud.roles import clients_of
from lamppost.local_cloud.stack import Function
from lamppost.local_cloud.template import ACCOUNT, REGION

# For events and answers: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
PAYLOAD_LIMIT = 6 * 1024 * 1024
_VERSION = "$LATEST"

type Handler = Callable[[dict[str, Any], "LambdaContext"], Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the handler returned, as it looks after its way through JSON."""

    payload: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The handler raised, or returned what Lambda cannot carry; `error` is one line."""

    error: str


@dataclass(frozen=True, slots=True)
class TimedOut:
    seconds: float


type Outcome = Answered | Failed | TimedOut


class EventTooLarge(LamppostError):
    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"the event is {size:,} bytes; Lambda takes {PAYLOAD_LIMIT:,}")


class NoHandler(LamppostError):
    def __init__(self, function: Function, problem: str) -> None:
        super().__init__(f"{function.logical_id}: the handler {function.handler} {problem}")


@dataclass(frozen=True)
class LambdaContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html; `deadline` is on the monotonic clock."""

    function_name: str
    memory_limit_in_mb: int
    log_stream_name: str
    deadline: float
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))
    function_version: str = _VERSION
    client_context: None = None
    identity: None = None

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.deadline - time.monotonic()) * 1000))


class Callee(Protocol):
    """What the gateway, streams and the clock call: a function in this process, or under Lambda's runtime."""

    function: Function

    def invoke(self, event: dict[str, Any], *, at_most: float = ...) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a function finds beside its own environment: more `variables`, and what `prepare` does to its module."""

    variables: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[ModuleType, Path], None] | None = None


class _Call:
    """An invocation under way. What ends it first is its outcome; of a frozen one nothing more is heard."""

    def __init__(self) -> None:
        self.outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self.frozen = False

    def end(self, outcome: Outcome) -> None:
        if not self.frozen:
            self.outcomes.put(outcome)


class LambdaFunction:
    """A function in its execution environment: loaded once, called with one event after another.

    An environment that was killed, or whose time was over, is followed by a new one at the next call, as in Lambda.
    Raises `NoHandler` when the handler cannot be imported.
    """

    # Lambda gives an execution environment one event at a time, and code relies on it: Powertools keeps
    # the current event on a class, for all functions of the process. So all share this lock.
    _turn = Lock()

    def __init__(self, function: Function, surroundings: Surroundings | None = None) -> None:
        self.function = function
        self._surroundings = surroundings or Surroundings()
        self._call_under_way = _Call()
        self._start()

    def _start(self) -> None:
        """A new execution environment."""
        self._number = uuid4().hex
        self._log_stream = f"{time.strftime('%Y/%m/%d')}/[{_VERSION}]{self._number}"
        self._is_lost = False
        self._handler = _load(self.function, self._runtime_variables(), self._surroundings.prepare)

    @property
    def environment(self) -> str:
        """The execution environment's name, which AWS is told with each request."""
        return f"{self.function.logical_id}.{self._number[:8]}"

    def kill(self, environment: str) -> None:
        """Ends that environment in the middle of its call, as SIGKILL does. Its thread goes on, heard by nobody."""
        if environment == self.environment:
            self._call_under_way.end(Failed("Runtime exited with error: signal: killed"))
            self.freeze(environment)
            self._is_lost = True

    def freeze(self, environment: str) -> None:
        """That environment does not answer its call any more, which then runs out of time."""
        if environment == self.environment:
            self._call_under_way.frozen = True

    def invoke(self, event: dict[str, Any], *, at_most: float = float("inf")) -> Outcome:
        """Calls the handler; it has the function's timeout, and no more than `at_most` seconds.

        A handler that outruns it is left alone in its thread. A handler's traceback goes to stderr.
        Raises `EventTooLarge`.
        """
        sent = carried_event(event)
        seconds = min(self.function.timeout, at_most)
        # What a function prints is its log; standard output belongs to the command.
        with self._turn, redirect_stdout(sys.stderr):
            if self._is_lost:
                self._start()
            return self._call(json.loads(sent), seconds)

    def _call(self, event: dict[str, Any], seconds: float) -> Outcome:
        context = LambdaContext(
            self.function.logical_id, self.function.memory, self._log_stream, time.monotonic() + seconds
        )
        call = self._call_under_way = _Call()
        # A copy of the context, so that what is counted by context follows the call into its thread.
        run, handler = contextvars.copy_context().run, self._handler
        thread = Thread(target=lambda: call.end(run(_outcome, handler, event, context, call)), daemon=True)
        thread.start()
        try:
            return call.outcomes.get(timeout=seconds)
        except Empty:
            self._is_lost = call.frozen = True
            return TimedOut(seconds)

    def _runtime_variables(self) -> dict[str, str]:
        """Those that mean something here: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html."""
        return {
            "AWS_LAMBDA_FUNCTION_NAME": self.function.logical_id,
            "AWS_LAMBDA_FUNCTION_VERSION": _VERSION,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.function.memory),
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{self.function.logical_id}",
            "AWS_LAMBDA_LOG_STREAM_NAME": self._log_stream,
            # Of ours: https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
            "AWS_SDK_UA_APP_ID": self.environment,
            **self._surroundings.variables,
        }


def carried_event(event: dict[str, Any]) -> bytes:
    """The event as it goes over the wire. Raises `EventTooLarge`."""
    sent = json.dumps(event).encode()
    if len(sent) > PAYLOAD_LIMIT:
        raise EventTooLarge(len(sent))
    return sent


def _load(function: Function, runtime_variables: dict[str, str], prepare: Callable | None) -> Handler:
    """The handler, its module imported anew with the function's environment, as one cold start does.

    Functions that share a module, or the same stack loaded twice, each have their own.
    """
    module_name, _, name = function.handler.rpartition(".")
    if str(function.code) not in sys.path:
        sys.path.insert(0, str(function.code))
    with (
        environment(dict(function.environment) | runtime_variables),
        clients_of(function.logical_id, function.role),
        # Loggers keep the stream that they find now.
        redirect_stdout(sys.stderr),
    ):
        try:
            spec = importlib.util.find_spec(module_name)
        except ModuleNotFoundError:
            spec = None
        if spec is None or spec.loader is None:
            raise NoHandler(function, f"cannot be imported: there is no module {module_name} in {function.code}")
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            traceback.print_exc()
            raise NoHandler(function, f"cannot be imported: {_one_line(error)}") from error
        finally:
            # A handler may keep the collector from all that its process has by then; this one lives longer.
            gc.unfreeze()
            gc.enable()
        if prepare:
            prepare(module, function.code)
    handler = getattr(module, name, None)
    if not callable(handler):
        raise NoHandler(function, f"is not in its module {module_name}")
    return handler


def _outcome(handler: Handler, event: dict[str, Any], context: LambdaContext, call: _Call) -> Outcome:
    try:
        answer = handler(event, context)
    # Whatever it is, SystemExit included, it ends this call only.
    except BaseException as error:
        if not call.frozen:
            traceback.print_exc()
        return Failed(_one_line(error))
    return _carried(answer)


def _carried(answer: Any) -> Outcome:
    try:
        text = json.dumps(answer, default=_number, allow_nan=False)
    except (TypeError, ValueError) as error:
        return Failed(f"the answer is no JSON: {error}")
    if len(text.encode()) > PAYLOAD_LIMIT:
        return Failed(f"the answer is {len(text.encode()):,} bytes; Lambda carries {PAYLOAD_LIMIT:,}")
    return Answered(json.loads(text))


def _number(value: Any) -> float:
    """Lambda's runtime for Python writes a Decimal as a number, and nothing else beyond JSON's own types."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
