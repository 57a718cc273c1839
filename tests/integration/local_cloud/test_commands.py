"""The commands, on a table in moto: what they print, what they change, what they refuse."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner, Result

from blog.article import ArticleState
from blog.comment import CommentState, Reason
from blog.errors import CommentNotFound
from lamppost.cli import main
from lamppost.local_cloud.cloud import Cloud, local_cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE, recorded
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from storage.comment_desk import CommentDesk
from tests.support.blog import a_comment, an_article

type Run = Callable[..., Result]


@pytest.fixture(scope="module")
def running_cloud() -> Iterator[Cloud]:
    with local_cloud() as cloud:
        yield cloud


@pytest.fixture
def blog_cloud(running_cloud: Cloud) -> Cloud:
    """With an empty table."""
    client, table = running_cloud.database.client, running_cloud.table_name
    for each in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={"pk": each["pk"], "sk": each["sk"]})
    return running_cloud


@pytest.fixture
def run(blog_cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs `lamppost --local …` on the cloud's table."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "state"))
    with recorded(blog_cloud.database.endpoint, blog_cloud.table_name):
        yield lambda *arguments: lamppost("--local", *arguments)


@pytest.fixture
def desk(blog_cloud: Cloud) -> CommentDesk:
    client, table = blog_cloud.database.client, blog_cloud.table_name
    ArticleWriter(client, table).save(an_article("hello"))
    desk = CommentDesk(client, table)
    waiting = [
        a_comment(number=number, state=CommentState.PENDING, reasons=(Reason("first_time", "unknown"),))
        for number in range(3)
    ]
    desk.bring_in("hello", [*waiting, a_comment(number=9, text="Shown\n\x1b[31m", url="https://example.org")])
    return desk


def lamppost(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


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


MARKDOWN = """---
title: {title}
date: 2026-11-01
{more}
---
Words.
"""


def test_files_are_published_and_only_what_changed_is_written_again(run: Run, blog_cloud: Cloud, tmp_path: Path):
    (tmp_path / "one.md").write_text(MARKDOWN.format(title="One", more=""))
    (tmp_path / "two.md").write_text(MARKDOWN.format(title="Two", more="slug: second").replace("11-01", "11-02"))
    publish = ("publish", str(tmp_path / "one.md"), str(tmp_path / "two.md"), "--author", "The Keeper")
    assert run(*publish).stdout == "one\tcreated\nsecond\tcreated\n"
    (tmp_path / "one.md").write_text(MARKDOWN.format(title="Changed", more="slug: one"))
    assert run(*publish).stdout == "one\tchanged\nsecond\tunchanged\n"
    found = BlogTable(blog_cloud.database.client, blog_cloud.table_name).article("one").article
    assert (found.title, found.author.name, found.author.slug) == ("Changed", "The Keeper", "the-keeper")
    assert found.next is not None and found.next.slug == "second"


def test_faults_are_all_named_and_nothing_is_written(run: Run, blog_cloud: Cloud, tmp_path: Path):
    (tmp_path / "good.md").write_text(MARKDOWN.format(title="Good", more=""))
    (tmp_path / "bad.md").write_text(MARKDOWN.format(title="Bad", more="draft: perhaps"))
    (tmp_path / "worse.md").write_text("---\n- no mapping\n---\n")
    refused = run("publish", str(tmp_path), "--author", "The Keeper")
    assert (refused.exit_code, refused.stdout) == (1, "")
    lines = refused.stderr.splitlines()
    assert [line.partition(".md:")[0] for line in lines] == [
        f"lamppost: {tmp_path / name}" for name in ("bad", "worse")
    ]
    assert not BlogTable(blog_cloud.database.client, blog_cloud.table_name).posts().articles


def test_an_article_needs_an_author(run: Run, tmp_path: Path):
    (tmp_path / "one.md").write_text(MARKDOWN.format(title="One", more=""))
    refused = run("publish", str(tmp_path / "one.md"))
    assert (refused.exit_code, refused.stderr) == (
        1,
        "lamppost: no author is named for: one; name one in the files, or with --author NAME\n",
    )


def test_an_article_from_elsewhere_is_replaced_only_when_asked(run: Run, blog_cloud: Cloud, tmp_path: Path):
    client, table = blog_cloud.database.client, blog_cloud.table_name
    ArticleWriter(client, table).save(an_article("one", origin="elsewhere"))
    (tmp_path / "one.md").write_text(MARKDOWN.format(title="One", more=""))
    (tmp_path / "a-new-one.md").write_text(MARKDOWN.format(title="New", more=""))
    publish = ("publish", str(tmp_path / "a-new-one.md"), str(tmp_path / "one.md"), "--author", "The Keeper")
    refused = run(*publish)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "the slug 'one' belongs to an article from elsewhere" in refused.stderr
    assert [each.slug for each in BlogTable(client, table).posts().articles] == ["one"]
    assert run(*publish, "--replace").exit_code == 0
    assert BlogTable(client, table).article("one").article.title == "One"


def test_an_article_is_deleted(run: Run, blog_cloud: Cloud):
    writer = ArticleWriter(blog_cloud.database.client, blog_cloud.table_name)
    writer.save(an_article("hello", state=ArticleState.DRAFT))
    assert run("delete", "hello").stdout == "hello\tdeleted\n"
    again = run("delete", "hello")
    assert (again.exit_code, again.stderr) == (1, "lamppost: no article 'hello' is published\n")


def test_a_command_that_needs_a_table_asks_for_one():
    refused = lamppost("comments", "list")
    assert refused.exit_code == 2
    words = " ".join(refused.stderr.split())
    assert all(option in words for option in ("--local (the one", "--stack NAME (one", "--database URL (one"))


def test_only_one_table_can_be_chosen():
    refused = lamppost("--local", "--stack", "x", "comments", "list")
    assert refused.exit_code == 2
    assert "exclude each other" in refused.stderr


def test_a_table_is_found_by_its_endpoint(blog_cloud: Cloud, desk: CommentDesk):
    listed = lamppost("--database", blog_cloud.database.endpoint, "comments", "list")
    assert len(listed.stdout.splitlines()) == 3


def test_an_endpoint_that_does_not_answer_is_one_line(tmp_path: Path):
    refused = lamppost("--database", "http://127.0.0.1:9", "comments", "list")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == ['lamppost: Could not connect to the endpoint URL: "http://127.0.0.1:9/"']


def deploy(name: str, **outputs: str) -> None:
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))


def test_a_deployed_blog_is_found_by_the_name_of_its_stack(blog_cloud: Cloud, desk: CommentDesk):
    deploy("my-blog", BlogUrl="https://example.org/", TableName=blog_cloud.table_name)
    listed = lamppost("--stack", "my-blog", "comments", "list")
    assert len(listed.stdout.splitlines()) == 3


def test_a_stack_that_is_no_blog_is_named(blog_cloud: Cloud):
    deploy("no-blog", BlogUrl="https://example.org/")
    refused = lamppost("--stack", "no-blog", "comments", "list")
    assert refused.stderr == "lamppost: stack no-blog: it has no output TableName; its state is CREATE_COMPLETE\n"


def test_a_stack_that_is_not_there_is_named(blog_cloud: Cloud):
    refused = lamppost("--stack", "nowhere", "comments", "list")
    assert (refused.exit_code, refused.stderr) == (1, "lamppost: stack nowhere: Stack with id nowhere does not exist\n")


def test_missing_credentials_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    nothing = str(tmp_path / "nothing")
    settings = {"AWS_CONFIG_FILE": nothing, "AWS_SHARED_CREDENTIALS_FILE": nothing, "AWS_EC2_METADATA_DISABLED": "true"}
    for name, value in (settings | {"AWS_DEFAULT_REGION": "us-east-1"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    refused = lamppost("--stack", "my-blog", "comments", "list")
    assert (refused.exit_code, refused.stderr) == (1, "lamppost: Unable to locate credentials\n")


@pytest.mark.parametrize("setting", ["BlogTitle", "=x", ""])
def test_a_setting_is_a_name_and_a_value(setting: str):
    refused = lamppost("serve", "--port", "0", "--set", setting)
    assert (refused.exit_code, refused.stderr) == (
        1,
        f"lamppost: '{setting}' is no setting: write Parameter=Value\n",
    )


def test_a_setting_against_the_templates_rules_is_refused():
    refused = lamppost("serve", "--port", "0", "--set", "HoldComments=sometimes")
    assert refused.stderr == (
        "lamppost: parameter HoldComments cannot be 'sometimes': it must be one of all, first-time, none\n"
    )


@pytest.mark.parametrize(("text", "problem"), [("{", "is no JSON"), ("[]", "it is not an object")])
def test_invoke_refuses_what_is_no_event(tmp_path: Path, text: str, problem: str):
    event = tmp_path / "event.json"
    event.write_text(text)
    refused = lamppost("invoke", "ServePages", str(event))
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"lamppost: {event}: ") and problem in refused.stderr
