"""Functions whose clocks are wrong by twenty minutes, among others whose clocks are right: nothing is lost or twice."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from blog.comment import CommentState
from blog.discussion import Hold, Rate
from blog.settings import Settings
from tests.support.blog import NOW, Answer, Blog
from tests.support.counts import assert_counted

SETTINGS = Settings(hold_comments=Hold.NONE, reports_to_hold=1)
WRONG = pytest.mark.parametrize("skew", [timedelta(minutes=-20), timedelta(minutes=20)], ids=["behind", "ahead"])


def at(blog: Blog, moment: datetime) -> Blog:
    """The same blog in another execution environment, where it is another time."""
    other = Blog(blog.store, SETTINGS)
    other.now = moment
    return other


@pytest.fixture
def right(store) -> Blog:
    blog = Blog(store, SETTINGS)
    blog.publish()
    return blog


def path_in(answer: Answer) -> str:
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return (query.get("comment") or query["awaiting"])[0]


def texts(blog: Blog) -> list[str]:
    return blog.get("/hello").texts(".comment .e-content")


@WRONG
def test_comments_and_answers_stand_where_they_belong(right, skew):
    wrong = at(right, NOW + skew)
    root = path_in(wrong.post(comment="From another time"))
    # From other addresses: the bucket of one that was used at a time to come looks empty.
    right.post(comment="An answer", comment_parent=root, email="a@example.org", visitor="192.0.2.1")
    wrong.post(comment="Another answer", comment_parent=root, email="b@example.org", visitor="192.0.2.2")
    assert right.get("/hello").texts(".comment.step-1 .e-content") == (
        ["Another answer", "An answer"] if skew < timedelta() else ["An answer", "Another answer"]
    )
    assert_counted(right.store)


@WRONG
def test_what_is_sent_to_both_is_there_once(right, skew):
    first = right.post(comment="Once")
    again = at(right, NOW + skew).post(comment="Once")
    assert path_in(again) == path_in(first)
    assert texts(right) == ["Once"]


@WRONG
def test_a_form_that_one_has_opened_and_another_takes_is_held_at_most(right, skew):
    right.post(comment="Opened there", opened=(NOW + skew - timedelta(seconds=30)).isoformat())
    found = [each for state in CommentState for each in right.store.desk.comments(state)]
    held = CommentState.PENDING if skew > timedelta() else CommentState.APPROVED
    assert [(each.text, each.state) for each in found] == [("Opened there", held)]


@WRONG
def test_a_writer_may_still_edit_or_is_told_that_it_is_too_late_and_keeps_the_words(right, skew):
    sent = at(right, NOW + skew).post(comment="Frist")
    answer = right.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="First")
    if skew > timedelta():
        assert (answer.status, texts(right)) == (303, ["First"])
    else:
        assert (answer.status, texts(right)) == (403, ["Frist"])
        assert "First" in answer.text
    assert_counted(right.store)


@WRONG
def test_a_bucket_that_was_filled_at_another_time_holds_and_loses_nothing(right, skew):
    few = Settings(hold_comments=Hold.NONE, flood_source=Rate(3, 10))
    wrong, right = Blog(right.store, few), Blog(right.store, few)
    wrong.now = NOW + skew
    for number in range(3):
        wrong.post(comment=f"There {number}", visitor="192.0.2.1")
    for number in range(3):
        assert right.post(comment=f"Here {number}", visitor="192.0.2.1").status == 303
    found = [each for state in CommentState for each in right.store.desk.comments(state)]
    assert len(found) == 6
    assert {each.state for each in found} <= {CommentState.APPROVED, CommentState.PENDING}
    right.now += timedelta(minutes=30)
    assert "?comment=" in right.post(comment="Later", visitor="192.0.2.1").headers["Location"]
    assert_counted(right.store)


@WRONG
def test_likes_and_reports_count_once_a_reader(right, skew):
    wrong = at(right, NOW + skew)
    path = path_in(right.post(comment="Reported"))
    for blog in (wrong, right, wrong):
        assert blog.like(visitor="192.0.2.1").status == 303
        assert blog.act("report", path).status == 303
    assert right.store.table.summary("hello").like_count == 1
    assert texts(right) == []
    assert_counted(right.store)
