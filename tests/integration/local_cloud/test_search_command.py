"""`lamppost search`: what the owner finds, and the index built anew."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE
from search.bucket import KEY
from storage.article_writer import ArticleWriter
from storage.comment_desk import CommentDesk
from tests.integration.local_cloud.command import Run, lamppost
from tests.support.blog import a_comment, an_article


@pytest.fixture
def run(blog_cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """`lamppost --local …` on a blog of one article with one comment, without an index."""
    client, table = blog_cloud.database.client, blog_cloud.table_name
    ArticleWriter(client, table).save(an_article("rebuild", title="Rebuilt", body="<p>A lantern, and oil.</p>"))
    CommentDesk(client, table).bring_in("rebuild", [a_comment("rebuild", text="Mine burns with gas.\x1b[31m")])
    blog_cloud.services.s3.delete_object(Bucket=blog_cloud.stack.search_bucket, Key=KEY)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "state"))
    with blog_cloud.recorded():
        yield lambda *arguments: lamppost("--local", "search", *arguments)


def test_without_an_index_it_says_what_to_do(run):
    result = run("lantern")
    assert result.exit_code == 1
    assert "lamppost search rebuild" in result.stderr


def test_after_a_rebuilding_articles_and_comments_are_found(run):
    assert run("rebuild").stdout == "2 articles and comments can be found.\n"
    address, written, by, title, text = run("lantern").stdout.strip().split("\t")
    assert (address, written, by, title, text) == ("/rebuild", "2026-11-12", "", "Rebuilt", "A lantern, and oil.")
    assert run("gas").stdout.startswith("/rebuild?comment=")
    assert "\x1b" not in run("gas").stdout


def test_words_may_be_excluded_and_are_no_options(run):
    run("rebuild")
    assert run("lantern", "-gas").stderr == "1 found; this is page 1 of 1.\n"
    assert run("lantern", "-oil").stderr == "Nothing was found.\n"


def test_a_word_nobody_wrote(run):
    run("rebuild")
    assert run("lantren").stderr == "Nothing was found. Did you mean: lantern\n"


def test_a_command_s_name_can_be_looked_for_too(run):
    run("rebuild")
    assert run("find", "rebuilt").stdout.startswith("/rebuild\t")


def test_json_for_other_programs(run):
    run("rebuild")
    found = json.loads(run("lantern", "--json").stdout)
    assert (found["total"], found["hits"][0]["address"]) == (1, "/rebuild")
