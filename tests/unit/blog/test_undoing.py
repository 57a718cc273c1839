"""Whether an act can be undone, and what is there then."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from blog.acts import Act, ActKind, Words, act_id
from blog.comment import READERS, CommentState, Reason
from blog.ids import make_id
from blog.undoing import before, objection, opposite, settings_before
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


def test_an_edit_that_is_undone_was_edited_when_it_had_been_before():
    comment = a_comment(text="after", edited_at=NOW)
    words = Words(name=comment.name, url=comment.url, text="before")
    act = an_act(ActKind.EDIT, old=APPROVED, new=APPROVED, words=words)
    assert before(act, comment).edited_at is None
    earlier = NOW - timedelta(minutes=1)
    assert before(replace(act, words=replace(words, edited_at=earlier)), comment).edited_at == earlier


def test_who_takes_back_that_readers_held_a_comment_has_decided_on_it():
    held = a_comment(state=PENDING, reasons=(Reason("reported", "3 readers reported it"),), reports=3)
    act = replace(an_act(ActKind.HOLD, old=APPROVED, new=PENDING), who=READERS)
    assert before(act, held).reasons == (*held.reasons, Reason("owner", "undo"))
    assert before(act, held).is_decided


def test_what_was_pinned_when_it_was_taken_away_comes_back_pinned():
    act = an_act(ActKind.SPAM, old=APPROVED, new=SPAM, pinned=True)
    assert before(act, a_comment(state=SPAM)).pinned


def test_a_setting_that_was_changed_since_is_named():
    act = an_act(ActKind.SETTINGS, settings={"title": None, "icon": None}, set_to={"title": "A", "icon": "B"})
    later = an_act(ActKind.SETTINGS, settings={"title": "A", "likes": None}, set_to={"title": "C", "likes": "off"})
    assert objection(act, [later]) == f"changed since, by {later.id} (settings, title)"


def test_settings_come_back_but_for_secrets_and_what_was_erased():
    were = {"title": "Old", "akismet_key": None, "blocked": "(erased)", "held_words": None}
    act = an_act(ActKind.SETTINGS, settings=were, set_to=dict.fromkeys(were, "new"))
    texts, stays = settings_before(act)
    assert texts == {"title": "Old", "held_words": None}
    assert "akismet_key stays as it is: no secret" in stays and "blocked stays as it is: an address" in stays


@pytest.mark.parametrize(("kind", "undo"), [(ActKind.LOCK, ActKind.UNLOCK), (ActKind.UNLOCK, ActKind.LOCK)])
def test_a_lock_is_undone_by_its_opposite(kind, undo):
    assert opposite(an_act(kind)) is undo
