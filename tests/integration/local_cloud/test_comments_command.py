"""`lamppost comments`: looking through them, and deciding about them."""

import json

import pytest

from blog.comment import CommentState, Reason
from blog.errors import CommentNotFound
from lamppost.local_cloud.cloud import Cloud
from storage.comment_desk import CommentDesk
from storage.history import History
from tests.integration.local_cloud.command import Run
from tests.support.blog import a_comment
from tests.support.stores import Meter


def ids(desk: CommentDesk, state: CommentState) -> list[str]:
    return [comment.id for comment in desk.comments(state)]


def listed(run: Run, *options: str) -> list[str]:
    """The words of the comments that are listed."""
    done = run("comments", "list", *options)
    assert done.exit_code == 0, done.output
    return [line.split("\t")[4] for line in done.stdout.splitlines()]


class TestList:
    def test_waiting_comments_are_listed_newest_first(self, run: Run, desk: CommentDesk):
        waiting = ids(desk, CommentState.PENDING)
        done = run("comments", "list")
        assert (done.exit_code, done.stderr) == (0, "")
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        assert [line[0] for line in lines] == waiting
        assert lines[0][1:] == ["2026-11-17 12:00 UTC", "hello", "A Reader", "Words 2"]
        first = run("comments", "list", "--limit", "2")
        assert (first.stdout.count("\n"), first.stderr) == (2, f"There are more: --after {waiting[1]}\n")
        assert listed(run, "--limit", "2", "--after", waiting[1]) == ["Words 0"]
        assert listed(run, "--state", "all", "--limit", "1", "--after", waiting[1]) == ["Words 0"]

    def test_a_page_of_the_queue_is_one_request_and_the_settings_say_the_time_zone(
        self, run: Run, desk: CommentDesk, monkeypatch: pytest.MonkeyPatch
    ):
        run("settings", "set", "time_zone=Europe/Vienna")
        meter = Meter()
        monkeypatch.setattr(
            "lamppost.office.CommentDesk", lambda client, name: meter.watch(client) or CommentDesk(client, name)
        )
        assert json.loads(run("comments", "list", "--json").stdout)
        assert meter.operations == ["Query"]
        assert "\t2026-11-17 13:00 CET\t" in run("comments", "list").stdout

    def test_by_state_and_as_json(self, run: Run, desk: CommentDesk):
        (shown,) = json.loads(run("comments", "list", "--state", "approved", "--json").stdout)
        assert shown | {"id": "", "path": ""} == {
            "id": "",
            "path": "",
            "article": "hello",
            "state": "approved",
            "kind": "comment",
            "written_at": "2026-11-17T12:00:09+00:00",
            "edited_at": None,
            "name": "A Reader",
            "email": "reader@example.org",
            "url": "https://example.org",
            "text": "Shown\n\x1b[31m",
            "is_html": False,
            "answers": "",
            "by_author": False,
            "pinned": False,
            "avatar": "",
            "gap": None,
            "reports": 0,
            "reasons": [],
        }
        assert run("comments", "list", "--state", "trash", "--json").stdout == "[]\n"

    def test_by_who_what_where_and_when_in_the_blogs_time_zone(self, run: Run, desk: CommentDesk):
        run("settings", "set", "time_zone=Europe/Vienna")
        assert listed(run, "--text", "wORDS 1") == ["Words 1"]
        everybody = ["Shown �[31m", "Words 2", "Words 1", "Words 0"]
        assert listed(run, "--author", "READER@example", "--state", "all") == everybody
        assert listed(run, "--author", "a reader", "--state", "approved") == everybody[:1]
        assert listed(run, "--article", "elsewhere") == listed(run, "--reported") == []
        assert listed(run, "--older", "2026-11-17") == []
        assert listed(run, "--newer", "2026-11-17 13:00:01") == ["Words 2"]
        assert listed(run, "--older", "2026-11-17 13:00:01", "--article", "hello") == ["Words 0"]

    def test_what_is_no_moment_is_said_so(self, run: Run, desk: CommentDesk):
        refused = run("comments", "list", "--older", "soon")
        assert (refused.exit_code, "'soon' is no moment: write an age such as" in refused.stderr) == (2, True)


