"""Which comments an owner means."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.comment import Gap
from blog.comment_filter import CommentFilter
from tests.support.blog import a_comment

COMMENT = replace(
    a_comment(name="Ada Lovelace", email="Ada@Example.org", text="Straße & Steam", url="https://engine.example"),
    reports=2,
)
MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"author": "lovelace"},
        {"author": "ada@example.ORG"},
        {"article": "hello"},
        {"text": "STRASSE"},
        {"text": "engine.example"},
        {"newer_than": COMMENT.written_at - MOMENT, "older_than": COMMENT.written_at + MOMENT},
        {"reported": True},
    ],
)
def test_a_comment_that_is_meant_is_found(asked):
    assert CommentFilter(**asked).matches(COMMENT)


@pytest.mark.parametrize(
    "asked",
    [
        {"author": "babbage"},
        {"article": "hell"},
        {"text": "lovelace"},
        {"newer_than": COMMENT.written_at},
        {"older_than": COMMENT.written_at},
        {"author": "ada", "text": "diesel"},
    ],
)
def test_all_that_is_asked_for_must_hold(asked):
    assert not CommentFilter(**asked).matches(COMMENT)


def test_what_nobody_has_reported_is_not_reported():
    assert not CommentFilter(reported=True).matches(replace(COMMENT, reports=0))


def test_a_gap_is_never_meant():
    assert not CommentFilter().matches(replace(COMMENT, gap=Gap.HELD))
