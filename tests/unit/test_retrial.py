"""Past comments judged anew: who would newly be caught or freed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from blog.comment import Comment, CommentKind, CommentState, Reason
from blog.discussion import Hold
from blog.settings import Settings
from blog.word_counts import WordCounts
from lamppost.relearning import counted_anew
from lamppost.retrial import Court, Retrial
from tests.support.blog import NOW, a_comment

TODAY = Settings(hold_comments=Hold.NONE)
LONG = "The same words in the same order, longer than what many people write by chance."


def retry(comments: Sequence[Comment], changed: dict[str, str] | None, today: Settings = TODAY, **more: Any) -> Retrial:
    court = Court(authors={"hello": "The Keeper"}, word_counts=more.pop("word_counts", WordCounts()), now=NOW)
    return court.retry(comments, today, None if changed is None else today.changed(changed), **more)


def told(retrial: Retrial) -> list[tuple[str, str, str, bool]]:
    """Which comment, where it would be, the first reason, and whether it is caught."""
    return [
        (each.comment.text, each.verdict.state.value, each.verdict.reasons[0].rule, each.is_caught)
        for each in retrial.changed
    ]


def test_a_changed_setting_catches_what_it_is_about_and_says_why():
    comments = [a_comment(number=1, text="Lamps"), a_comment(number=2, text="Casino")]
    found = retry(comments, {"held_words": "casino", "forbidden_words": "lamps"})
    assert told(found) == [("Lamps", "spam", "forbidden_words", True), ("Casino", "pending", "held_words", True)]
    assert (found.judged, found.decided) == (2, 0)


def test_and_frees_what_nothing_holds_any_more():
    held = a_comment(number=1, state=CommentState.PENDING, reasons=(Reason("first_time"),))
    (freed,) = retry([held], {"hold_comments": "none"}, today=Settings()).changed
    assert (freed.comment, freed.verdict.state, freed.is_caught) == (held, CommentState.APPROVED, False)


@pytest.mark.parametrize(
    "comment",
    [
        a_comment(text="Casino", reasons=(Reason("owner", "approve"),)),
        a_comment(text="Casino", by_author=True),
        a_comment(text="Casino", kind=CommentKind.PINGBACK),
    ],
    ids=["the owner's decision", "the author's answer", "no comment of a person's"],
)
def test_what_rules_have_no_say_in_is_left_alone_and_counted(comment: Comment):
    assert retry([comment], {"forbidden_words": "casino"}) == Retrial(judged=0, decided=1)


@pytest.mark.parametrize("reasons", [(), (Reason("owner", "delete"),), (Reason("links"), Reason("author", "deleted"))])
def test_what_somebody_has_put_into_the_trash_is_not_judged_at_all(reasons: tuple[Reason, ...]):
    deleted = a_comment(text="Casino", state=CommentState.TRASH, reasons=reasons)
    assert retry([deleted], {"hold_comments": "all"}) == retry([deleted], None) == Retrial()


def test_what_rules_have_refused_is_judged_anew():
    today = TODAY.changed({"blocked": "reader@example.org"})
    refused = a_comment(state=CommentState.TRASH, reasons=(Reason("blocked", "reader@example.org"),))
    assert retry([refused], None, today) == Retrial(judged=1)
    (freed,) = retry([refused], {"blocked": ""}, today).changed
    assert (freed.verdict.state, freed.is_caught) == (CommentState.APPROVED, False)


def test_only_what_the_change_changes_is_told():
    comments = [a_comment(number=1, text="Casino"), a_comment(number=2, text="Lamps")]
    today = replace(TODAY, held_words=("casino",))
    assert told(retry(comments, {"held_words": "casino; lamps"}, today)) == [("Lamps", "pending", "held_words", True)]


def test_without_a_change_todays_settings_and_what_was_learned_judge():
    ham = [a_comment(number=n, text="lamps by night", reasons=(Reason("owner", "approve"),)) for n in range(40)]
    owner = (Reason("owner", "spam"),)
    spam = [
        a_comment(number=n, text="cheap pills sold online here", state=CommentState.SPAM, reasons=owner)
        for n in range(50, 90)
    ]
    late = a_comment(number=99, email="", name="Somebody", text="cheap pills sold online here")
    learned = counted_anew([*ham, *spam])
    assert (learned.spam, learned.ham, learned.words["pills"]) == (40, 40, (40, 0))
    assert [each.comment for each in retry([*ham, *spam, late], None, word_counts=learned).changed] == [late]


def test_whom_readers_see_already_is_not_held_again_for_being_new():
    comments = [a_comment(number=1), a_comment(number=2, state=CommentState.PENDING, email="new@example.org")]
    assert retry(comments, None, today=Settings()).changed == ()


@pytest.mark.parametrize(
    ("before", "after", "caught"),
    [("none", "first-time", 1), ("first-time", "all", 2), ("all", "first-time", 0), ("first-time", "first-time", 0)],
)
def test_unless_that_rule_has_become_stricter(before: str, after: str, caught: int):
    today = TODAY.changed({"hold_comments": before})
    found = retry([a_comment(number=1), a_comment(number=2)], {"hold_comments": after}, today)
    assert [each.verdict.state for each in found.changed] == [CommentState.PENDING] * caught


def test_who_was_new_is_caught_by_another_rule_all_the_same():
    assert told(retry([a_comment(text="Casino")], {"forbidden_words": "casino"}, today=Settings())) == [
        ("Casino", "spam", "forbidden_words", True)
    ]


def test_a_comment_is_judged_by_what_was_before_it():
    comments = [a_comment(number=1), a_comment(number=2)]
    assert told(retry(comments, {"hold_comments": "first-time"})) == [("Words 1", "pending", "first_time", True)]


def test_nobody_is_known_by_no_address():
    comments = [a_comment(number=1, email=""), a_comment(number=2, email="")]
    assert len(retry(comments, {"hold_comments": "first-time"}).changed) == 2


def test_the_same_text_on_another_article_lately_is_seen():
    first, second = a_comment(number=1, text=LONG), a_comment("other", 2, text=LONG, email="")
    assert told(retry([first, second], None)) == [(LONG, "pending", "repeated", True)]
    week = int(timedelta(days=8).total_seconds())
    assert told(retry([first, a_comment("other", 2 - week, text=LONG, email="")][::-1], None)) == []


def test_only_comments_since_a_moment_are_judged():
    comments = [a_comment(number=1, text="Casino"), a_comment(number=9, text="Casino")]
    found = retry(comments, {"held_words": "casino"}, since=comments[0].written_at)
    assert [each.comment for each in found.changed] == [comments[1]]


def test_who_signs_as_the_articles_author_is_found():
    assert told(retry([a_comment(name="The  keeper")], None)) == [("Words 0", "pending", "author_name", True)]
