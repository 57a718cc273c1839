"""`lamppost comments`: what it prints and what it changes."""

import json

import pytest

from blog.comment import CommentState, Reason
from blog.errors import CommentNotFound
from storage.comment_desk import CommentDesk
from tests.integration.local_cloud.command import Run


def ids(desk: CommentDesk, state: CommentState) -> list[str]:
    return [comment.id for comment in desk.comments(state)]


def test_waiting_comments_are_listed_newest_first(run: Run, desk: CommentDesk):
    waiting = ids(desk, CommentState.PENDING)
    listed = run("comments", "list")
    assert (listed.exit_code, listed.stderr) == (0, "")
    lines = [line.split("\t") for line in listed.stdout.splitlines()]
    assert [line[0] for line in lines] == waiting
    assert lines[0][2:] == ["hello", "A Reader", "Words 2"]
    assert run("comments", "list", "--limit", "1").stdout.count("\n") == 1


def test_comments_are_listed_by_state_and_as_json(run: Run, desk: CommentDesk):
    (shown,) = json.loads(run("comments", "list", "--state", "approved", "--json").stdout)
    assert shown | {"id": "", "path": "", "written_at": ""} == {
        "id": "",
        "path": "",
        "article": "hello",
        "state": "approved",
        "kind": "comment",
        "written_at": "",
        "name": "A Reader",
        "email": "reader@example.org",
        "url": "https://example.org",
        "text": "Shown\n\x1b[31m",
        "is_html": False,
        "reasons": [],
    }
    assert run("comments", "list", "--state", "trash", "--json").stdout == "[]\n"


def test_a_comment_is_shown_whole_but_does_not_steer_the_terminal(run: Run, desk: CommentDesk):
    (approved,), waiting = ids(desk, CommentState.APPROVED), ids(desk, CommentState.PENDING)
    shown = run("comments", "show", approved, waiting[0]).stdout
    assert "Website  https://example.org\nComment  Shown\n         �[31m\n" in shown
    assert "Why      first_time: unknown\n" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("act", "state"),
    [("approve", CommentState.APPROVED), ("spam", CommentState.SPAM), ("delete", CommentState.TRASH)],
)
def test_acts_move_comments_and_say_so(run: Run, desk: CommentDesk, act: str, state: CommentState):
    first, second, _ = ids(desk, CommentState.PENDING)
    done = run("comments", act, first, second, first)
    assert (done.exit_code, done.stdout) == (0, f"{first}\t{state}\n{second}\t{state}\n")
    moved = desk.find(first)
    assert (moved.state, moved.reasons[-1]) == (state, Reason("owner", act))


def test_hold_takes_a_comment_back(run: Run, desk: CommentDesk):
    (shown,) = ids(desk, CommentState.APPROVED)
    assert run("comments", "hold", shown).stdout == f"{shown}\tpending\n"
    assert run("comments", "hold", shown).stdout == f"{shown}\talready pending\n"
    assert len(desk.find(shown).reasons) == 1


def test_what_is_deleted_twice_is_gone_for_good(run: Run, desk: CommentDesk):
    first = ids(desk, CommentState.PENDING)[0]
    assert run("comments", "delete", first).stdout == f"{first}\ttrash\n"
    assert run("comments", "delete", first).stdout == f"{first}\tdeleted for good\n"
    with pytest.raises(CommentNotFound):
        desk.find(first)


def test_of_several_those_that_are_not_found_are_named(run: Run, desk: CommentDesk):
    first = ids(desk, CommentState.PENDING)[0]
    done = run("comments", "approve", "nobody", first)
    assert (done.exit_code, done.stdout) == (1, f"{first}\tapproved\n")
    assert done.stderr == "lamppost: there is no comment 'nobody'\n"
    done = run("comments", "approve", "nobody", first, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == [
        {"id": first, "result": "already approved"},
        {"id": "nobody", "result": "not found"},
    ]
