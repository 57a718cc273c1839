"""`lamppost comments`: what was done, taking it back, threads as they were, and the owner's own hand in them."""

import json

import pytest

from blog.comment import CommentState, Gap
from lamppost.local_cloud.cloud import Cloud
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from storage.comment_desk import CommentDesk
from tests.integration.local_cloud.command import Run
from tests.support.blog import a_comment, an_article


@pytest.fixture
def table(blog_cloud: Cloud) -> BlogTable:
    return BlogTable(blog_cloud.database.client, blog_cloud.table_name)


def ids(desk: CommentDesk, state: CommentState) -> list[str]:
    return [comment.id for comment in desk.comments(state)]


def batch_of(done) -> str:
    """The batch that a command says can be taken back."""
    return done.stderr.splitlines()[0].removeprefix("To take it back: comments undo ")


class TestHistory:
    def test_is_told_by_batches_by_acts_and_by_comment(self, run: Run, desk: CommentDesk):
        first, second, third = ids(desk, CommentState.PENDING)
        batch = batch_of(run("comments", "spam", first, second, "--why", "ads", "--as", "me"))
        run("comments", "approve", third, "--as", "you")
        lines = [line.split("\t") for line in run("comments", "history").stdout.splitlines()]
        assert [(line[2], line[3], line[4]) for line in lines] == [("you", "1 approve", ""), ("me", "2 spam", "ads")]
        assert (lines[1][0], lines[1][1][-4:]) == (batch, " UTC")
        acts = run("comments", "history", "--batch", batch).stdout.splitlines()
        assert [line.split("\t")[2:] for line in acts] == [
            [f"hello {each}", "spam by me: pending → spam (ads)"] for each in (first, second)
        ]
        (one,) = json.loads(run("comments", "history", third, "--json").stdout)
        assert (one["who"], one["kind"], one["old"], one["new"]) == ("you", "approve", "pending", "approved")
        assert "approve by you: pending → approved" in run("comments", "show", third).stdout

    def test_as_json_and_no_more_than_is_asked_for(self, run: Run, desk: CommentDesk):
        run("comments", "spam", "--state", "pending", "--yes")
        run("comments", "lock", "hello")
        (last,) = json.loads(run("comments", "history", "--json", "--limit", "1").stdout)
        assert (last["acts"], last["undoes"]) == ({"lock": 1}, [])
        assert run("comments", "history", "x", "--batch", "y").exit_code == 2
        assert run("comments", "history", "--batch", "y").stderr == "lamppost: there is no act 'y' in the history\n"


class TestUndo:
    def test_takes_back_a_batch_and_what_it_taught_and_can_be_taken_back(self, run: Run, desk: CommentDesk):
        waiting = ids(desk, CommentState.PENDING)
        batch = batch_of(run("comments", "spam", *waiting))
        assert json.loads(run("moderation", "words", "--json").stdout)["decisions"] == {"spam": 3, "ham": 0}
        undone = run("comments", "undo", batch)
        assert undone.exit_code == 0
        assert {line.split("\t")[2] for line in undone.stdout.splitlines()} == {"spam undone"}
        assert ids(desk, CommentState.PENDING) == waiting
        assert json.loads(run("moderation", "words", "--json").stdout)["decisions"] == {"spam": 0, "ham": 0}
        run("comments", "undo", batch_of(undone))
        assert ids(desk, CommentState.SPAM) == waiting
        assert json.loads(run("moderation", "words", "--json").stdout)["decisions"] == {"spam": 3, "ham": 0}

    def test_leaves_what_was_changed_since_and_says_so(self, run: Run, desk: CommentDesk):
        first, second, _ = ids(desk, CommentState.PENDING)
        batch = batch_of(run("comments", "spam", first, second))
        run("comments", "approve", second)
        undone = run("comments", "undo", batch, "--json")
        assert undone.exit_code == 1
        left = {each["comment"]: each["left"].partition(",")[0] for each in json.loads(undone.stdout)}
        assert left == {first: "", second: "changed since"}
        assert run("comments", "undo", "nothing").stderr == "lamppost: there is no act 'nothing' in the history\n"

    def test_leaves_a_key_as_it_is_and_says_so(self, run: Run, desk: CommentDesk):
        changed = run("settings", "set", "akismet_key=abcdef123456", "title=Night", "--why", "it is late", "--as", "me")
        (batch,) = json.loads(run("comments", "history", "--json").stdout)
        assert (batch["acts"], batch["why"], batch["who"]) == ({"settings": 1}, "it is late", "me")
        assert "akismet_key: its default → '••••••'" in run("comments", "history", "--batch", batch_of(changed)).stdout
        undone = run("comments", "undo", batch_of(changed))
        stays = "akismet_key stays as it is: no secret is in the history"
        assert (undone.exit_code, undone.stdout.rstrip().split("\t")[2]) == (1, f"settings undone, but {stays}")
        assert run("settings", "show", "title").stdout == "Lamppost\n"
        assert run("settings", "show", "akismet_key").stdout == "abcdef123456\n"


