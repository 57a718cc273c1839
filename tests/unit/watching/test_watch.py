"""One line for each event, and a log of failures; held on what is written."""

import json
import subprocess
import sys

import pytest

from tests.architecture.modules import HOUSE
from tests.support.blog import Context
from watching.emf import Metric
from watching.watch import Unfinished, Watch


class Lines:
    def __init__(self, metrics: str = "totals", **environment: str) -> None:
        self.written: list[str] = []
        self.watch = Watch({"STACK_NAME": "blog", "METRICS": metrics} | environment, self.written.append, lambda: 1.5)

    def event(self, page: str = "home", metrics: dict[Metric, float] | None = None, **properties: object) -> None:
        self.watch.begin(Context(), "from-the-api")
        self.watch.end(page, metrics or {}, **properties)

    @property
    def read(self) -> list[dict]:
        return [json.loads(line) for line in self.written]


def test_an_event_is_one_line_that_says_where_it_came_from_and_what_it_was():
    lines = Lines()
    lines.event(status=200)
    (line,) = lines.read
    assert lines.written[0].count("\n") == 1
    assert lines.written[0].endswith("\n")
    assert line["_aws"]["Timestamp"] == 1500
    about = {name: line[name] for name in ("service", "page", "status", "correlation_id", "request_id", "function")}
    assert about == {
        "service": "blog",
        "page": "home",
        "status": 200,
        "correlation_id": "from-the-api",
        "request_id": Context.aws_request_id,
        "function": "test",
    }


def test_only_the_first_event_is_a_cold_start():
    lines = Lines()
    lines.event()
    lines.event()
    first, second = lines.read
    assert (first["ColdStart"], first["cold_start"]) == (1, True)
    assert ("ColdStart" in second, second["cold_start"]) == (False, False)


@pytest.mark.parametrize("kind", ["provisioned-concurrency", "snap-start"])
def test_what_was_started_beforehand_starts_warm(kind: str):
    lines = Lines(AWS_LAMBDA_INITIALIZATION_TYPE=kind)
    lines.event()
    assert "ColdStart" not in lines.read[0]


def test_metrics_are_of_the_whole_blog_and_of_each_kind_of_page_where_that_is_wanted():
    sets = {}
    for metrics in ("totals", "pages"):
        lines = Lines(metrics)
        lines.event()
        sets[metrics] = lines.read[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"]
    assert sets == {"totals": [["service"]], "pages": [["service"], ["service", "page"]]}


def test_without_metrics_nothing_is_written():
    lines = Lines("off")
    lines.event()
    assert lines.written == []


def test_every_number_that_is_a_metric_is_announced_as_one():
    lines = Lines()
    lines.event(metrics={Metric.NOT_MODIFIED: 0, Metric.HELD: 1})
    (line,) = lines.read
    announced = {each["Name"] for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert announced == {"NotModified", "Held", "ReadUnits", "RoundTrips", "ColdStart"} == line.keys() & set(Metric)


def test_a_failure_is_logged_as_json_with_the_event_it_was_in(capsys: pytest.CaptureFixture[str]):
    watch = Watch({"STACK_NAME": "a-blog-that-fails", "METRICS": "totals"})
    watch.begin(Context(), "from-the-api")
    try:
        raise ValueError("someone@example.org")
    except ValueError:
        watch.failed("something broke")
    written = capsys.readouterr().out
    said = json.loads(written)
    assert (said["level"], said["message"], said["failure"]) == ("ERROR", "something broke", "ValueError")
    assert (said["service"], said["correlation_id"], said["cold_start"]) == ("a-blog-that-fails", "from-the-api", True)
    assert said["places"][-1].endswith("test_a_failure_is_logged_as_json_with_the_event_it_was_in")
    assert "someone" not in written


def test_what_rises_from_an_event_is_logged_and_rises_without_its_words(capsys: pytest.CaptureFixture[str]):
    """Lambda's runtime logs the message of whatever rises to it."""
    watch = Watch({"STACK_NAME": "a-blog-that-stops", "METRICS": "totals"})
    with pytest.raises(Unfinished) as raised, watch.begin(Context()):
        raise ValueError("someone@example.org")
    assert str(raised.value) == "ValueError"
    assert raised.value.__suppress_context__
    assert json.loads(capsys.readouterr().out)["message"] == "unfinished"


def test_a_watch_takes_powertools_in_only_when_there_is_something_to_tell():
    """And never what X-Ray's own library would cost: Lambda makes a function's segment without it."""
    script = (
        "import sys\n"
        "from watching.watch import Watch\n"
        "watch = Watch({'STACK_NAME': 'blog', 'METRICS': 'totals'}, lambda line: None)\n"
        "assert 'aws_lambda_powertools' not in sys.modules\n"
        "watch.info('hello')\n"
        "assert 'aws_lambda_powertools' in sys.modules\n"
        "assert 'aws_xray_sdk' not in sys.modules\n"
    )
    environment = {"PYTHONPATH": str(HOUSE / "functions")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