def test_a_comment_is_shown_whole_but_does_not_steer_the_terminal(run: Run, desk: CommentDesk):
    (approved,), waiting = ids(desk, CommentState.APPROVED), ids(desk, CommentState.PENDING)
    reasons = (Reason("links", "5 links", 60), Reason("approved_before", "", -10))
    desk.bring_in("hello", [a_comment(number=20, state=CommentState.SPAM, reasons=reasons)])
    (spam,) = ids(desk, CommentState.SPAM)
    shown = run("comments", "show", approved, waiting[0], spam).stdout
    assert "Website  https://example.org\nComment  Shown\n         �[31m\n" in shown
    assert "Why      first_time: unknown\n" in shown
    assert "Why      links (+60): 5 links\n         approved_before (-10)\n" in shown
    assert "\x1b" not in shown


class TestDeciding:
    @pytest.mark.parametrize(
        ("act", "state"),
        [("approve", CommentState.APPROVED), ("spam", CommentState.SPAM), ("delete", CommentState.TRASH)],
    )
    def test_acts_move_comments_say_so_and_are_recorded(
        self, run: Run, desk: CommentDesk, blog_cloud: Cloud, act: str, state: CommentState
    ):
        first, second, _ = ids(desk, CommentState.PENDING)
        done = run("comments", act, first, second, first, "--why", "for a reason", "--as", "me")
        assert (done.exit_code, done.stdout) == (0, f"{first}\t{state}\n{second}\t{state}\n")
        batch = done.stderr.removeprefix("To take it back: comments undo ").strip()
        acts = History(blog_cloud.database.client, blog_cloud.table_name).batch(batch)
        assert [(each.who, each.why, each.new) for each in acts] == [("me", "for a reason", state)] * 2
        moved = desk.find(first)
        assert (moved.state, moved.reasons[-1]) == (state, Reason("owner", act))

    def test_hold_takes_a_comment_back(self, run: Run, desk: CommentDesk):
        (shown,) = ids(desk, CommentState.APPROVED)
        assert run("comments", "hold", shown).stdout == f"{shown}\tpending\n"
        again = run("comments", "hold", shown)
        assert (again.stdout, again.stderr) == (f"{shown}\talready pending\n", "")
        assert len(desk.find(shown).reasons) == 1

    def test_what_is_rejected_goes_by_itself_when_the_owner_has_said(
        self, run: Run, desk: CommentDesk, blog_cloud: Cloud
    ):
        run("settings", "set", "keep_rejected_days=0")
        first, second, _ = ids(desk, CommentState.PENDING)
        run("comments", "spam", first)
        run("settings", "set", "keep_rejected_days=5")
        run("comments", "spam", second)
        items = blog_cloud.database.client.scan(TableName=blog_cloud.table_name)["Items"]
        kept = {each["position"]["S"]: "expires_at" in each for each in items if each["sk"]["S"].startswith("SPAM#")}
        assert kept == {first: False, second: True}

    def test_what_is_deleted_twice_is_gone_for_good_once_that_is_agreed_to(self, run: Run, desk: CommentDesk):
        first, second, _ = ids(desk, CommentState.PENDING)
        assert run("comments", "delete", first, second).stdout == f"{first}\ttrash\n{second}\ttrash\n"
        refused = run("comments", "delete", first)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "1 will be deleted for good, which cannot be undone" in refused.stderr
        assert refused.stderr.endswith("lamppost: nothing was done: answer yes, or add --yes\n")
        gone = run("comments", "delete", first, "--yes")
        assert (gone.stdout, gone.stderr) == (f"{first}\tdeleted for good\n", "")
        assert run("comments", "purge", "--state", "trash", "--yes").stdout == f"{second}\tdeleted for good\n"
        for each in (first, second):
            with pytest.raises(CommentNotFound):
                desk.find(each)

    def test_only_what_is_in_the_trash_is_purged(self, run: Run, desk: CommentDesk):
        first = ids(desk, CommentState.PENDING)[0]
        assert run("comments", "purge", first).stdout == f"{first}\tnot in the trash\n"
        assert desk.find(first).state is CommentState.PENDING

    def test_options_without_a_state_mean_the_trash_and_another_state_is_refused(self, run: Run, desk: CommentDesk):
        first, *others = ids(desk, CommentState.PENDING)
        run("comments", "delete", first)
        assert run("comments", "purge", "--text", "words", "--yes").stdout == f"{first}\tdeleted for good\n"
        for state in ("pending", "all"):
            refused = run("comments", "purge", "--state", state, "--yes")
            assert (refused.exit_code, "move it there with `comments delete` first" in refused.stderr) == (2, True)
        assert ids(desk, CommentState.PENDING) == others

    def test_of_several_those_that_are_not_found_are_named(self, run: Run, desk: CommentDesk):
        first = ids(desk, CommentState.PENDING)[0]
        done = run("comments", "approve", "nobody", first)
        assert (done.exit_code, done.stdout) == (1, f"{first}\tapproved\n")
        assert done.stderr.endswith("\nlamppost: there is no comment 'nobody'\n")
        done = run("comments", "approve", "nobody", first, "--json")
        assert done.exit_code == 1
        results = {each["id"]: each["result"] for each in json.loads(done.stdout)}
        assert results == {first: "already approved", "nobody": "not found"}


