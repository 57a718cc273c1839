"""Packages that hand on names of their modules, changed to import a module when its name is first asked for (PEP 562).

Powertools' event handler imports the resolvers of six other services for everybody who wants one, with asyncio for
theirs; `aws_lambda_powertools.utilities.data_classes` the events of thirty. A cold start that wants one pays for all.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGES = (
    "aws_lambda_powertools",
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.event_handler.openapi",
    "aws_lambda_powertools.utilities.data_classes",
    "jinja2",
)
_ASKED = """
_LAZY_NAMES = {names}


def __getattr__(name):
    if name not in _LAZY_NAMES:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    from importlib import import_module

    module, attribute = _LAZY_NAMES[name]
    value = globals()[name] = getattr(import_module(module, __name__), attribute)
    return value
"""


def make_lazy(artifact: Path) -> None:
    """Changes the artifact's copies of `PACKAGES`. Exits with one line when there is nothing to change any more."""
    for package in PACKAGES:
        path = artifact.joinpath(*package.split("."), "__init__.py")
        path.write_text(lazy(path.read_text(encoding="utf-8"), package), encoding="utf-8")


def lazy(source: str, package: str) -> str:
    """A package's source whose imports of its own names wait until they are wanted. Lines keep their numbers."""
    waiting = list(_waiting(ast.parse(source), package))
    if not waiting:
        sys.exit(f"{package} hands on no names any more: take it off the list in infra/lazy_names.py")
    lines, names = source.splitlines(), {}
    for node in waiting:
        lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
        module = "." * node.level + (node.module or "")
        names |= {each.asname or each.name: (module, each.name) for each in node.names}
    return "\n".join(lines) + "\n" + _ASKED.format(names=names)


def _waiting(tree: ast.Module, package: str) -> Iterator[ast.ImportFrom]:
    """The imports from the distribution's own modules whose names the package's own code never uses."""
    own = package.partition(".")[0]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.level or node.module.partition(".")[0] == own):
            names = {each.asname or each.name for each in node.names}
            if names.isdisjoint(used):
                yield node
