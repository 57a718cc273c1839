"""The template against the code: handlers, environment, build targets, the stream's filter."""

import ast
import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from blog.lists import ListKind, ListRef
from infra import artifact
from lamppost.local_cloud.filters import passes
from lamppost.local_cloud.stack import TEMPLATE, Function, read_stack
from lamppost.local_cloud.template import load_document
from storage.changes import change_to
from tests.architecture.grants import by_function
from tests.architecture.modules import HOUSE, shipped
from tests.support.blog import NOW, Blog, a_comment
from watching.watch import VARIABLES
from web.current_settings import MAX_AGE

FUNCTIONS = read_stack().functions
RESOURCES = load_document(TEMPLATE)["Resources"]
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
    # Powertools reads its own, and so does a function's watch.
    set_here = {name for name in function.environment if not name.startswith("POWERTOOLS_")}
    assert read_by(function) == set_here - set(VARIABLES)
    assert set(VARIABLES) <= set_here


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


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_role_is_about_the_services_that_the_handler_makes_clients_for(function):
    """The artifact ships the descriptions of those, and of no others."""
    actions = [action for statement in by_function(function.role.policy) for action in statement.actions]
    services = {action.partition(":")[0] for action in actions} - {"iam"}
    assert artifact.called_services(function.handler.partition(".")[0]) == services


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_handler_makes_its_clients_when_it_is_imported(function):
    """What is made later is not held to the function's role by the local cloud."""
    (handler,) = (module for module in shipped() if module.name == function.handler.rpartition(".")[0])
    later = [node for each in ast.walk(handler.tree) if isinstance(each, ast.FunctionDef) for node in ast.walk(each)]
    called = {node.func.attr for node in later if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    assert not called & {"client", "create_client", "resource", "Session"}


def test_a_handler_that_does_not_name_its_service_is_not_built(tmp_path, monkeypatch):
    monkeypatch.setattr(artifact, "FUNCTIONS", tmp_path)
    (tmp_path / "vague").mkdir()
    (tmp_path / "vague" / "handler.py").write_text("import boto3\n\nclient = boto3.client(name)\n")
    with pytest.raises(SystemExit, match=r"vague/handler\.py:3 makes a client for a service that it does not name"):
        artifact.called_services("vague")


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_function_has_a_log_group_of_its_own_that_forgets(function):
    group = RESOURCES[RESOURCES[function.logical_id]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]]
    assert group["Properties"]["LogGroupName"]["Fn::Sub"].endswith(f"/{function.handler.partition('.')[0]}")
    assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def left_when_given_up(properties: dict[str, Any]) -> list[dict[str, Any]]:
    """Where a function leaves what failed each time, for each way in which it is called."""
    ways = [each["Properties"] for each in properties.get("Events", {}).values()]
    return [each["DestinationConfig"] for each in ways or [properties["EventInvokeConfig"]]]


@pytest.mark.parametrize("name", ["FollowChanges", "KeepTime"])
def test_what_nobody_waits_for_is_left_in_the_queue_when_it_is_given_up(name):
    queue = {"Type": "SQS", "Destination": {"Fn::GetAtt": "Undelivered.Arn"}}
    assert left_when_given_up(RESOURCES[name]["Properties"]) == [{"OnFailure": queue}]


def test_functions_know_new_settings_before_the_edge_forgets_pages_with_the_old_ones():
    changes = RESOURCES["FollowChanges"]["Properties"]["Events"]["Changes"]["Properties"]
    assert timedelta(seconds=changes["MaximumBatchingWindowInSeconds"]) > MAX_AGE


def items_of_every_kind(blog: Blog) -> list[dict[str, Any]]:
    blog.publish(tags=("Lamps",), sticky=True)
    blog.publish("waits", state=ArticleState.SCHEDULED, published_at=NOW)
    for number, state in enumerate(CommentState):
        blog.store.comments.add(a_comment(number=number, state=state), digest=f"digest-{number}", now=NOW)
    blog.like()
    blog.publish("gone")
    blog.store.articles.delete("gone")
    blog.store.articles.remember_lists({"/tag/lanterns": ListRef(ListKind.TAG, "lamps")})
    blog.publish("page", kind=ArticleKind.PAGE)
    blog.publish("sorted", categories=("Light",))
    blog.store.settings.save({"title": "Lamps"})
    return blog.store.items()


def test_a_change_that_means_something_to_a_follower_passes_the_streams_filter_and_no_other_does(blog):
    (source,) = read_stack().sources
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for item in items_of_every_kind(blog):
        passed = passes({"dynamodb": {"Keys": {name: item[name] for name in ("pk", "sk")}}}, source.patterns)
        assert passed == (change_to(item) is not None), item
        seen[passed].add(item["sk"]["S"].partition("#")[0])
    lists = {"POSTS", "AUTHOR", "CATEGORY", "MONTH", "TAG", "YEAR"}
    assert seen[True] == {"ADDRESS", "ARTICLE", "BODY", "COMMENT", "DRAFT", "LISTED", "SETTINGS", *lists}
    assert seen[False] >= {"DRAFT", "KEY", "LIKE", "LISTED", "PENDING", "SPAM", "SUBMISSION", "TRASH"}
