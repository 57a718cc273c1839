"""Whether an act can be undone, and what is there then."""

from dataclasses import replace
from itertools import count

import pytest

from blog.acts import Act, ActKind, Words, act_id
from blog.comment import CommentState, Reason
from blog.ids import make_id
from blog.undoing import before, objection, opposite
from tests.support.blog import NOW, a_comment

NUMBERS = count()
APPROVED, PENDING, SPAM, TRASH = CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM, CommentState.TRASH


def an_act(kind: ActKind = ActKind.APPROVE, **facts) -> Act:
    return Act(id=act_id(make_id(NOW, next(NUMBERS))), at=NOW, kind=kind, who="keeper", **facts)


def undoing(act: Act) -> Act:
    return an_act(ActKind.HOLD, undoes=act.id)


def test_an_act_that_was_the_last_can_be_undone():
    assert objection(an_act(), []) == ""


def test_what_was_changed_since_says_by_what():
    later = an_act(ActKind.SPAM)
    assert objection(an_act(), [later]) == f"changed since, by {later.id} (spam)"


def test_what_was_undone_already_says_so():
    act = an_act()
    undo = undoing(act)
    assert objection(act, [undo]) == f"it was undone already, by {undo.id}"


def test_what_was_undone_and_done_again_can_be_undone():
    act = an_act()
    undo = undoing(act)
    assert objection(act, [undo, undoing(undo)]) == ""


def test_a_later_act_that_was_undone_does_not_count():
    later = an_act()
    assert objection(an_act(), [later, undoing(later)]) == ""


def test_what_undid_an_earlier_act_counts():
    earlier, act = an_act(), an_act()
    assert objection(act, [undoing(earlier)]).startswith("changed since")


@pytest.mark.parametrize("kind", [ActKind.PURGE, ActKind.ERASE])
def test_what_is_gone_for_good_does_not_come_back(kind):
    assert objection(an_act(kind), []) == "what is gone for good does not come back"


def test_a_decision_is_undone_with_its_reason():
    found = (Reason("links", "3 links", 60),)
    decided = a_comment(state=SPAM, reasons=(*found, Reason("owner", "spam")))
    act = an_act(ActKind.SPAM, old=PENDING, new=SPAM, reasons=found)
    assert before(act, decided) == replace(decided, state=PENDING, reasons=found)
    assert opposite(act) is ActKind.HOLD


def test_an_edit_is_undone_to_the_words_before():
    comment = a_comment(text="after")
    act = an_act(ActKind.EDIT, old=APPROVED, new=APPROVED, words=Words(name="Ada", url="", text="before"))
    assert before(act, comment) == replace(comment, name="Ada", text="before")
    assert opposite(act) is ActKind.EDIT


def test_an_answer_that_is_undone_goes_to_the_trash():
    act = an_act(ActKind.ANSWER, new=APPROVED)
    assert before(act, a_comment()).state is TRASH
    assert opposite(act) is ActKind.DELETE


@pytest.mark.parametrize(("kind", "pinned"), [(ActKind.PIN, False), (ActKind.UNPIN, True)])
def test_a_pin_is_undone_by_its_opposite(kind, pinned):
    act = an_act(kind)
    assert before(act, a_comment(pinned=not pinned)) == a_comment(pinned=pinned)
    assert opposite(act) is {True: ActKind.PIN, False: ActKind.UNPIN}[pinned]


@pytest.mark.parametrize(("kind", "undo"), [(ActKind.LOCK, ActKind.UNLOCK), (ActKind.UNLOCK, ActKind.LOCK)])
def test_a_lock_is_undone_by_its_opposite(kind, undo):
    assert opposite(an_act(kind)) is undo
