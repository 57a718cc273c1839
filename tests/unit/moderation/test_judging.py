from dataclasses import replace
from datetime import timedelta

import pytest

from blog.comment import CommentState, Reason
from blog.discussion import Hold
from blog.settings import Settings
from moderation.judging import REMEMBERED, Known, Submission, judge, replay
from moderation.rules import MINIMUM_TIME
from moderation.verdict import Finding, Outcome, verdict
from tests.support.blog import NOW, a_comment

KEY = {"akismet_key": "0123456789ab"}


def outcome(approved_before=1, hold=Hold.FIRST_TIME, ask=None, settings=(), **fields):
    submission = Submission(**({"slug": "hello", "opened_at": NOW - MINIMUM_TIME} | fields))
    chosen = Settings(**({"hold_comments": hold} | dict(settings)))
    found = judge(submission, Known(approved_before=approved_before), chosen, NOW, ask)
    return found.state, [reason.rule for reason in found.reasons]


def test_a_known_author_is_heard_at_once():
    assert outcome() == (CommentState.APPROVED, ["approved_before"])


def test_a_first_time_author_waits_for_the_owner():
    assert outcome(approved_before=0) == (CommentState.PENDING, ["first_time"])


@pytest.mark.parametrize("approved_before", [0, 5])
def test_the_owner_may_hold_all_or_none(approved_before):
    known = ["approved_before"] if approved_before else []
    assert outcome(approved_before, Hold.ALL) == (CommentState.PENDING, ["hold_all", *known])
    assert outcome(approved_before, Hold.NONE) == (CommentState.APPROVED, known)


def test_the_honeypot_is_spam_whoever_fills_it_in():
    assert outcome(trap="buy") == (CommentState.SPAM, ["honeypot", "approved_before"])


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
    assert outcome(0, Hold.NONE, opened_at=opened_at) == (CommentState.PENDING, ["too_fast"])


def test_an_approved_comment_does_not_outweigh_the_owners_number_of_links():
    text = "https://a.example https://b.example"
    assert outcome(text=text) == (CommentState.PENDING, ["links", "approved_before"])


def test_the_same_text_elsewhere_waits_whoever_sent_it():
    known = Known(approved_before=9, seen_on=frozenset({"other"}))
    sent = Submission(slug="hello", opened_at=NOW - MINIMUM_TIME)
    assert judge(sent, known, Settings(hold_comments=Hold.FIRST_TIME), NOW).outcome is Outcome.HOLD


@pytest.mark.parametrize(("seen", "kept"), [("x" * 300, "x" * 300), ("x" * 301, f"{'x' * 299}…")])
def test_a_reason_tells_the_beginning_of_what_was_seen(seen, kept):
    assert Finding("links", seen, 5).reason == Reason("links", kept, 5)


def test_every_reason_is_given():
    state, rules = outcome(
        0, opened_at=None, text="https://a.example", settings={"hold_links": 1, "held_words": ("a",)}
    )
    assert (state, rules) == (CommentState.PENDING, ["too_fast", "first_time", "links", "held_words"])


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], Outcome.PUBLISH),
        ([Finding("a", weight=49)], Outcome.PUBLISH),
        ([Finding("a", weight=30), Finding("b", weight=20)], Outcome.HOLD),
        ([Finding("a", weight=60), Finding("b", weight=-20)], Outcome.PUBLISH),
        ([Finding("a", weight=60), Finding("b", weight=40)], Outcome.SPAM),
        ([Finding("a", at_least=Outcome.HOLD), Finding("b", weight=-90)], Outcome.HOLD),
        ([Finding("a", weight=900)], Outcome.SPAM),
        ([Finding("a", weight=900), Finding("b", at_least=Outcome.REFUSE)], Outcome.REFUSE),
    ],
)
def test_weights_add_up_and_never_refuse(findings, expected):
    assert verdict(findings).outcome is expected
    together = verdict(findings[:-1])
    for each in findings[-1:]:
        together = together.with_finding(each)
    assert together.reasons == verdict(findings).reasons
    assert together.outcome >= expected


