"""Acts and reasons in words."""

from dataclasses import replace

import pytest

from blog.acts import Act, ActKind, Words, act_id
from blog.comment import CommentState, Gap, Reason
from blog.ids import make_id
from lamppost.commands.comments.told import act_told, acted_on, in_thread, reason_told, rows
from tests.support.blog import NOW, a_comment

ACT = Act(id=act_id(make_id(NOW, 1)), at=NOW, kind=ActKind.SPAM, who="me", slug="hello", path="a/b")
MOVED = replace(ACT, old=CommentState.PENDING, new=CommentState.SPAM, why="ads")
EDIT = replace(ACT, kind=ActKind.EDIT, who="author", words=Words(name="A", url="", text="As it was"))
SET = replace(ACT, kind=ActKind.SETTINGS, slug="", path="", settings={"hold_links": None}, set_to={"hold_links": "1"})


@pytest.mark.parametrize(
    ("act", "on", "words"),
    [
        (MOVED, "hello b", "spam by me: pending → spam (ads)"),
        (replace(MOVED, new=None, kind=ActKind.PURGE), "hello b", "purge by me: pending → gone (ads)"),
        (replace(MOVED, undoes="x-000001"), "hello b", "spam by me: pending → spam, undoing x-000001 (ads)"),
        (replace(ACT, kind=ActKind.LOCK, path=""), "hello", "lock by me"),
        (EDIT, "hello b", "edit by author\nbefore: As it was"),
        (SET, "settings", "settings by me: hold_links: its default → '1'"),
    ],
    ids=["moved", "purged", "undone", "locked", "edited", "settings"],
)  # fmt: skip
def test_an_act_says_what_was_done_to_what_by_whom_and_why(act: Act, on: str, words: str):
    assert (acted_on(act), act_told(act)) == (on, words)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("links", "5 links", 60), "links (+60): 5 links"),
        (Reason("approved_before", "", -10), "approved_before (-10)"),
        (Reason("owner", "spam"), "owner: spam"),
    ],
)
def test_a_reason_says_its_rule_its_weight_and_what_it_saw(reason: Reason, words: str):
    assert reason_told(reason) == words


def test_a_thread_is_indented_says_what_is_marked_and_does_not_steer_the_terminal():
    root = a_comment(number=1)
    reply = a_comment(
        number=2, parent=root.path, text="<p>One\x1b &amp; two</p>", is_html=True, by_author=True, pinned=True
    )
    assert list(in_thread(reply, NOW.tzinfo)) == [
        f"    A Reader, 2026-11-17 12:00 UTC  {reply.id}  [by the article's author, pinned]",
        "        One� & two",
    ]
    assert list(in_thread(replace(reply, gap=Gap.AUTHOR), NOW.tzinfo)) == ["    (deleted by its author)"]
    ((*_, words),) = rows([reply], NOW.tzinfo)
    assert words == "One� & two"
