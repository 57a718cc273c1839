"""A package imports only what stands below it, and every third-party package has its floor."""

import ast
import sys
from collections.abc import Iterator

from tests.architecture.modules import HOUSE, Module, owners, shipped

LOWER_FLOORS = {
    "blog": 0,
    "rendering": 1,
    "storage": 1,
    "exchange": 1,
    "search": 1,
    "moderation": 1,
    "watching": 1,
    "web": 2,
}
LAMBDAS = {module.package for module in shipped()} - LOWER_FLOORS.keys()
FLOORS = LOWER_FLOORS | dict.fromkeys(LAMBDAS, 3) | {"lamppost": 4}
THIRD_PARTY: dict[str, set[str]] = {
    "blog": set(),
    "rendering": {"jinja2", "markupsafe"},
    "storage": {"boto3", "botocore"},
    "exchange": {"defusedxml", "markdown_it", "mdit_py_plugins", "nh3", "pygments", "yaml"},
    "search": {"botocore"},
    "moderation": set(),
    "watching": {"aws_lambda_powertools"},
    "web": {"aws_lambda_powertools"},
    "lamppost": {"boto3", "botocore", "click", "moto", "rich", "werkzeug", "yaml"},
} | {package: {"aws_lambda_powertools"} for package in LAMBDAS}
HANDLERS_ONLY = {"boto3", "botocore"}
EVERYTHING = [*shipped(), *owners()]


def foreign_imports(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Packages of the house that are not the module's own, and third-party ones."""
    for name, node in module.imports():
        package = name.partition(".")[0]
        if package not in sys.stdlib_module_names and package != module.package:
            yield package, node


def is_handler(module: Module) -> bool:
    return module.package in LAMBDAS and module.path.name == "handler.py"


def allowed_in(module: Module) -> set[str]:
    return THIRD_PARTY[module.package] | (HANDLERS_ONLY if is_handler(module) else set())


def test_a_module_imports_only_what_stands_below_its_floor():
    upward = [
        f"{module.at(node)} imports {package}"
        for module in EVERYTHING
        for package, node in foreign_imports(module)
        if package in FLOORS and FLOORS[package] >= FLOORS[module.package]
    ]
    assert upward == []


def test_a_module_uses_only_the_third_party_packages_of_its_floor():
    strangers = [
        f"{module.at(node)} imports {package}"
        for module in EVERYTHING
        for package, node in foreign_imports(module)
        if package not in FLOORS and package not in allowed_in(module)
    ]
    assert strangers == []


def test_every_lambda_has_a_handler():
    """So a folder that is neither a Lambda nor on the plan of the floors is found out."""
    assert {package for package in LAMBDAS if not (HOUSE / "functions" / package / "handler.py").is_file()} == set()


CLIENT_MAKERS = {"client", "resource", "Session", "create_client", "get_session", "setup_default_session"}
ENVIRONMENT = {"environ", "environb", "getenv"}


def reaches_outside(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        made = node.value.id in ("boto3", "botocore", "session") and node.attr in CLIENT_MAKERS
        if made or (node.value.id == "os" and node.attr in ENVIRONMENT):
            yield f"{module.at(node)}: {ast.unparse(node)}"


def takes_by_name(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("os", "boto3", "boto3.session", "botocore.session"):
            taken = {alias.name for alias in node.names} & (CLIENT_MAKERS | ENVIRONMENT)
            yield from (f"{module.at(node)}: {name}" for name in taken)


def test_only_a_handler_reads_the_environment_or_makes_a_client():
    others = [module for module in shipped() if not is_handler(module)]
    assert [found for module in others for found in (*reaches_outside(module), *takes_by_name(module))] == []


def test_handlers_do_reach_outside_so_the_rule_above_has_eyes():
    seen = {module.package for module in shipped() if is_handler(module) and any(reaches_outside(module))}
    # It answers to an address that its event names.
    assert seen == LAMBDAS - {"make_secret"}
