"""What DynamoDB refuses, in the blog's words; and what passes by itself, tried again."""

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from blog.errors import TooBusy
from storage import transactions
from storage.calls import call, call_batch_get, call_batch_write, every_item
from storage.transactions import Refusal, write


def error(code: str, *reasons: dict) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}, "CancellationReasons": list(reasons)}, "Operation")


CONFLICT = error("TransactionCanceledException", {"Code": "None"}, {"Code": "TransactionConflict"})


class Client:
    """Gives the outcomes of one operation in turn; errors are raised."""

    def __init__(self, *outcomes) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[dict] = []

    def answer(self, **parameters):
        self.asked.append(parameters)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    transact_write_items = batch_get_item = batch_write_item = answer


@pytest.fixture(autouse=True)
def pauses(monkeypatch) -> list[float]:
    """How long was waited, instead of waiting."""
    waited: list[float] = []
    monkeypatch.setattr(transactions.time, "sleep", waited.append)
    return waited


@pytest.mark.parametrize(
    "code",
    [
        *("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"),
        *("InternalServerError", "ServiceUnavailable", "TransactionConflictException"),
        # What is left of an answer whose words were lost on the way.
        *("400", "503"),
    ],
)
def test_what_passes_by_itself_is_a_busy_table(code):
    with pytest.raises(TooBusy):
        call(Client(error(code)).answer)


@pytest.mark.parametrize(
    "lost",
    [
        EndpointConnectionError(endpoint_url="https://example.org"),
        ConnectTimeoutError(endpoint_url="https://example.org"),
        ReadTimeoutError(endpoint_url="https://example.org"),
        ConnectionClosedError(endpoint_url="https://example.org"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_table_that_cannot_be_reached_is_a_busy_one(lost):
    with pytest.raises(TooBusy):
        call(Client(lost).answer)


def test_half_an_answer_is_not_taken_for_an_item_that_is_not_there():
    def answered(length: str, **members) -> dict:
        return members | {"ResponseMetadata": {"HTTPHeaders": {"content-length": length}}}

    with pytest.raises(TooBusy):
        call(Client(answered("80")).answer)
    for whole in (answered("2"), answered("80", Item={})):
        assert call(Client(whole).answer) == whole


def test_a_signature_of_another_time_is_tried_later_and_a_wrong_one_never():
    expired, wrong = error("InvalidSignatureException"), error("InvalidSignatureException")
    expired.response["Error"]["Message"] = "Signature expired: 20260101T000000Z is now earlier than …"
    with pytest.raises(TooBusy):
        call(Client(expired).answer)
    with pytest.raises(ClientError):
        call(Client(wrong).answer)


def test_any_other_error_rises_untouched():
    denied = error("AccessDeniedException")
    with pytest.raises(ClientError) as risen:
        call(Client(denied).answer)
    assert risen.value is denied


def test_a_conflict_is_tried_again_after_a_pause(pauses):
    client = Client(CONFLICT, CONFLICT, {})
    write(client, [{"Put": {}}])
    assert len(client.asked) == 3
    assert len(pauses) == 2
    assert all(0 <= pause <= transactions._LONGEST_PAUSE for pause in pauses)


def test_conflicts_without_end_are_a_busy_table(pauses):
    client = Client(*[CONFLICT] * 50)
    with pytest.raises(TooBusy):
        write(client, [{"Put": {}}])
    assert len(client.asked) == len(pauses) == transactions._TRIES


def test_who_waits_longer_tries_more_often_and_gives_up_before_a_lambdas_time_is_over(monkeypatch, pauses):
    monkeypatch.setattr(transactions.random, "uniform", lambda least, most: most)
    with pytest.raises(TooBusy):
        write(Client(*[CONFLICT] * 50), [{"Put": {}}])
    assert pauses == sorted(pauses, reverse=True)
    assert sum(pauses) / 2 < 5


def test_where_each_try_takes_long_there_are_fewer(monkeypatch):
    now = iter(range(100))
    monkeypatch.setattr(transactions.time, "monotonic", lambda: next(now))
    client = Client(*[CONFLICT] * 50)
    with pytest.raises(TooBusy):
        write(client, [{"Put": {}}], patience=4)
    assert 3 <= len(client.asked) <= 5


def test_failed_conditions_are_named_with_what_they_found_and_not_tried_again():
    found = {"title": {"S": "Hello"}}
    cancelled = error(
        "TransactionCanceledException",
        {"Code": "None"},
        {"Code": "ConditionalCheckFailed", "Item": found},
        {"Code": "TransactionConflict"},
    )
    client = Client(cancelled)
    with pytest.raises(Refusal) as refused:
        write(client, [{"Put": {}}] * 3)
    assert (1 in refused.value, 0 in refused.value, refused.value.found) == (True, False, {1: found})
    assert len(client.asked) == 1


@pytest.mark.parametrize("code", ["ValidationError", "ItemCollectionSizeLimitExceeded"])
def test_a_reason_that_does_not_pass_by_itself_rises_untouched(code):
    cancelled = error("TransactionCanceledException", {"Code": code})
    with pytest.raises(ClientError) as risen:
        write(Client(cancelled), [{"Put": {}}])
    assert risen.value is cancelled


def test_keys_that_were_left_unprocessed_are_asked_for_again():
    item = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    other = {"pk": {"S": "c"}, "sk": {"S": "d"}}
    left = {"Keys": [other], "ConsistentRead": True}
    client = Client({"Responses": {"t": [item]}, "UnprocessedKeys": {"t": left}}, {"Responses": {"t": [other]}})
    assert call_batch_get(client, "t", [("a", "b"), ("c", "d")]) == {("a", "b"): item, ("c", "d"): other}
    assert client.asked[1] == {"RequestItems": {"t": left}}


def test_keys_that_are_never_processed_are_a_busy_table():
    left = {"Responses": {}, "UnprocessedKeys": {"t": {"Keys": []}}}
    with pytest.raises(TooBusy):
        call_batch_get(Client(*[left] * 9), "t", [("a", "b")])


def test_writes_that_were_left_undone_are_tried_again_after_longer_pauses_and_given_up(pauses):
    left = [{"PutRequest": {"Item": {}}}]
    client = Client({"UnprocessedItems": {"t": left}}, {})
    call_batch_write(client, "t", [*left, *left])
    assert [asked["RequestItems"] for asked in client.asked] == [{"t": [*left, *left]}, {"t": left}]
    assert len(pauses) == 1
    with pytest.raises(TooBusy):
        call_batch_write(Client(*[{"UnprocessedItems": {"t": left}}] * 20), "t", left)


def test_every_page_of_a_query_is_read():
    client = Client({"Items": [1, 2], "LastEvaluatedKey": {"pk": 2}}, {"Items": []}, {"Items": [9]})
    assert list(every_item(client.answer, TableName="t")) == [1, 2]
    assert client.asked[1] == {"TableName": "t", "ExclusiveStartKey": {"pk": 2}}