class TestMany:
    def test_what_list_shows_is_moved_once_that_is_agreed_to(self, run: Run, desk: CommentDesk):
        first, second, third = ids(desk, CommentState.PENDING)
        asked = run("comments", "spam", "--text", "words", "--limit", "2")
        assert (asked.exit_code, asked.stdout) == (1, "")
        assert "2 comments. Mark as spam? [y/N]" in asked.stderr and f"{first}\t" in asked.stderr
        assert ids(desk, CommentState.SPAM) == []
        done = run("comments", "spam", "--text", "words", "--limit", "2", "--yes")
        assert done.stdout == f"{first}\tspam\n{second}\tspam\n"
        assert (ids(desk, CommentState.SPAM), ids(desk, CommentState.PENDING)) == ([first, second], [third])

    def test_yes_can_be_typed(self, run: Run, desk: CommentDesk):
        done = run("comments", "approve", "--state", "pending", typed="y\n")
        assert (done.exit_code, len(ids(desk, CommentState.APPROVED))) == (0, 4)

    def test_a_dry_run_changes_nothing(self, run: Run, desk: CommentDesk):
        first = ids(desk, CommentState.PENDING)[0]
        shown = run("comments", "approve", first, "--dry-run")
        assert (shown.exit_code, shown.stdout.split("\t")[-1]) == (0, "approved\n")
        (told,) = json.loads(run("comments", "delete", "--text", "words 2", "--dry-run", "--json").stdout)
        assert (told["id"], told["result"]) == (first, "trash")
        assert len(ids(desk, CommentState.PENDING)) == 3

    def test_what_is_there_already_is_not_meant(self, run: Run, desk: CommentDesk):
        done = run("comments", "approve", "--state", "approved", "--yes")
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")

    @pytest.mark.parametrize(("arguments", "said"), [((), "say which comments"), (("x", "--text", "y"), "not both")])
    def test_nothing_is_meant_by_nothing_or_by_two_ways_at_once(
        self, run: Run, desk: CommentDesk, arguments: tuple[str, ...], said: str
    ):
        refused = run("comments", "spam", *arguments)
        assert (refused.exit_code, said in refused.stderr) == (2, True)
