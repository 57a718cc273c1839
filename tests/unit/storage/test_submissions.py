"""What one comment writes, and what becomes of it in a crowd."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from blog.comment import CommentState, Reason
from blog.errors import TooBusy
from storage import transactions
from storage.comment_writer import CommentWriter
from storage.submissions import SEEN_ENOUGH, Hints, Sent, attempt
from tests.support.blog import NOW, a_comment

CONFLICT = ClientError(
    {
        "Error": {"Code": "TransactionCanceledException", "Message": ""},
        "CancellationReasons": [{"Code": "TransactionConflict"}],
    },
    "TransactWriteItems",
)
ANSWER = a_comment(number=1, parent=a_comment().path)


def a_sent(**fields) -> Sent:
    sent = {"digest": "d", "now": NOW, "text_digest": "t", "takes": (), "held": None, "expires_at": None}
    return Sent(**sent | {"comment": ANSWER} | fields)


def test_each_part_is_written_for_those_that_need_it():
    approved = attempt("table", a_sent(), Hints()).writes
    assert list(approved) == ["comment", "submission", "head", "parent", "earned", "text"]
    held = attempt("table", a_sent(comment=replace(ANSWER, state=CommentState.PENDING)), Hints()).writes
    assert [(name, next(iter(action))) for name, action in held.items()] == [
        ("comment", "Update"),
        ("submission", "Put"),
        ("head", "ConditionCheck"),
        ("parent", "ConditionCheck"),
        ("text", "Update"),
    ]
    least = a_sent(comment=a_comment(email=""), text_digest="")
    assert list(attempt("table", least, Hints()).writes) == ["comment", "submission", "head"]


def test_a_text_that_is_everywhere_is_not_counted_any_further():
    assert "text" in attempt("table", a_sent(), Hints(seen_on=SEEN_ENOUGH - 1)).writes
    assert "text" not in attempt("table", a_sent(), Hints(seen_on=SEEN_ENOUGH)).writes


def _sort_key(action: dict) -> str:
    (said,) = action.values()
    return said.get("Key", said.get("Item"))["sk"]["S"]


class Crowd:
    """A table in which somebody else is at an article all the time."""

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole
        self.written: list[dict] = []

    def transact_write_items(self, *, TransactItems: list[dict]) -> dict:  # noqa: N803
        if self.whole or "ARTICLE" in map(_sort_key, TransactItems):
            raise CONFLICT
        self.written += TransactItems
        return {}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(transactions.time, "sleep", lambda _: None)


@pytest.mark.parametrize("state", [CommentState.APPROVED, CommentState.PENDING])
def test_who_finds_no_way_through_a_crowd_waits_for_the_owner_and_is_not_refused(state):
    def held(bucket: str):
        return replace(ANSWER, state=CommentState.PENDING, reasons=(Reason("flood", bucket),))

    crowd = Crowd()
    stored = CommentWriter(crowd, "table").add(replace(ANSWER, state=state), digest="d", now=NOW, held=held)
    assert (stored.state, stored.reasons) == (CommentState.PENDING, (Reason("flood", "article"),))
    assert [_sort_key(action).partition("#")[0] for action in crowd.written] == ["PENDING", "SUBMISSION"]


def test_a_table_that_takes_nothing_at_all_is_busy():
    with pytest.raises(TooBusy):
        CommentWriter(Crowd(whole=True), "table").add(ANSWER, digest="d", now=NOW)
