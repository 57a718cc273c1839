"""The template against the code: handlers, environment, build targets."""

import ast
import os
import re
import subprocess
import sys

import pytest

from lamppost.local_cloud.stack import Function, read_stack
from tests.architecture.modules import HOUSE, shipped

FUNCTIONS = read_stack().functions
_BUILD = re.compile(r"^build-(\w+):\n\t\$\(call build,(\w+)\)$", re.MULTILINE)
_CALLABLE = "import importlib, sys; assert callable(getattr(importlib.import_module(sys.argv[1]), sys.argv[2]))"


def read_by(function: Function) -> set[str]:
    """The environment variables that a function's handler module names."""
    (handler,) = (module for module in shipped() if module.name == function.handler.rpartition(".")[0])
    found = set()
    for node in ast.walk(handler.tree):
        match node:
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))):
                found.add(name)
            case ast.Call(func=ast.Attribute(attr="getenv"), args=[ast.Constant(value=str(name)), *_]):
                found.add(name)
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
    return found


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_variable_that_a_handler_reads_is_set_and_none_is_set_that_nobody_reads(function):
    # Powertools reads its own.
    set_here = {name for name in function.environment if not name.startswith("POWERTOOLS_")}
    assert read_by(function) == set_here


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_handler_can_be_loaded_and_called_with_only_what_the_template_sets(function):
    lambdas_own = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": str(function.code)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CALLABLE, *function.handler.rsplit(".", 1)],
        env=lambdas_own | {"PATH": os.defpath} | dict(function.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_function_has_a_build_target_that_builds_its_own_package():
    targets = dict(_BUILD.findall((HOUSE / "functions" / "Makefile").read_text()))
    assert targets == {name: function.handler.partition(".")[0] for name, function in FUNCTIONS.items()}
