"""What an owner does beside publishing: settings, lists, names, previews."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blog.article import ArticleKind, ArticleState, Link
from blog.lists import ListKind, ListRef
from blog.previews import verify
from blog.settings import Settings
from lamppost.commands.settings import GROUPS
from lamppost.local_cloud.cloud import Cloud
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable
from storage.settings_item import SettingsItem
from tests.integration.local_cloud.command import Run
from tests.support.blog import an_article

PAGE = """---
title: {title}
kind: page
date: 2026-11-01
author: {{ name: The Keeper }}
{more}
---
Words.
"""


@pytest.fixture
def table(blog_cloud: Cloud) -> BlogTable:
    return BlogTable(blog_cloud.database.client, blog_cloud.table_name)


@pytest.fixture
def writer(blog_cloud: Cloud) -> ArticleWriter:
    return ArticleWriter(blog_cloud.database.client, blog_cloud.table_name)


def settings_of(cloud: Cloud) -> Settings:
    return Settings.read(SettingsItem(cloud.database.client, cloud.table_name).read())


class TestSettings:
    def test_are_shown_with_what_they_may_be(self, run: Run):
        lines = run("settings", "show").stdout.splitlines()
        assert sorted(line.partition("\t")[0] for line in lines) == sorted(Settings().texts())
        assert run("settings", "show", "title").stdout == "Lamppost\n"
        assert json.loads(run("settings", "show", "--json").stdout) == Settings().texts()

    def test_are_set_all_together_and_unset(self, run: Run, blog_cloud: Cloud):
        done = run("settings", "set", "title=Night = Light", "menu=About = /about; Code = https://example.org")
        assert done.stdout == "title\tNight = Light\nmenu\tAbout = /about; Code = https://example.org\n"
        assert settings_of(blog_cloud).menu == (Link("About", "/about"), Link("Code", "https://example.org"))
        assert run("settings", "unset", "title").stdout == "title\tLamppost\n"
        assert settings_of(blog_cloud).title == "Lamppost"
        assert len(settings_of(blog_cloud).menu) == 2

    def test_are_shown_by_groups(self, run: Run):
        (first, *_), moderation = run("settings", "show").stdout.splitlines(), run("settings", "show", "moderation")
        assert first.startswith("title\tLamppost\t")
        assert [line.partition("\t")[0] for line in moderation.stdout.splitlines()] == list(GROUPS["moderation"])

    def test_a_key_is_shown_only_to_who_asks_for_it_by_name(self, run: Run):
        key = "0123456789ab"
        printed = [
            run("settings", "set", f"akismet_key={key}"),
            run("settings", "show"),
            run("settings", "show", "--json"),
            run("moderation", "apply", "akismet_key=ba9876543210"),
            run("comments", "history"),
            run("comments", "history", "--batch", run("comments", "history").stdout.split("\t")[0]),
        ]
        assert all(each.exit_code == 0 and "akismet_key" in each.stdout for each in [*printed[:4], printed[5]])
        assert not any(secret in each.output for each in printed for secret in (key, "ba9876543210"))
        assert run("settings", "show", "akismet_key").stdout == "ba9876543210\n"

    def test_what_was_set_or_unset_can_be_taken_back(self, run: Run, blog_cloud: Cloud):
        batches = []
        for change in (("set", "title=Night"), ("unset", "title")):
            batches.append(run("settings", *change).stderr.removeprefix("To take it back: comments undo ").strip())
        for batch, title in zip(reversed(batches), ("Night", "Lamppost"), strict=True):
            assert run("comments", "undo", batch).exit_code == 0
            assert settings_of(blog_cloud).title == title

    @pytest.mark.parametrize("change", [("set", "akismet_key=abcdef123456"), ("set", "title=Lamppost")])
    def test_what_cannot_be_is_not_said_to_be(self, run: Run, blog_cloud: Cloud, change: tuple[str, ...]):
        run("settings", "set", "title=Lamppost")
        assert run("settings", *change).stderr == ""

    def test_a_wrong_one_is_refused_with_the_reason_and_changes_none(self, run: Run, blog_cloud: Cloud):
        refused = run("settings", "set", "title=Fine", "time_zone=Mars")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr == "lamppost: time_zone: must be a time zone such as Europe/Vienna or UTC, not 'Mars'\n"
        assert settings_of(blog_cloud) == Settings()

    @pytest.mark.parametrize("wrong", [("set", "title"), ("show", "colour"), ("unset", "colour")])
    def test_what_is_no_setting_is_said_so(self, run: Run, wrong: tuple[str, ...]):
        refused = run("settings", *wrong)
        assert refused.exit_code == 2
        assert "no assignment" in refused.stderr or "no setting 'colour'" in refused.stderr


class TestArticles:
    def test_are_listed_by_state(self, run: Run, writer: ArticleWriter):
        writer.save(an_article("hello"))
        writer.save(an_article("later", state=ArticleState.SCHEDULED))
        assert [line.split("\t")[0] for line in run("articles").stdout.splitlines()] == ["hello"]
        (later,) = json.loads(run("articles", "--state", "scheduled", "--json").stdout)
        assert (later["article"], later["title"]) == ("later", "Later")

    def test_one_dated_in_the_future_is_scheduled(self, run: Run, table: BlogTable, tmp_path: Path):
        (tmp_path / "one.md").write_text("---\ntitle: One\ndate: 2999-01-01\nauthor: { name: A }\n---\nWords.\n")
        assert run("publish", str(tmp_path)).stdout == "one\tcreated, scheduled for 2999-01-01 00:00 +0000\n"
        assert table.listed(ListRef(ListKind.HOME)).articles == ()

    def test_new_pages_join_the_menu_once_and_children_do_not(self, run: Run, blog_cloud: Cloud, tmp_path: Path):
        (tmp_path / "about.md").write_text(PAGE.format(title="About", more="order: 2"))
        (tmp_path / "start.md").write_text(PAGE.format(title="Start", more="order: 1"))
        (tmp_path / "colophon.md").write_text(PAGE.format(title="Colophon", more="parent: about"))
        for _ in range(2):
            assert run("publish", str(tmp_path)).exit_code == 0
        assert settings_of(blog_cloud).menu == (Link("Start", "/start"), Link("About", "/about"))
        run("settings", "set", "menu=")
        run("publish", str(tmp_path))
        assert settings_of(blog_cloud).menu == ()


class TestNames:
    def test_a_renamed_page_keeps_its_place_in_the_menu(self, run: Run, writer: ArticleWriter, blog_cloud: Cloud):
        writer.save(an_article("about", kind=ArticleKind.PAGE))
        run("settings", "set", "menu=About us = /about; Code = https://example.org")
        assert run("rename", "about", "us").stdout == "about\tis now us\n"
        assert settings_of(blog_cloud).menu == (Link("About us", "/us"), Link("Code", "https://example.org"))

    def test_the_menu_leads_to_a_page_in_one_hop_and_forgets_it_when_it_is_deleted(
        self, run: Run, blog_cloud: Cloud, tmp_path: Path
    ):
        run("settings", "set", "permalinks=/{year}/{month}/{slug}/")
        (tmp_path / "about.md").write_text(PAGE.format(title="About; us", more=""))
        run("publish", str(tmp_path))
        assert settings_of(blog_cloud).menu == (Link("About us", "/about/"),)
        run("rename", "about", "us")
        assert settings_of(blog_cloud).menu == (Link("About us", "/us/"),)
        run("delete", "us")
        assert settings_of(blog_cloud).menu == ()

    def test_a_file_under_a_name_that_was_given_up_is_refused(self, run: Run, writer: ArticleWriter, tmp_path: Path):
        (tmp_path / "one.md").write_text("---\ntitle: One\ndate: 2026-11-01\nauthor: { name: A }\n---\nWords.\n")
        run("publish", str(tmp_path))
        run("rename", "one", "two")
        refused = run("publish", str(tmp_path))
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "'one' was renamed to 'two'" in refused.stderr

    @pytest.mark.parametrize(
        ("new", "reason"), [("other", "belongs to"), ("a/b", "cannot be a slug"), ("search", "cannot be a slug")]
    )
    def test_a_name_that_cannot_be_is_refused(self, run: Run, writer: ArticleWriter, new: str, reason: str):
        writer.save(an_article("hello"))
        writer.save(an_article("other"))
        refused = run("rename", "hello", new)
        assert refused.exit_code == 1
        assert reason in refused.stderr

    def test_what_is_not_there_cannot_be_renamed(self, run: Run):
        assert run("rename", "nothing", "something").stderr == "lamppost: no article 'nothing' is published\n"


def test_a_list_is_described(run: Run, writer: ArticleWriter, table: BlogTable):
    writer.save(an_article("hello", tags=("night",)))
    assert run("describe", "/tag/night/", "After  dark.").stdout == "/tag/night\tdescribed\n"
    assert table.listed(ListRef(ListKind.TAG, "night")).info.description == "After dark."
    writer.save(an_article("hello", tags=("night",), title="Changed"))
    assert table.listed(ListRef(ListKind.TAG, "night")).info.description == "After dark."
    assert run("describe", "/hello", "x").exit_code == run("describe", "/", "x").exit_code == 2


def test_a_preview_is_a_link_that_its_draft_accepts(run: Run, writer: ArticleWriter, table: BlogTable):
    writer.save(an_article("sketch", state=ArticleState.DRAFT))
    run("settings", "set", "address=https://blog.example.org", "permalinks=/{year}/{month}/{slug}/")
    link = run("preview", "sketch", "--days", "1").stdout
    found = re.fullmatch(r"https://blog\.example\.org/2026/11/sketch/\?preview=(.+)\n", link)
    assert found
    verify(found[1], table.draft("sketch")[1], "sketch", datetime.now(UTC))
    writer.save(an_article("hello"))
    assert run("preview", "hello").exit_code == 1
