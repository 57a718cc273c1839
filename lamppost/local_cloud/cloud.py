"""The local cloud put together: a stack's tables, its functions, and the gateway in front of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from lamppost.errors import LamppostError
from lamppost.local_cloud.call_count import watch
from lamppost.local_cloud.database import Database, open_database
from lamppost.local_cloud.gateway import Gateway
from lamppost.local_cloud.lambda_functions import LambdaFunction
from lamppost.local_cloud.stack import TEMPLATE, Stack, read_stack


class NoSuchFunction(LamppostError):
    def __init__(self, name: str, known: Mapping[str, object]) -> None:
        super().__init__(f"the stack has no function '{name}'; it has: {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: a template, values for its parameters, and the endpoint of another database or ''."""

    template: Path = TEMPLATE
    parameters: Mapping[str, str] = field(default_factory=dict)
    database_url: str = ""


@dataclass(frozen=True, slots=True)
class Cloud:
    stack: Stack
    database: Database
    log: TextIO | None = None

    @property
    def table_name(self) -> str:
        return self.stack.table_name

    def function(self, name: str) -> LambdaFunction:
        """The function, freshly started. Raises `NoSuchFunction`, `NoHandler`."""
        if name not in self.stack.functions:
            raise NoSuchFunction(name, self.stack.functions)
        return LambdaFunction(self.stack.functions[name])

    def gateway(self) -> Gateway:
        """The gateway, with every function started. Raises `NoHandler`."""
        functions = {name: LambdaFunction(each) for name, each in self.stack.functions.items()}
        return Gateway(self.stack.routes, functions, self.log)


@contextmanager
def local_cloud(plan: Plan | None = None, log: TextIO | None = None) -> Iterator[Cloud]:
    """Runs a plan, by default the blog's own template on a new table. Raises `LamppostError`s.

    While it runs, boto3 in this process leads to its database and knows no AWS account.
    """
    plan = plan or Plan()
    stack = read_stack(plan.template, plan.parameters)
    with open_database(stack, plan.database_url) as database:
        watch(database.session)
        yield Cloud(stack, database, log)
