"""`lamppost publish` and `lamppost delete`: all of a batch, or nothing."""

import random
from pathlib import Path

from blog.article import ArticleState
from blog.lists import HOME
from lamppost.local_cloud.cloud import Cloud
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from tests.integration.local_cloud.command import Run
from tests.support.blog import an_article

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
    assert found.next is not None and found.next.place.slug == "second"


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
    assert not BlogTable(blog_cloud.database.client, blog_cloud.table_name).listed(HOME).articles


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
    assert [each.slug for each in BlogTable(client, table).listed(HOME).articles] == ["one"]
    assert run(*publish, "--replace").exit_code == 0
    assert BlogTable(client, table).article("one").article.title == "One"


def test_an_article_is_deleted(run: Run, blog_cloud: Cloud):
    writer = ArticleWriter(blog_cloud.database.client, blog_cloud.table_name)
    writer.save(an_article("hello", state=ArticleState.DRAFT))
    assert run("delete", "hello").stdout == "hello\tdeleted\n"
    again = run("delete", "hello")
    assert (again.exit_code, again.stderr) == (1, "lamppost: no article 'hello' is published\n")


def test_one_article_too_large_keeps_the_whole_batch_out(run: Run, blog_cloud: Cloud, tmp_path: Path):
    noise = random.Random(1).randbytes(500_000).hex()
    (tmp_path / "a-good-one.md").write_text(MARKDOWN.format(title="Good", more=""))
    (tmp_path / "large.md").write_text(MARKDOWN.format(title="Large", more="") + noise)
    refused = run("publish", str(tmp_path), "--author", "The Keeper")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("lamppost: the article 'large' is ")
    assert not BlogTable(blog_cloud.database.client, blog_cloud.table_name).listed(HOME).articles


def test_a_deleted_article_leaves_no_link_to_it_behind(run: Run, blog_cloud: Cloud, tmp_path: Path):
    for day in (1, 2, 3):
        (tmp_path / f"2026-11-0{day}-day-{day}.md").write_text(
            MARKDOWN.format(title=f"Day {day}", more="").replace("date: 2026-11-01\n", "")
        )
    run("publish", str(tmp_path), "--author", "The Keeper")
    assert run("delete", "day-2").exit_code == 0
    newest = BlogTable(blog_cloud.database.client, blog_cloud.table_name).summary("day-3")
    assert newest.previous is not None
    assert newest.previous.place.slug == "day-1"
