"""Functions as Lambda starts them: what cannot be started is named, and every start is a new one."""

from pathlib import Path

import pytest

from lamppost.local_cloud.cloud import Cloud, NoSuchFunction
from lamppost.local_cloud.lambda_functions import Answered, EventTooLarge, LambdaFunction, NoHandler, TimedOut
from lamppost.local_cloud.stack import Function


def function(code: Path, handler: str, **environment: str) -> Function:
    return Function("Worker", handler, code, timeout=5, memory=128, environment=environment)


def test_every_start_imports_the_handler_anew_with_its_own_environment(tmp_path: Path):
    (tmp_path / "starts_anew.py").write_text(
        "import os\nWHO = os.environ['WHO']\nCALLS = []\n"
        "def handle(event, context):\n    CALLS.append(event)\n    return [WHO, len(CALLS)]\n"
    )
    one = LambdaFunction(function(tmp_path, "starts_anew.handle", WHO="one"))
    two = LambdaFunction(function(tmp_path, "starts_anew.handle", WHO="two"))
    assert [one.invoke({}), one.invoke({}), two.invoke({})] == [
        Answered(["one", 1]),
        Answered(["one", 2]),
        Answered(["two", 1]),
    ]


def test_what_a_function_prints_does_not_mix_with_what_a_command_prints(tmp_path: Path, capfd):
    (tmp_path / "talks.py").write_text(
        "import sys\nprint('importing')\nLOG = sys.stdout\n"
        "def handle(event, context):\n    print('called')\n    LOG.write('logged\\n')\n    LOG.flush()\n"
    )
    LambdaFunction(function(tmp_path, "talks.handle")).invoke({})
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "importing\ncalled\nlogged\n")


def test_a_gateways_limit_counts_when_it_is_the_shorter_one(cloud: Cloud):
    assert cloud.function("Slow").invoke({}, at_most=0.05) == TimedOut(0.05)


def test_an_event_that_is_too_large_is_refused(cloud: Cloud):
    with pytest.raises(EventTooLarge, match=r"the event is 6,291,465 bytes; Lambda takes 6,291,456"):
        cloud.function("Echo").invoke({"a": "x" * (6 * 1024 * 1024)})


def test_a_function_that_the_stack_does_not_have_is_named_with_those_it_has(cloud: Cloud):
    with pytest.raises(NoSuchFunction, match="no function 'Ecko'; it has: Echo, Answers, Slow, Reader, Follower"):
        cloud.function("Ecko")


@pytest.mark.parametrize(
    ("source", "handler", "problem"),
    [
        ("", "missing_module.handle", "cannot be imported: there is no module missing_module"),
        ("", "missing_package.handler.handle", "cannot be imported: there is no module missing_package.handler"),
        ("", "without_handler.handle", "is not in its module without_handler"),
        ("handle = 1", "without_callable.handle", "is not in its module without_callable"),
        ("raise KeyError('SETTING')", "broken_at_import.handle", "cannot be imported: KeyError: 'SETTING'"),
    ],
)
def test_a_handler_that_cannot_be_started_is_named(tmp_path: Path, source: str, handler: str, problem: str):
    if not handler.startswith("missing"):
        (tmp_path / f"{handler.partition('.')[0]}.py").write_text(source)
    with pytest.raises(NoHandler) as refused:
        LambdaFunction(function(tmp_path, handler))
    assert str(refused.value).startswith(f"Worker: the handler {handler} {problem}")