def test_only_a_blocked_source_is_refused_and_goes_to_the_trash():
    blocked = Settings().changed({"blocked": "203.0.113.0/24"}).blocked
    assert outcome(address="203.0.113.1", settings={"blocked": blocked}) == (
        CommentState.TRASH,
        ["blocked_network", "approved_before"],
    )


class Asked:
    def __init__(self, answer):
        self.answer, self.times = answer, 0

    def __call__(self, submission, settings):
        self.times += 1
        assert (submission.slug, settings.akismet_key) == ("hello", KEY["akismet_key"])
        return self.answer


SPAM = Finding("akismet", "spam", 100, Outcome.HOLD)


def test_akismet_is_asked_last_and_may_turn_the_verdict():
    asked = Asked(SPAM)
    assert outcome(0, Hold.NONE, asked, KEY) == (CommentState.SPAM, ["akismet"])
    assert outcome(1, Hold.ALL, asked, KEY)[0] is CommentState.PENDING
    assert asked.times == 2


@pytest.mark.parametrize(
    ("settings", "fields"),
    [({}, {}), (KEY, {"trap": "x"}), (KEY | {"forbidden_words": ("casino",)}, {"text": "casino"})],
)
def test_nobody_is_asked_without_a_key_or_about_what_is_spam_anyway(settings, fields):
    asked = Asked(SPAM)
    outcome(ask=asked, settings=settings, **fields)
    assert asked.times == 0


def replayed(known=None, settings=(), **fields):
    stored = a_comment(state=CommentState.PENDING, **({"text": "Words"} | fields))
    return replay(stored, known or Known(), Settings(**({"hold_comments": Hold.NONE} | dict(settings))), NOW)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason("honeypot", "x"), Outcome.SPAM),
        (Reason("too_fast", "x"), Outcome.HOLD),
        (Reason("flood", "x"), Outcome.HOLD),
        (Reason("akismet", "down"), Outcome.HOLD),
        (Reason("akismet", "spam", 100), Outcome.SPAM),
        (Reason("akismet", "no spam", -20), Outcome.PUBLISH),
    ],
)
def test_what_only_the_moment_knew_is_remembered(reason, expected):
    found = replayed(reasons=(reason,))
    assert (found.outcome, found.reasons) == (expected, (reason,))
    assert reason.rule in REMEMBERED


@pytest.mark.parametrize("rule", ["first_time", "hold_all", "links", "held_words", "bayes", "repeated", "reported"])
def test_what_can_be_asked_anew_is_not_remembered(rule):
    assert replayed(reasons=(Reason(rule, "then", 90),)).reasons == ()
    assert rule not in REMEMBERED


def test_a_comment_is_newly_caught_or_freed_by_other_settings():
    assert replayed(text="casino", settings={"held_words": ("casino",)}).outcome is Outcome.HOLD
    assert replayed(text="casino").outcome is Outcome.PUBLISH
    assert replayed(settings={"hold_comments": Hold.FIRST_TIME}).outcome is Outcome.HOLD
    assert replayed(reports=3).outcome is Outcome.HOLD
    assert replayed(reports=3, settings={"reports_to_hold": 4}).outcome is Outcome.PUBLISH
    assert replayed(Known(author_name="A Reader")).outcome is Outcome.HOLD
    assert (
        replayed(text='<a href="https://a.example">a</a>', is_html=True, settings={"hold_links": 1}).outcome
        is Outcome.HOLD
    )


def test_a_network_that_is_no_longer_blocked_frees_what_came_from_there():
    reasons = (Reason("blocked_network", "203.0.113.0/24"),)
    blocked = Settings().changed({"blocked": "203.0.113.0/24"}).blocked
    assert replayed(reasons=reasons, settings={"blocked": blocked}).outcome is Outcome.REFUSE
    assert replayed(reasons=reasons).outcome is Outcome.PUBLISH
    assert reasons[0].rule in REMEMBERED


def test_the_owners_decision_and_an_answer_by_the_author_are_not_for_rules():
    undecided = a_comment(reasons=(Reason("owner"), Reason("links")))
    assert not undecided.is_decided and not a_comment().is_decided
    assert replace(undecided, reasons=(Reason("links"), Reason("owner"))).is_decided
    assert a_comment(by_author=True).is_decided