class TestThread:
    def test_is_shown_as_it_is_and_as_it_was_in_the_blogs_time_zone(self, run: Run, desk: CommentDesk):
        (shown,) = desk.comments(CommentState.APPROVED)
        reply = a_comment(number=100, parent=shown.path, text="So it is.\nTruly.", name="Another")
        desk.bring_in("hello", [reply])
        run("settings", "set", "time_zone=Europe/Vienna")
        assert run("comments", "thread", "hello").stdout == (
            f"A Reader, 2026-11-17 13:00 CET  {shown.id}\n    Shown\n    �[31m\n\n"
            f"    Another, 2026-11-17 13:01 CET  {reply.id}\n        So it is.\n        Truly.\n"
        )
        assert "Another" not in run("comments", "thread", "hello", "--at", "2026-11-17 13:01").stdout
        run("comments", "hold", shown.id)
        gap, told = json.loads(run("comments", "thread", "hello", "--json").stdout)
        assert (gap["gap"], gap["text"], told["text"], told["answers"]) == (Gap.HELD, "", reply.text, shown.id)
        assert run("comments", "thread", "hello").stdout.startswith("(waits for approval)\n\n    Another")
        assert "Shown" in run("comments", "thread", "hello", "--at", "2026-11-18").stdout

    def test_of_an_article_that_is_not_there_is_none(self, run: Run, desk: CommentDesk):
        assert run("comments", "thread", "nowhere").stderr == "lamppost: no article 'nowhere' is published\n"


class TestPlaces:
    def test_a_comment_is_pinned_and_unpinned(self, run: Run, desk: CommentDesk, table: BlogTable):
        (shown,), waiting = ids(desk, CommentState.APPROVED), ids(desk, CommentState.PENDING)
        assert run("comments", "pin", shown).stdout == f"{shown}\tpinned\n"
        assert run("comments", "pin", shown).stdout == f"{shown}\talready pinned\n"
        assert table.article("hello").pinned.id == shown
        refused = run("comments", "pin", waiting[0])
        assert refused.stderr == (
            f"lamppost: readers do not see the comment {waiting[0]}, which is pending: approve it first\n"
        )
        unpinned = run("comments", "unpin", shown)
        assert (unpinned.stdout, table.article("hello").pinned) == (f"{shown}\tunpinned\n", None)
        run("comments", "undo", batch_of(unpinned))
        assert table.article("hello").pinned.id == shown

    def test_a_discussion_is_locked_and_unlocked(self, run: Run, desk: CommentDesk, table: BlogTable):
        locked = run("comments", "lock", "hello", "--why", "too hot")
        assert (locked.stdout, table.article("hello").article.comments_locked) == ("hello\tlocked\n", True)
        again = run("comments", "lock", "hello")
        assert (again.stdout, again.stderr) == ("hello\talready locked\n", "")
        assert run("comments", "unlock", "hello").stdout == "hello\tunlocked\n"
        assert not table.article("hello").article.comments_locked
        assert run("comments", "lock", "nowhere").stderr == "lamppost: no article 'nowhere' is published\n"


class TestAnswer:
    def test_stands_below_the_comment_as_the_authors_own(self, run: Run, desk: CommentDesk, table: BlogTable):
        (shown,) = ids(desk, CommentState.APPROVED)
        done = run("comments", "answer", shown, "  *Thank* you!\n")
        (answer,) = [comment for comment in table.article("hello").page.comments if comment.by_author]
        assert done.stdout == f"{answer.id}\tanswered as The Keeper\n"
        assert (answer.parent, answer.text, answer.name) == (shown, "*Thank* you!", "The Keeper")
        assert table.article("hello").article.comment_count == 2
        run("comments", "undo", batch_of(done))
        assert table.article("hello").article.comment_count == 1

    def test_is_read_from_what_is_piped_in_and_may_be_on_the_article(self, run: Run, desk: CommentDesk):
        run("comments", "lock", "hello")
        done = run("comments", "answer", "--article", "hello", typed="One.\n\nTwo.\n")
        answer = desk.find(done.stdout.split("\t")[0])
        assert (answer.parent, answer.text, answer.by_author) == ("", "One.\n\nTwo.", True)

    def test_on_an_article_that_takes_no_comments_is_refused_with_the_way_out(
        self, run: Run, desk: CommentDesk, blog_cloud: Cloud
    ):
        ArticleWriter(blog_cloud.database.client, blog_cloud.table_name).save(an_article("quiet", comments_open=False))
        refused = run("comments", "answer", "--article", "quiet", "Yes.")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "'quiet' takes no comments: publish it with 'comments: true'" in refused.stderr
        assert list(desk.of_article("quiet")) == []

    def test_says_whom_it_answers_where_the_thread_is_as_deep_as_it_may_be(self, run: Run, desk: CommentDesk):
        (shown,) = ids(desk, CommentState.APPROVED)
        run("settings", "set", "thread_depth=1")
        answer = desk.find(run("comments", "answer", shown, "Yes.").stdout.split("\t")[0])
        assert (answer.parent, answer.answers) == ("", shown)

    def test_is_refused_where_it_cannot_be(self, run: Run, desk: CommentDesk):
        (shown,) = ids(desk, CommentState.APPROVED)
        assert "say what you answer" in run("comments", "answer").stderr
        assert "put the answer into quotes" in run("comments", "answer", shown, "two", "words").stderr
        assert "the answer has no words" in run("comments", "answer", shown, "  ").stderr
        assert "10,001 characters; there is room for 10,000" in run("comments", "answer", shown, "x" * 10_001).stderr
        assert "no text in UTF-8" in run("comments", "answer", shown, typed=b"\xff\xfe").stderr
        assert ids(desk, CommentState.APPROVED) == [shown]
