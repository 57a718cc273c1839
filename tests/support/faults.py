"""What networks, busy tables and power cuts do to requests, at botocore: for processes that begin with a fork.

What DynamoDB says is worded by the local cloud, whose faults are met over HTTP (lamppost/local_cloud/faults)."""

import os
import signal
from collections import Counter
from enum import StrEnum
from io import BytesIO
from itertools import count
from random import Random
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from lamppost.local_cloud.answers import Answer
from lamppost.local_cloud.faults.refusals import TRANSACTION, conflict, throttled

_BEFORE_SEND = "before-send.dynamodb"


class Fault(StrEnum):
    NOT_SENT = "not sent"  # the table never hears of it
    ANSWER_LOST = "answer lost"  # the table has done it, and nobody is told
    CONFLICT = "conflict"  # somebody else is writing one of the items; only transactions are told so
    THROTTLED = "throttled"


class Faults:
    """A `share` (0 to 1) of a client's requests to DynamoDB meet a fault; `met` counts them."""

    def __init__(self, chance: Random, share: float) -> None:
        self._chance = chance
        self._share = share
        self.met: Counter[Fault] = Counter()

    def watch(self, client: Any) -> None:
        def before_send(request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse | None:
            if self._chance.random() >= self._share:
                return None
            is_transaction = event_name.endswith(".TransactWriteItems")
            fault = self._chance.choice([each for each in Fault if is_transaction or each is not Fault.CONFLICT])
            self.met[fault] += 1
            return _happens(fault, request, client)

        client.meta.events.register(_BEFORE_SEND, before_send)


def killed_at(client: Any, number: int, *, is_heard: bool) -> None:
    """This process is killed at the client's request with this number, before the table hears of it or after."""
    numbers = count()

    def before_send(request: AWSPreparedRequest, **_: Any) -> None:
        if next(numbers) == number:
            if is_heard:
                _send(client, request)
            os.kill(os.getpid(), signal.SIGKILL)

    client.meta.events.register(_BEFORE_SEND, before_send)


def _happens(fault: Fault, request: AWSPreparedRequest, client: Any) -> AWSResponse:
    match fault:
        case Fault.NOT_SENT:
            raise ConnectTimeoutError(endpoint_url=request.url)
        case Fault.ANSWER_LOST:
            _send(client, request)
            raise ReadTimeoutError(endpoint_url=request.url)
        case Fault.CONFLICT:
            return _as_sent(request, conflict(TRANSACTION, request.body))
        case Fault.THROTTLED:
            return _as_sent(request, throttled())


def _send(client: Any, request: AWSPreparedRequest) -> None:
    client._endpoint.http_session.send(request)


def _as_sent(request: AWSPreparedRequest, answer: Answer) -> AWSResponse:
    return AWSResponse(request.url, answer.status, dict(answer.headers), _Raw(answer.body))


class _Raw(BytesIO):
    """An answer's body as urllib3 hands it on."""

    def stream(self, **_: Any):
        yield self.read()
