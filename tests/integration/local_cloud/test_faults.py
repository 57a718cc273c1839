"""Faults of the local cloud: what functions meet is real, and when it is over all is well."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lamppost.local_cloud.cloud import Cloud, Plan, local_cloud
from lamppost.local_cloud.faults.board import Cut
from lamppost.local_cloud.faults.switches import read_faults
from lamppost.local_cloud.lambda_functions import Answered, Failed, LambdaFunction, Surroundings, TimedOut
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.running import FOLDER_VARIABLE
from lamppost.local_cloud.stack import Function
from tests.integration.local_cloud.command import lamppost
from tests.support.tiny_stack import TEMPLATE

ONCE = Config(connect_timeout=1, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
READ = {"pathParameters": {"times": "2"}}


@pytest.fixture(scope="module")
def faulty() -> Iterator[Cloud]:
    with local_cloud(Plan(template=TEMPLATE, faults=("none",)), io.StringIO()) as cloud:
        yield cloud


@pytest.fixture
def switch(faulty: Cloud) -> Iterator[Callable[..., None]]:
    """Turns these faults on, and all others off; afterwards all are off."""
    board = faulty.disturbances.board

    def turn(*texts: str) -> None:
        board.switch(read_faults(texts, faulty.stack.functions))

    yield turn
    turn()


def client(cloud: Cloud, service: str, **more: Any) -> Any:
    """Asks once, at the functions' endpoint."""
    with local_account() as session:
        endpoint = cloud.disturbances.endpoint
        return session.client(service, endpoint_url=endpoint, config=ONCE.merge(Config(**more)))


ASKS: dict[str, Callable[[Any], Any]] = {
    "dynamodb": lambda client: client.get_item(TableName="TinyTable", Key={"id": {"S": "a"}, "part": {"N": "1"}}),
    "s3": lambda client: client.list_objects_v2(Bucket="tinybucket"),
    "scheduler": lambda client: client.list_schedules(GroupName="TinyTimes"),
    "sqs": lambda client: client.list_queues(),
    "sns": lambda client: client.list_topics(),
    "cloudfront": lambda client: client.list_distributions(),
    "sesv2": lambda client: client.list_email_identities(),
}


@pytest.mark.parametrize(
    ("fault", "service", "status", "code"),
    [
        ("throttle", "dynamodb", 400, "ThrottlingException"),
        ("throttle:GetItem", "dynamodb", 400, "ThrottlingException"),
        ("expired", "dynamodb", 400, "InvalidSignatureException"),
        ("s3", "s3", 503, "SlowDown"),
        ("scheduler", "scheduler", 429, "ThrottlingException"),
        ("sqs", "sqs", 429, "ThrottlingException"),
        ("sns", "sns", 503, "Throttling"),
        ("cloudfront", "cloudfront", 503, "Throttling"),
        ("sesv2", "sesv2", 429, "ThrottlingException"),
    ],
)
def test_a_refusal_is_the_services_own(faulty, switch, fault, service, status, code):
    asked = client(faulty, service)
    switch(fault)
    with pytest.raises(ClientError) as refused:
        ASKS[service](asked)
    said = refused.value.response
    assert (said["ResponseMetadata"]["HTTPStatusCode"], said["Error"]["Code"]) == (status, code)


