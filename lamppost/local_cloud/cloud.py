"""The local cloud put together: a stack's tables and buckets, its functions, and what calls them."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import TextIO

from lamppost.errors import LamppostError
from lamppost.local_cloud.background import Job, repeated
from lamppost.local_cloud.call_count import watch
from lamppost.local_cloud.clock import Clock, seconds_to_next_minute
from lamppost.local_cloud.database import Database, check_endpoint, open_database
from lamppost.local_cloud.edge import Edge
from lamppost.local_cloud.edge_cache import EdgeCache
from lamppost.local_cloud.faults.disturbed import Disturbances, disturbed
from lamppost.local_cloud.faults.switches import Kind, read_faults
from lamppost.local_cloud.following import Following
from lamppost.local_cloud.gateway import Gateway
from lamppost.local_cloud.invalidations import Invalidations
from lamppost.local_cloud.lambda_functions import Callee, LambdaFunction, Surroundings
from lamppost.local_cloud.lambda_pool import under_lambda
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.log import write_line
from lamppost.local_cloud.media import media_in
from lamppost.local_cloud.moto_account import in_moto
from lamppost.local_cloud.running import recorded
from lamppost.local_cloud.services import Services, open_services
from lamppost.local_cloud.stack import TEMPLATE, Function, Stack, read_stack
from lamppost.local_cloud.streams import NoStream, Stream

# How often a stream is asked for what is new.
_POLL_SECONDS = 1.0
# Of the blog's own template: nobody makes metrics of what its functions print, and the terminal is for the requests.
QUIET = {"Metrics": "off"}


class NotUnderLambda(LamppostError):
    def __init__(self, fault: str) -> None:
        super().__init__(f"--fault {fault}: the clock of Lambda's runtime cannot be moved; leave out --runtime lambda")


class NoSuchFunction(LamppostError):
    def __init__(self, name: str, known: Mapping[str, object]) -> None:
        super().__init__(f"the stack has no function '{name}'; it has: {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: a template, values for its parameters, and the endpoint of another database or ''.

    `has_cache`: whether the edge keeps pages, as CloudFront does.
    `environments` is how many of each function there may be under Lambda's runtime; 0 runs them in this process.
    `faults` are as `--fault` takes them. Without any, functions reach AWS directly, and nothing can go wrong later.
    """

    template: Path = TEMPLATE
    parameters: Mapping[str, str] = field(default_factory=dict)
    database_url: str = ""
    has_cache: bool = False
    environments: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cloud:
    stack: Stack
    database: Database
    services: Services
    log: TextIO | None = None
    has_cache: bool = False
    start: Callable[[Function], Callee] = LambdaFunction
    disturbances: Disturbances | None = None

    @property
    def table_name(self) -> str:
        return self.stack.table_name

    def function(self, name: str) -> Callee:
        """The function, freshly started. Raises `NoSuchFunction`, `NoHandler`."""
        if name not in self.stack.functions:
            raise NoSuchFunction(name, self.stack.functions)
        return self._started(self.stack.functions[name])

    def functions(self) -> dict[str, Callee]:
        """Every function, freshly started, by its logical id. Raises `NoHandler`."""
        return {name: self._started(each) for name, each in self.stack.functions.items()}

    def _started(self, function: Function) -> Callee:
        started = self.start(function)
        if around := self.disturbances:
            around.functions[function.logical_id] = started
        return started

    def gateway(self) -> Gateway:
        """The gateway alone, with every function started. Raises `NoHandler`."""
        return Gateway(self.stack.routes, self.functions(), self.log)

    def front(self, gateway: Gateway, cache: EdgeCache | None = None) -> Gateway | Edge:
        """What readers meet: the edge before the gateway, where the stack has one."""
        if self.stack.distribution is None:
            return gateway
        media = media_in(self.services.s3, self.stack.media_bucket)
        return Edge(self.stack.distribution, gateway, media, cache, log=self.log)

    def catch_up(self) -> None:
        """Has functions follow what is in the table, once. Raises `NoHandler`."""
        self._begin_following(self.functions(), Event())

    @contextmanager
    def at_work(self) -> Iterator[Gateway | Edge]:
        """What readers meet, while functions follow what is written too, and schedules are kept. Raises `NoHandler`."""
        functions = self.functions()
        ended = Event()
        followings = self._begin_following(functions, ended)
        jobs = [Job(str(each), each.catch_up, lambda: _POLL_SECONDS) for each in followings]
        cache = None
        if self.has_cache and self.stack.distribution:
            cache = EdgeCache(self.stack.distribution, time.monotonic)
            jobs.append(self._invalidating(cache))
        with repeated([*jobs, self._clock(functions)], ended, self.write):
            yield self.front(Gateway(self.stack.routes, functions, self.log), cache)

    def recorded(self, address: str = "") -> AbstractContextManager[None]:
        """Lets other commands find this process's database and bucket, and the blog's address, until it ends."""
        return recorded(
            self.database.endpoint,
            self.table_name,
            s3_endpoint=self.services.endpoint,
            search_bucket=self.stack.search_bucket,
            address=address,
            media_bucket=self.stack.media_bucket,
            undelivered=self.services.queues.get(self.stack.undelivered, ""),
            faults=self.disturbances.endpoint if self.disturbances else "",
        )

    def write(self, line: str) -> None:
        write_line(line, self.log)

    def _begin_following(self, functions: Mapping[str, Callee], ended: Event) -> list[Following]:
        followings = list(self._followings(functions, ended))
        for following in followings:
            following.begin()
        return followings

    def _followings(self, functions: Mapping[str, Callee], ended: Event) -> Iterator[Following]:
        for source in self.stack.sources:
            try:
                stream = Stream(self.database.client, self.database.streams, source.table_name)
            except NoStream as problem:
                self.write(f"{source.function} does not run: {problem}")
                continue
            spoil = self.disturbances.spoiled if self.disturbances else list
            leave, function = self.services.leave, functions[source.function]
            yield Following(source, stream, function, ended, self.write, spoil=spoil, leave=leave)

    def _invalidating(self, cache: EdgeCache) -> Job:
        invalidations = Invalidations(self.services.cloudfront, self.stack.distribution.id)
        return Job("The edge", lambda: cache.invalidate(invalidations.new()), lambda: _POLL_SECONDS)

    def _clock(self, functions: Mapping[str, Callee]) -> Job:
        clock = Clock(self.services.scheduler, self.stack.schedule_groups, functions, self.write, self.services.leave)
        now = partial(datetime.now, UTC)
        return Job("The clock", lambda: clock.tick(now()), lambda: seconds_to_next_minute(now()))


