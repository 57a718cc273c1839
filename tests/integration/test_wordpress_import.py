"""An export's way into the table and onto the page, and what a second run does."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from blog.comment import CommentState, Reason
from exchange.errors import NotAnExport
from exchange.wordpress import survey
from lamppost.cli import main
from lamppost.wordpress_import import Report, Shelf, run_import
from tests.support.stores import make_store

SAMPLES = Path(__file__).parents[1] / "support" / "wxr"
EXPORT = SAMPLES / "wxr-1.1.xml"
MANY = SAMPLES / "wxr-1.2.xml"


def bring_in(store, path: Path = EXPORT) -> Report:
    return run_import(path, survey(path), Shelf(store.articles, store.desk))


def everything(store) -> list[dict]:
    return sorted(store.items(), key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


@pytest.mark.parametrize("export", sorted(SAMPLES.glob("wxr-1.?.xml")), ids=lambda path: path.stem)
def test_every_published_article_is_read_at_its_slug_and_found_at_its_old_addresses(blog, export):
    report = bring_in(blog.store, export)
    assert sum(report.saved.values()) > 0
    for slug in listed(blog):
        answer = blog.get(slug)
        assert (answer.status, unquote(blog.get(f"/2001/02{slug}/").headers["Location"])) == (200, slug)
    moved = [item for item in blog.store.items() if item["sk"]["S"] == "ADDRESS"]
    assert len(moved) == report.addresses
    for item in moved:
        address, slug = item["pk"]["S"].removeprefix("ADDRESS#"), item["slug"]["S"]
        answer = blog.get(address)
        assert (answer.status, unquote(answer.headers["Location"])) == (301, f"/{slug}")
        published = f"/{slug}" in map(unquote, listed(blog))
        assert blog.follow(answer).status == (200 if published else 404)


def listed(blog) -> list[str]:
    return [node.attributes["href"] for address in ("/", "/pages") for node in blog.get(address).page.css("h2 a.u-url")]


def test_a_second_run_adds_and_changes_nothing(store):
    first = bring_in(store)
    before = everything(store)
    second = bring_in(store)
    assert everything(store) == before
    assert first.new_comments > 0 == second.new_comments
    assert {result for _, result in second.saved} == {"unchanged"}


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
    store.desk.move(pending, CommentState.SPAM, Reason("owner", "spam"))
    bring_in(store)
    assert store.desk.find(pending.id).state is CommentState.SPAM


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