@pytest.mark.parametrize("service", ["dynamodb", "s3", "scheduler"])
def test_what_meets_no_fault_is_answered_as_ever(faulty, switch, service):
    switch("throttle:Query", "sqs")
    assert ASKS[service](client(faulty, service))["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_conflict_names_the_item_that_somebody_else_is_writing(faulty, switch):
    switch("conflict")
    item = {"id": {"S": "contended"}, "part": {"N": "1"}}
    put = {"Put": {"TableName": "TinyTable", "Item": item}}
    with pytest.raises(ClientError) as cancelled:
        client(faulty, "dynamodb").transact_write_items(TransactItems=[put, {**put}])
    reasons = cancelled.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["TransactionConflict", "None"]
    with pytest.raises(ClientError, match="TransactionConflictException"):
        client(faulty, "dynamodb").put_item(TableName="TinyTable", Item=item)
    assert faulty.database.client.get_item(TableName="TinyTable", Key=item).get("Item") is None


@pytest.mark.parametrize("fault", ["cut", "slow=10s"])
def test_a_connection_that_breaks_or_is_silent_is_one(faulty, switch, monkeypatch, fault):
    monkeypatch.setattr(faulty.disturbances.board, "cut", lambda: Cut.UNANSWERED)
    switch(fault)
    with pytest.raises(BotoCoreError, match=r"Connection was closed|Read timeout"):
        ASKS["dynamodb"](client(faulty, "dynamodb", read_timeout=0.2))


def test_a_killed_function_has_failed_and_the_next_call_finds_a_new_one(faulty, switch):
    reader = faulty.function("Reader")
    before = reader.environment
    switch("kill=Reader,1")
    assert reader.invoke(READ) == Failed("Runtime exited with error: signal: killed")
    switch()
    assert reader.invoke(READ) == Answered({"read": 2})
    assert reader.environment != before


def test_a_function_that_does_not_answer_runs_out_of_its_time(faulty, switch):
    reader = faulty.function("Reader")
    switch("timeout=Reader,1")
    assert reader.invoke(READ, at_most=0.2) == TimedOut(0.2)
    switch()
    assert reader.invoke(READ) == Answered({"read": 2})


def test_what_a_killed_function_still_sends_is_heard_by_nobody(faulty, switch):
    reader = faulty.function("Reader")
    still_there = client(faulty, "dynamodb", user_agent_appid=reader.environment)
    switch("kill=Reader,1")
    reader.invoke(READ)
    switch()
    with pytest.raises(BotoCoreError, match="Connection was closed"):
        ASKS["dynamodb"](still_there)


def test_a_functions_clock_is_wrong_and_nobody_elses(faulty, switch, tmp_path: Path):
    (tmp_path / "tells_time.py").write_text(
        "from datetime import UTC, datetime\n"
        "def handle(event, context):\n"
        "    now = datetime.now(UTC)\n"
        "    return [now.timestamp(), isinstance(now, datetime)]\n"
    )
    function = Function("Teller", "tells_time.handle", tmp_path, timeout=5, memory=128, environment={})
    teller = LambdaFunction(function, Surroundings(prepare=faulty.disturbances.shift))
    right, is_datetime = teller.invoke({}).payload
    switch("skew=-20m")
    wrong, _ = teller.invoke({}).payload
    assert (wrong - right, is_datetime) == (pytest.approx(-1200, abs=60), True)


def test_the_functions_clocks_are_right_again_when_the_cloud_has_ended():
    import web.app

    right = web.app.datetime
    with local_cloud(Plan(faults=("skew=-20m",)), io.StringIO()) as cloud:
        cloud.functions()
        assert web.app.datetime is not right
    assert web.app.datetime is right


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def recorded(self, faulty, switch, tmp_path, monkeypatch) -> Iterator[None]:
        monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "state"))
        with faulty.recorded():
            yield

    def test_it_switches_faults_and_tells_which_are_on(self, faulty):
        assert lamppost("--local", "fault").output == "none\n"
        assert lamppost("--local", "fault", "throttle=0.3", "slow=2s:Query").output == "throttle=0.3, slow=2s:Query\n"
        assert faulty.disturbances.board.texts == ["throttle=0.3", "slow=2s:Query"]
        assert lamppost("--local", "fault").output == "throttle=0.3, slow=2s:Query\n"
        assert lamppost("--local", "fault", "none").output == "none\n"

    def test_a_bad_one_changes_nothing(self):
        lamppost("--local", "fault", "cut")
        refused = lamppost("--local", "fault", "throttle", "kil=Reader")
        assert (refused.exit_code, refused.output.partition(";")[0]) == (
            1,
            "lamppost: --fault kil=Reader: there is no fault 'kil'",
        )
        assert lamppost("--local", "fault").output == "cut\n"


def test_a_blog_without_faults_says_how_to_have_them(cloud, tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "state"))
    with cloud.recorded():
        refused = lamppost("--local", "fault", "cut")
    assert (refused.exit_code, "lamppost serve --fault none" in refused.output) == (1, True)
    assert "--local" in lamppost("fault", "cut").output


def test_serve_refuses_a_bad_fault_before_anything_else():
    refused = lamppost("serve", "--port", "0", "--fault", "slow")
    assert (refused.exit_code, refused.output) == (1, "lamppost: --fault slow: say how long, such as slow=2s\n")
