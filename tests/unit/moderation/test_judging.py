from datetime import timedelta

import pytest

from blog.comment import CommentState
from blog.discussion import Hold
from blog.settings import Settings
from moderation.judging import MINIMUM_TIME, Known, Submission, judge
from tests.support.blog import NOW


def verdict(approved_before=1, hold=Hold.FIRST_TIME, **fields):
    submission = Submission(**({"slug": "hello", "opened_at": NOW - MINIMUM_TIME} | fields))
    found = judge(submission, Known(approved_before=approved_before), Settings(hold_comments=hold), NOW)
    return found.state, [reason.rule for reason in found.reasons]


def test_a_known_author_is_heard_at_once():
    assert verdict() == (CommentState.APPROVED, [])


def test_a_first_time_author_waits_for_the_owner():
    assert verdict(approved_before=0) == (CommentState.PENDING, ["first_time"])


@pytest.mark.parametrize("approved_before", [0, 5])
def test_the_owner_may_hold_all_or_none(approved_before):
    assert verdict(approved_before, Hold.ALL) == (CommentState.PENDING, ["hold_all"])
    assert verdict(approved_before, Hold.NONE) == (CommentState.APPROVED, [])


def test_the_honeypot_is_spam_whoever_fills_it_in():
    assert verdict(trap="buy") == (CommentState.SPAM, ["honeypot"])


@pytest.mark.parametrize(
    "opened_at",
    [
        NOW - MINIMUM_TIME + timedelta(milliseconds=1),
        NOW + timedelta(days=1),
        None,
        NOW.replace(tzinfo=None) - timedelta(hours=1),
    ],
)
def test_what_no_person_could_have_typed_is_held(opened_at):
    assert verdict(opened_at=opened_at) == (CommentState.PENDING, ["too_fast"])


def test_every_reason_is_given():
    assert verdict(approved_before=0, opened_at=None) == (CommentState.PENDING, ["too_fast", "first_time"])