@contextmanager
def local_cloud(plan: Plan | None = None, log: TextIO | None = None) -> Iterator[Cloud]:
    """Runs a plan, by default the blog's own template on a new table. Raises `LamppostError`s.

    While it runs, boto3 in this process leads to its database and its buckets, and knows no AWS account.
    """
    plan = plan or Plan()
    stack = read_stack(plan.template, plan.parameters)
    _check_faults(plan, stack)
    if plan.database_url:
        check_endpoint(plan.database_url)
    with in_moto() as moto, local_account(plan.database_url) as session, ExitStack() as around:
        database = open_database(stack, session, plan.database_url or moto)
        services = open_services(stack, session, moto)
        watch(session)
        disturbances = None
        if plan.faults:
            disturbances = around.enter_context(disturbed(stack, plan.faults, usual=moto, database=database.endpoint))
        start = _start(plan, disturbances)
        if plan.environments:
            endpoints = {"AWS_ENDPOINT_URL": moto, "AWS_ENDPOINT_URL_DYNAMODB": database.endpoint}
            led = disturbances.variables if disturbances else endpoints
            log_line = partial(write_line, out=log)
            start = around.enter_context(under_lambda(stack.functions, led, plan.environments, log_line))
        yield Cloud(stack, database, services, log, plan.has_cache, start, disturbances)


def _check_faults(plan: Plan, stack: Stack) -> None:
    """Raises `BadFault`, `NotUnderLambda` before anything is begun."""
    for fault in read_faults(plan.faults, stack.functions):
        if plan.environments and fault.kind is Kind.SKEW:
            raise NotUnderLambda(fault.text)


def _start(plan: Plan, disturbances: Disturbances | None) -> Callable[[Function], Callee]:
    """What starts a function in this process."""
    if disturbances is None:
        return LambdaFunction
    return partial(LambdaFunction, surroundings=Surroundings(disturbances.variables, disturbances.shift))
