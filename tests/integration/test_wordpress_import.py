"""An export's way into the table and onto the page, and what a second run does."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from blog.article import ArticleState, Link
from blog.comment import CommentState
from blog.lists import ListKind, ListRef
from blog.permalinks import path_of
from exchange.errors import NotAnExport
from exchange.wordpress import survey
from lamppost.cli import main
from lamppost.wordpress_import import Report, Shelf, run_import
from tests.support.blog import NOW, an_article, moderate
from tests.support.stores import make_store

SAMPLES = Path(__file__).parents[1] / "support" / "wxr"
EXPORT = SAMPLES / "wxr-1.1.xml"
MANY = SAMPLES / "wxr-1.2.xml"


def bring_in(store, path: Path = EXPORT) -> Report:
    return run_import(path, survey(path), Shelf(store.articles, store.desk, store.settings), now=NOW)


def everything(store) -> list[dict]:
    """The whole table, without the random ids of articles that brought none."""
    held = store.items()
    for item in held:
        if item.get("guid", {"S": ""})["S"].startswith("urn:uuid:"):
            del item["guid"]
    return sorted(held, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


@pytest.mark.parametrize("export", sorted(SAMPLES.glob("wxr-1.?.xml")), ids=lambda path: path.stem)
def test_every_published_article_is_read_at_its_slug_and_found_at_its_old_addresses(blog, export):
    report = bring_in(blog.store, export)
    assert sum(report.saved.values()) > 0
    paths = {each.slug: path_of(each.place, "/{slug}") for each in blog.store.articles.articles(ArticleState.PUBLISHED)}
    for slug, path in paths.items():
        assert blog.get(path).status == 200
        assert unquote(blog.get(f"/2001/02/{slug}/").headers["Location"]) == path
    moved = [item for item in blog.store.items() if item["sk"]["S"] == "ADDRESS"]
    assert len(moved) == report.addresses
    for item in moved:
        address, slug = item["pk"]["S"].removeprefix("ADDRESS#"), item["slug"]["S"]
        answer = blog.get(address)
        if slug in paths:
            assert (answer.status, unquote(answer.headers["Location"])) == (301, paths[slug])
        else:
            assert answer.status == 404


def test_a_second_run_adds_and_changes_nothing(store):
    first = bring_in(store)
    before = everything(store)
    second = bring_in(store)
    assert everything(store) == before
    assert first.new_comments > 0 == second.new_comments
    assert {result for _, result in second.saved} == {"unchanged"}


def test_what_was_deleted_here_stays_deleted(store):
    bring_in(store)
    first = next(store.articles.articles(ArticleState.PUBLISHED))
    store.articles.delete(first.slug)
    report = bring_in(store)
    assert report.skipped[first.kind.value, "was deleted here"] == 1
    assert store.table.summaries([first.slug]) == {}


def test_tags_that_had_another_slug_there_are_found_by_it(blog, tmp_path):
    named = (SAMPLES / "wxr-1.0.xml").read_text().replace("<wp:tag_slug>", "<wp:tag_slug>old-", 1)
    (tmp_path / "renamed.xml").write_text(named)
    surveyed = survey(tmp_path / "renamed.xml")
    nicename, name = next((key[1], name) for key, name in surveyed.terms.items() if key[1].startswith("old-"))
    run_import(tmp_path / "renamed.xml", surveyed, Shelf(blog.store.articles, blog.store.desk, blog.store.settings))
    blog.publish("tagged", tags=(name,))
    answer = blog.get(f"/tag/{nicename}")
    assert answer.status == 301
    assert blog.follow(answer).status == 200


def test_an_import_that_was_stopped_is_finished_by_a_second_run(store, stack, monkeypatch):
    class Stopped(Exception):
        pass

    saved = []
    save = store.articles.__class__.save

    def stop_after_one(writer, article, **more):
        saved.append(article.slug)
        if len(saved) > 1:
            raise Stopped
        return save(writer, article, **more)

    with monkeypatch.context() as patched:
        patched.setattr(store.articles.__class__, "save", stop_after_one)
        with pytest.raises(Stopped):
            bring_in(store, MANY)
    bring_in(store, MANY)
    whole = make_store(store.client, stack, "whole")
    bring_in(whole, MANY)
    assert everything(store) == everything(whole)


def test_a_comment_that_was_moderated_here_stays_as_it_is(store):
    bring_in(store)
    pending = next(store.desk.comments(CommentState.PENDING))
    moderate(store, pending, CommentState.SPAM)
    bring_in(store)
    assert store.desk.find(pending.id).state is CommentState.SPAM


def test_an_article_that_was_renamed_here_is_brought_up_to_date_under_its_new_slug(store):
    bring_in(store)
    slug = next(store.articles.articles(ArticleState.PUBLISHED)).slug
    store.articles.rename(slug, "renamed")
    store.articles.link_articles()
    before = everything(store)
    report = bring_in(store)
    assert {result for _, result in report.saved} == {"unchanged"}
    assert report.new_comments == 0
    added = [item["pk"]["S"] for item in everything(store) if item not in before]
    assert all(pk.startswith("ADDRESS#") for pk in added)


def test_the_blog_keeps_its_name_unless_its_owner_has_chosen_another(store):
    store.settings.save({"tagline": "Mine"})
    bring_in(store)
    assert store.table.settings()["title"] == survey(EXPORT).site_title
    assert store.table.settings()["tagline"] == "Mine"


def test_menu_and_descriptions_of_lists_come_along(store):
    night = ListRef(ListKind.TAG, "night")
    store.articles.save(an_article(tags=("Night",)))
    found = replace(
        survey(EXPORT), menu=(Link("About", "/about"),), descriptions={("tag", "night"): ("Night", "Dark.")}
    )
    run_import(EXPORT, found, Shelf(store.articles, store.desk, store.settings), now=NOW)
    assert store.table.settings()["menu"] == "About = /about"
    assert store.table.listed(night).info.description == "Dark."


def test_an_article_from_elsewhere_keeps_its_slug(blog):
    slug = next(iter(survey(EXPORT).slugs.values()))
    blog.publish(slug, title="Mine")
    report = bring_in(blog.store)
    assert blog.get(f"/{slug}").one("h1") == "Mine"
    assert report.noted[f"its slug was taken: it is '{slug}-2' now"] == 1
    again = bring_in(blog.store)
    assert {result for _, result in again.saved} == {"unchanged"}


def test_a_dry_run_writes_nothing_and_needs_no_blog():
    done = CliRunner().invoke(main, ["import", "wordpress", "--dry-run", str(EXPORT)])
    assert done.exit_code == 0
    assert "would come in" in done.output


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"<rss><channel><title>x</title></channel></rss>", "not a WordPress export"),
        (EXPORT.read_bytes()[: len(EXPORT.read_bytes()) // 2], "line"),
        (b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', ""),
    ],
    ids=["empty", "not an export", "truncated", "entity bomb"],
)
def test_a_broken_file_is_refused_in_one_line_before_anything_is_written(store, tmp_path, content, reason):
    path = tmp_path / "broken.xml"
    path.write_bytes(content)
    with pytest.raises(NotAnExport) as refused:
        bring_in(store, path)
    assert store.items() == []
    done = CliRunner().invoke(main, ["import", "wordpress", "--dry-run", str(path)])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert done.output.startswith("lamppost: ")
    assert "\n" not in str(refused.value)
    assert reason in str(refused.value)
