"""`lamppost backup`, `lamppost restore` and `lamppost serve --empty`, as an owner uses them."""

from pathlib import Path

import pytest

from lamppost.backup.lines import line_of
from lamppost.commands.serve import fill
from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.stack import read_stack
from storage.article_writer import ArticleWriter
from storage.settings_item import SettingsItem
from tests.integration.local_cloud.command import Run, lamppost
from tests.support.blog import an_article


@pytest.fixture
def folder(run: Run, blog_cloud: Cloud, tmp_path: Path) -> Path:
    """Where the blog of two articles was kept."""
    writer = ArticleWriter(blog_cloud.database.client, blog_cloud.table_name)
    for slug in ("hello", "later"):
        writer.save(an_article(slug))
    done = run("backup", str(tmp_path / "kept"))
    assert done.exit_code == 0, done.stderr
    assert "ARTICLE 2, BODY 2" in done.stdout
    return tmp_path / "kept"


def clear(cloud: Cloud) -> None:
    client, table = cloud.database.client, cloud.table_name
    for each in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={"pk": each["pk"], "sk": each["sk"]})


def test_a_blog_is_kept_verified_and_brought_back_with_its_search_index(folder: Path, run: Run, blog_cloud: Cloud):
    assert lamppost("backup", "verify", str(folder)).stdout.endswith("Every file is as it was written.\n")
    before = blog_cloud.database.client.scan(TableName=blog_cloud.table_name)["Items"]
    clear(blog_cloud)
    done = run("restore", str(folder))
    assert (done.exit_code, "read back" in done.stdout) == (0, True)
    assert "2 articles and comments can be found" in done.stdout
    after = blog_cloud.database.client.scan(TableName=blog_cloud.table_name)["Items"]
    assert sorted(map(line_of, after)) == sorted(map(line_of, before))
    assert run("search", "later").stdout.startswith("/later\t")


def test_a_damaged_backup_is_named_fault_by_fault(folder: Path, run: Run, blog_cloud: Cloud):
    (folder / "items-00001.jsonl.gz").write_bytes(b"")
    for done in (lamppost("backup", "verify", str(folder)), run("restore", str(folder))):
        assert done.exit_code == 1
        assert "lamppost: items-00001.jsonl.gz" in done.stderr


def test_what_is_there_already_is_named_with_the_way_out(folder: Path, run: Run, blog_cloud: Cloud):
    SettingsItem(blog_cloud.database.client, blog_cloud.table_name).save({"title": "Mine"})
    done = run("restore", str(folder))
    assert (done.exit_code, "1 SETTINGS" in done.stderr, "serve --empty" in done.stderr) == (1, True, True)
    done = run("backup", str(folder))
    assert (done.exit_code, "new or empty" in done.stderr) == (1, True)


def test_a_place_that_is_none(run: Run):
    done = run("backup", "https://example.org/backup")
    assert (done.exit_code, "s3://bucket/prefix" in done.stderr) == (1, True)


def test_verify_needs_a_backup(tmp_path: Path):
    done = lamppost("backup", "verify", str(tmp_path))
    assert (done.exit_code, "no finished backup" in done.stderr) == (1, True)


def test_a_blog_may_begin_empty(blog_cloud: Cloud):
    fill(blog_cloud, {"title": "Night Light"}, empty=True)
    (settings,) = blog_cloud.database.client.scan(TableName=blog_cloud.table_name)["Items"]
    assert settings["title"] == {"S": "Night Light"}
    done = lamppost("serve", "--empty", "--import", __file__)
    assert (done.exit_code, "exclude each other" in done.stderr) == (2, True)


@pytest.mark.dynamodb_local
def test_a_database_that_is_new_is_given_its_table(folder: Path, dynamodb_local: str):
    """And says who makes the search index, since nobody serves it."""
    with local_account(dynamodb_local) as session:
        client = session.client("dynamodb")
        done = lamppost("--database", dynamodb_local, "restore", str(folder))
        assert done.exit_code == 0, done.stderr
        assert "lamppost serve" in done.stdout
        table = read_stack().table_name
        try:
            assert client.scan(TableName=table)["Count"] > 4
        finally:
            client.update_table(TableName=table, DeletionProtectionEnabled=False)
            client.delete_table(TableName=table)
