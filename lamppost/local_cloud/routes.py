"""Which route takes a request.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html: a full match of
method and path first, then a greedy path variable, then `$default`. Among full matches a literal segment
goes before a variable, and a route's own method before ANY.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lamppost.local_cloud.stack import Route

_DEFAULT = "$default"


@dataclass(frozen=True, slots=True)
class Match:
    """`parameters` are the values of the path variables, by name."""

    route: Route
    parameters: dict[str, str]


def choose(routes: Iterable[Route], method: str, path: str) -> Match | None:
    """The best match for a decoded path, or None."""
    found = [(route, parameters) for route in routes if (parameters := _parameters(route, method, path)) is not None]
    if not found:
        return None
    return Match(*min(found, key=lambda each: _rank(each[0])))


def _parameters(route: Route, method: str, path: str) -> dict[str, str] | None:
    """The path variables of a route that takes this request, or None."""
    if route.key == _DEFAULT:
        return {}
    route_method, _, route_path = route.key.partition(" ")
    if route_method not in (method, "ANY"):
        return None
    wanted, given = route_path.split("/"), path.split("/")
    if wanted[-1].endswith("+}"):
        given[len(wanted) - 1 :] = ["/".join(given[len(wanted) - 1 :])]
    if len(wanted) != len(given):
        return None
    parameters = {}
    for segment, value in zip(wanted, given, strict=True):
        if _is_variable(segment) and value:
            parameters[segment.strip("{}").removesuffix("+")] = value
        elif segment != value:
            return None
    return parameters


def _rank(route: Route) -> tuple:
    """Lower goes first."""
    if route.key == _DEFAULT:
        return (2,)
    method, _, path = route.key.partition(" ")
    segments = path.split("/")
    greedy = segments[-1].endswith("+}")
    # Literal before variable, from the left; of greedy routes, the one that leaves least to its variable.
    return greedy, [_is_variable(segment) + segment.endswith("+}") for segment in segments], method == "ANY"


def _is_variable(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")
