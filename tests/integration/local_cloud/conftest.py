"""The tiny stack, running; and the blog's own, for the commands."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog.comment import CommentState, Reason
from lamppost.local_cloud.cloud import Cloud, Plan, local_cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE
from storage.article_writer import ArticleWriter
from storage.comment_desk import CommentDesk
from tests.integration.local_cloud.command import Run, lamppost
from tests.support.blog import a_comment, an_article
from tests.support.tiny_stack import TEMPLATE


@pytest.fixture(scope="module")
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(scope="module")
def cloud(log: io.StringIO) -> Iterator[Cloud]:
    with local_cloud(Plan(template=TEMPLATE), log) as running:
        yield running


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
    with blog_cloud.recorded():
        yield lambda *arguments, typed="": lamppost("--local", *arguments, typed=typed)


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
