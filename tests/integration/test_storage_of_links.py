"""What every database under the blog must do with what articles say of each other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState
from blog.errors import TooBusy
from storage import keys, linking
from tests.support.blog import NOW, an_article


def a_day(day):
    return an_article(f"day-{day}", published_at=NOW - timedelta(days=day))


def test_neighbours_follow_publication_and_are_mended_only_where_they_differ(any_store):
    for day in range(4):
        any_store.articles.save(a_day(day))
    assert any_store.articles.link_articles() == 4
    assert any_store.articles.link_articles() == 0
    any_store.articles.delete("day-2")
    assert any_store.articles.link_articles() == 2
    middle = any_store.table.summary("day-1")
    assert (middle.previous.title, middle.next.title) == ("Day 3", "Day 0")
    newest = any_store.table.summary("day-0")
    assert (newest.previous.place, newest.next) == (a_day(1).place, None)


def test_what_no_longer_stands_among_others_says_nothing_of_them(any_store):
    for day in range(3):
        any_store.articles.save(replace(a_day(day), tags=("Moths",)))
    any_store.articles.link_articles()
    assert any_store.table.article("day-1").article.related
    for changed in ({"state": ArticleState.UNLISTED}, {"kind": ArticleKind.PAGE}):
        any_store.articles.save(replace(a_day(1), tags=("Moths",), **changed))
        alone = any_store.table.article("day-1").article
        assert (alone.previous, alone.next, alone.related) == (None, None, ())
        any_store.articles.save(replace(a_day(1), tags=("Moths",)))
        any_store.articles.link_articles()
        assert any_store.table.article("day-1").article.related


def test_what_is_sticky_keeps_its_place_in_time(any_store):
    for day in range(3):
        any_store.articles.save(replace(a_day(day), sticky=day == 2))
    any_store.articles.link_articles()
    assert any_store.table.summary("day-1").previous.title == "Day 2"
    assert any_store.table.summary("day-0").next is None


def test_related_articles_are_told_when_they_are_written_and_again_when_they_change(any_store):
    for day in range(4):
        any_store.articles.save(replace(a_day(day), summary="", tags=("Moths",) if day in (0, 3) else ()))
    any_store.articles.link_articles()

    def related(slug):
        return [each.title for each in any_store.table.article(slug).article.related]

    assert (related("day-0"), related("day-3"), related("day-1")) == (["Day 3"], ["Day 0"], [])
    any_store.articles.save(replace(a_day(3), summary="", title="Renamed", tags=("Moths",)))
    assert any_store.articles.link_articles() == 2
    assert related("day-0") == ["Renamed"]
    any_store.articles.save(replace(a_day(3), summary="", title="Renamed"))
    assert any_store.articles.link_articles() == 2
    assert related("day-0") == related("day-3") == []
    assert any_store.articles.link_articles() == 0


def test_what_is_gone_meanwhile_keeps_nobody_else_from_being_told(store, monkeypatch):
    for day in range(3):
        store.articles.save(a_day(day))
    listed = linking.listed

    def listed_before_one_went(*arguments):
        found = list(listed(*arguments))
        if store.table.summaries(["day-1"]):
            store.articles.delete("day-1")
        return iter(found)

    monkeypatch.setattr(linking, "listed", listed_before_one_went)
    monkeypatch.setattr("storage.article_writer.time.sleep", lambda _: None)
    store.articles.link_articles()
    assert store.table.summary("day-0").previous.title == "Day 2"
    assert store.articles.link_articles() == 0
    assert store.table.summaries(["day-1"]) == {}


def test_pages_that_stand_below_each_other_have_nobody_above(any_store):
    for slug, parent in {"a": "b", "b": "a", "c": "a", "d": "nothing", "e": "d"}.items():
        any_store.articles.save(an_article(slug, kind=ArticleKind.PAGE, parent=parent))
    any_store.articles.link_articles()
    found = {page.slug: page.place.ancestors for page in any_store.table.pages().articles}
    assert found == {"a": (), "b": (), "c": (), "d": (), "e": ("d",)}
    assert any_store.articles.link_articles() == 0


def test_links_are_not_made_from_an_index_that_lags_behind(store, monkeypatch):
    for day in (0, 2):
        store.articles.save(a_day(day))
    writer = store.articles
    writer.link_articles()
    writer.save(a_day(1))
    waits = []
    read, behind = writer._in_index, 3
    monkeypatch.setattr(writer, "_in_index", lambda *place: read(*place) if len(waits) >= behind else "")
    monkeypatch.setattr("storage.article_writer.time.sleep", waits.append)
    assert writer.link_articles() == 3
    assert len(waits) == behind
    assert store.table.summary("day-1").next.title == "Day 0"


def test_what_has_left_a_list_is_waited_for_too(store, monkeypatch):
    for day in range(3):
        store.articles.save(a_day(day))
    writer = store.articles
    writer.link_articles()
    left = store.table.summary("day-1")
    monkeypatch.setattr("storage.article_writer.time.sleep", lambda _: None)
    asked = []
    read = writer._in_index

    def lagging(list_, position):
        asked.append(position)
        # The old head is still shown the first time that it is asked for.
        return "old" if position.endswith("~day-1") and asked.count(position) == 1 else read(list_, position)

    monkeypatch.setattr(writer, "_in_index", lagging)
    writer.save(replace(a_day(1), state=ArticleState.DRAFT))
    writer.link_articles()
    assert asked.count(keys.position(left.published_at, "day-1")) > 1
    assert store.table.summary("day-2").next.title == "Day 0"


def test_two_who_walk_at_once_leave_what_is_true(store):
    """The first has read the list before an article came, and writes after the second has."""
    for day in (0, 2):
        store.articles.save(a_day(day))
    late, stopped = store.articles, []

    def meanwhile(params, model, **_):
        if model.name == "TransactWriteItems" and not stopped:
            stopped.append(True)
            other = store.articles
            other.save(a_day(1))
            other.link_articles()

    store.client.meta.events.register("provide-client-params.dynamodb", meanwhile)
    late.link_articles()
    assert [
        store.table.summary(f"day-{day}").next and store.table.summary(f"day-{day}").next.title for day in range(3)
    ] == [
        None,
        "Day 0",
        "Day 1",
    ]


def test_an_index_that_never_follows_is_a_busy_table(store, monkeypatch):
    writer = store.articles
    writer.save(an_article())
    monkeypatch.setattr(writer, "_in_index", lambda *_: "")
    monkeypatch.setattr("storage.article_writer.time.sleep", lambda _: None)
    with pytest.raises(TooBusy):
        writer.link_articles()
