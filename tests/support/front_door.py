"""The way of a request through this process: WSGI, the gateway, the template's routes, an app, and back as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from lamppost.local_cloud.gateway import Gateway
from lamppost.local_cloud.lambda_functions import Answered
from lamppost.local_cloud.stack import Function, Stack
from tests.support.blog import Context
from web.app import App


@dataclass(frozen=True, slots=True)
class _Here:
    """A function whose app is in this process; what its handler lets through, rises."""

    function: Function
    app: App

    def invoke(self, event: dict[str, Any], at_most: float) -> Answered:
        return Answered(_through_json(self.app.resolve(_through_json(event), Context())))


def front_door(stack: Stack, apps: Mapping[str, App]) -> Gateway:
    """A WSGI app with the template's routes to these apps, by the logical ids of their functions."""
    functions = {name: _Here(stack.functions[name], app) for name, app in apps.items()}
    routes = [route for route in stack.routes if route.function in apps]
    return Gateway(routes, functions, log=StringIO())


def _through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))
