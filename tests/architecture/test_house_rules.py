"""Rules about the code, kept as tested code."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.modules import HOUSE, Module, modules, owners, shipped
from tests.support.missing import missing

EVERYTHING = [*shipped(), *owners()]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def test_no_file_is_over_300_lines():
    files = [*EVERYTHING, *modules("tests"), *modules("infra")]
    lines = {module.place: len(module.path.read_text(encoding="utf-8").splitlines()) for module in files}
    assert {place: count for place, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_over_40_lines():
    long = [
        f"{module.at(function)} {function.name}"
        for module in (*EVERYTHING, *modules("infra"))
        for function in module.functions()
        if function.end_lineno - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_lives_there():
    assert [module.place for module in EVERYTHING if not ast.get_docstring(module.tree)] == []


def public(module: Module) -> Iterator[ast.FunctionDef]:
    """Functions, and methods of classes, whose names do not begin with an underscore."""
    classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]
    for node in (*module.tree.body, *(member for each in classes for member in each.body)):
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_":
            yield node


def raised_by(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(error, ast.Name) and error.id[0].isupper():
                yield error.id


def test_a_public_functions_docstring_names_the_errors_that_it_raises():
    unnamed = [
        f"{module.at(function)} {function.name} raises {error}"
        for module in shipped()
        for function in public(module)
        for error in raised_by(function)
        if f"`{error}`" not in (ast.get_docstring(function) or "")
    ]
    assert unnamed == []


def catches_anything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {each.id for each in caught if isinstance(each, ast.Name)}
    return handler.type is None or bool(names & {"Exception", "BaseException"})


def test_nothing_that_is_shipped_catches_whatever_comes():
    vague = [
        module.at(node)
        for module in shipped()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and catches_anything(node)
    ]
    assert vague == []


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_has_nothing_to_say(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--quiet", "."], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


# Put together from pieces, so that this file does not name them either.
REGISTRIES = [("files.python", "hosted.org"), ("py", "pi.org"), ("registry.np", "mjs.org"), ("deb.deb", "ian.org")]
HOMES = [("/ro", r"ot/"), ("/ho", r"me/\w"), ("/Us", r"ers/\w"), ("/wo", r"rk/\w"), ("/t", r"mp/\w")]
NOT_OURS = re.compile(
    "|".join([*(re.escape(a + b) for a, b in REGISTRIES), *(rf"(?<![\w.:}}/-]){a}{b}" for a, b in HOMES)])
)


def committed() -> Iterator[str]:
    """What git tracks or would, by its path."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        missing("git", "this rule reads which files the repository holds")
    return (path for path in done.stdout.splitlines() if (HOUSE / path).is_file())


def test_no_file_names_a_registrys_host_or_a_place_on_somebodys_machine():
    found = [
        f"{path}: {match[0]}"
        for path in committed()
        for match in NOT_OURS.finditer((HOUSE / path).read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []
