"""What every database under the blog must do with lists: pages in both directions, and counts that are always right."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState, Author
from blog.errors import ArticleNotFound, BadCursor, ListNotFound, TooBusy
from blog.lists import HOME, ListKind, ListRef
from storage.article_writer import Saved
from storage.list_reader import STICKY_AT_MOST
from tests.support.blog import AUTHOR, NOW, an_article
from tests.support.counts import assert_consistent

NIGHT = ListRef(ListKind.TAG, "night")
KEEPER = ListRef(ListKind.AUTHOR, "keeper")


def publish(store, count, **fields):
    """`day-0`, the newest, to the oldest; each has the tag "Night"."""
    for day in range(count):
        article = an_article(f"day-{day}", published_at=NOW - timedelta(days=day), tags=("Night",))
        store.articles.save(replace(article, **fields))


def slugs(page):
    return [article.slug for article in page.articles]


def days(first, last):
    return [f"day-{day}" for day in range(first, last)]


class TestPages:
    @pytest.mark.parametrize("ref", [HOME, NIGHT, KEEPER, ListRef(ListKind.YEAR, "2026")], ids=lambda ref: ref.path)
    def test_a_list_is_read_page_by_page_to_its_end_and_back_one_request_each(self, any_store, ref):
        publish(any_store, 8)
        any_store.meter.reset()
        first = any_store.table.listed(ref, limit=3)
        second = any_store.table.listed(ref, before=first.older, limit=3)
        last = any_store.table.listed(ref, before=second.older, limit=3)
        assert [slugs(page) for page in (first, second, last)] == [days(0, 3), days(3, 6), days(6, 8)]
        assert (first.newer, last.older) == ("", "")
        back = any_store.table.listed(ref, after=last.newer, limit=3)
        top = any_store.table.listed(ref, after=back.newer, limit=3)
        assert [slugs(page) for page in (back, top)] == [days(3, 6), days(0, 3)]
        assert (back.older, top.older, top.newer) == (second.older, first.older, "")
        assert any_store.meter.operations == ["Query"] * 5

    def test_a_page_that_ends_with_its_list_has_nothing_older(self, any_store):
        publish(any_store, 3)
        assert any_store.table.listed(NIGHT, limit=3).older == ""
        assert any_store.table.listed(HOME, limit=3).older == ""

    def test_the_first_page_says_what_the_list_is_and_the_others_what_it_is_called(self, any_store):
        publish(any_store, 3)
        any_store.articles.describe_list(NIGHT, "What happens after dark.")
        info = any_store.table.listed(NIGHT, limit=2).info
        assert (info.name, info.description, info.count) == ("Night", "What happens after dark.", 3)
        assert info.updated_at == NOW
        later = any_store.table.listed(NIGHT, limit=2, before=any_store.table.listed(NIGHT, limit=2).older).info
        assert (later.name, later.count) == ("Night", 0)

    def test_an_authors_list_has_the_author_as_the_last_article_that_was_saved_knows_them(self, any_store):
        publish(any_store, 2)
        new = replace(AUTHOR, bio="Snuffs them too.", name="The New Keeper")
        any_store.articles.save(an_article("day-0", published_at=NOW, author=new))
        assert any_store.table.listed(KEEPER).info.author == new
        any_store.articles.save(an_article("day-1", published_at=NOW - timedelta(days=1), tags=("Night",)))
        assert any_store.table.listed(KEEPER).info.author == new

    def test_a_row_shows_what_a_head_shows_and_never_a_count(self, any_store):
        article = an_article(tags=("Night", "Streets"), categories=("Lamps", "Light"), images=("/a.png",), word_count=9)
        any_store.articles.save(article)
        (row,) = any_store.table.listed(NIGHT).articles
        (head,) = any_store.table.listed(HOME).articles
        assert (row.place, row.guid, row.tags, row.summary) == (head.place, head.guid, head.tags, head.summary)
        assert row.guid.startswith("urn:uuid:")
        (in_month,) = any_store.table.listed(ListRef(ListKind.MONTH, "2026-11")).articles
        assert (in_month.images, row.images) == (("/a.png",), ())

    def test_what_no_article_is_in_is_not_found_but_home_is_always_there(self, any_store):
        for missing in ("before anything", "after all"):
            assert any_store.table.listed(HOME).articles == (), missing
            for ref in (NIGHT, KEEPER, ListRef(ListKind.MONTH, "2026-11")):
                with pytest.raises(ListNotFound):
                    any_store.table.listed(ref)
            publish(any_store, 1)
            any_store.articles.delete("day-0")

    @pytest.mark.parametrize(
        "cursor", ["x", "~", "POSTS", "2026-11-22T12:00:00.000000", "2026-11-22T12:00:00.000000~a\n"]
    )
    @pytest.mark.parametrize("direction", ["before", "after"])
    def test_a_forged_cursor_is_refused_before_anything_is_asked(self, store, cursor, direction):
        with pytest.raises(BadCursor):
            store.table.listed(HOME, **{direction: cursor})
        assert store.meter.operations == []

    def test_a_cursor_of_another_list_is_only_a_time(self, any_store):
        publish(any_store, 4)
        older = any_store.table.listed(HOME, limit=2).older
        any_store.articles.save(an_article("other", published_at=NOW - timedelta(days=9), tags=("other",)))
        assert slugs(any_store.table.listed(ListRef(ListKind.TAG, "other"), before=older)) == ["other"]


class TestSticky:
    def test_what_is_sticky_is_above_all_on_homes_first_page_only(self, any_store):
        publish(any_store, 6)
        any_store.articles.save(an_article("day-4", published_at=NOW - timedelta(days=4), tags=("Night",), sticky=True))
        first = any_store.table.listed(HOME, limit=3)
        assert ([each.slug for each in first.sticky], slugs(first)) == (["day-4"], days(0, 3))
        second = any_store.table.listed(HOME, before=first.older, limit=3)
        assert (second.sticky, slugs(second)) == ((), days(3, 6))
        assert slugs(any_store.table.listed(NIGHT)) == days(0, 6)

    def test_on_the_same_page_it_is_shown_once(self, any_store):
        publish(any_store, 3)
        any_store.articles.save(an_article("day-1", published_at=NOW - timedelta(days=1), sticky=True))
        first = any_store.table.listed(HOME, limit=3)
        assert ([each.slug for each in first.sticky], slugs(first)) == (["day-1"], ["day-0", "day-2"])

    def test_more_of_them_than_there_is_room_for_hide_no_post(self, any_store):
        publish(any_store, STICKY_AT_MOST + 9, sticky=True)
        page = any_store.table.listed(HOME, limit=2)
        assert [each.slug for each in page.sticky] == days(0, STICKY_AT_MOST)
        found = slugs(page)
        while page.older:
            page = any_store.table.listed(HOME, before=page.older, limit=2)
            found += slugs(page)
        assert found == days(0, STICKY_AT_MOST + 9)


class TestIndexes:
    def test_lists_of_a_kind_have_their_counts_and_empty_ones_are_left_out(self, any_store):
        any_store.articles.save(an_article("a", tags=("Night", "Été")))
        any_store.articles.save(an_article("b", tags=("night",), state=ArticleState.PUBLISHED))
        any_store.articles.describe_list(ListRef(ListKind.TAG, "nobody"), "Never used.")
        any_store.meter.reset()
        found = any_store.table.lists(ListKind.TAG)
        assert any_store.meter.operations == ["Query"]
        assert [(info.ref.slug, info.count) for info in found] == [("ete", 1), ("night", 2)]
        assert [(info.ref.slug, info.count) for info in any_store.table.lists(ListKind.MONTH)] == [("2026-11", 2)]
        (home,) = any_store.table.lists(ListKind.HOME)
        assert (home.ref, home.count) == (HOME, 2)

    def test_pages_are_a_list_of_their_own(self, any_store):
        any_store.articles.save(an_article("about", kind=ArticleKind.PAGE, order=3))
        any_store.articles.save(an_article("colophon", kind=ArticleKind.PAGE, parent="about"))
        any_store.articles.save(an_article("hello"))
        any_store.articles.link_articles()
        found = {
            page.slug: (page.parent, page.order, page.place.ancestors) for page in any_store.table.pages().articles
        }
        assert found == {"about": ("", 3, ()), "colophon": ("about", 0, ("about",))}
        assert slugs(any_store.table.listed(HOME)) == ["hello"]

    def test_a_whole_list_is_read_without_what_is_above_it(self, any_store):
        publish(any_store, 4, sticky=True)
        assert [each.slug for each in any_store.table.listed_all(HOME)] == days(0, 4)
        assert [each.slug for each in any_store.table.listed_all(NIGHT)] == days(0, 4)

    @pytest.mark.parametrize("asked", ["lihgt-at-night", "light-at-nigt", "light-at", "light-at-nights"])
    def test_a_mistyped_slug_finds_the_article_that_was_meant(self, any_store, asked):
        for slug in ("a-lamp", "light-at-night", "lighthouse", "zebra"):
            any_store.articles.save(an_article(slug))
        any_store.articles.save(an_article("light-at-midnight", state=ArticleState.UNLISTED))
        any_store.meter.reset()
        likest = any_store.table.near(asked)
        assert (likest[0].place.slug, likest[0].title) == ("light-at-night", "Light At Night")
        assert any_store.meter.operations == ["Query"]
        assert "light-at-midnight" not in [each.place.slug for each in likest]

    def test_a_page_that_is_like_it_is_found_at_its_whole_address(self, any_store):
        any_store.articles.save(an_article("about", kind=ArticleKind.PAGE))
        any_store.articles.save(an_article("colophon", kind=ArticleKind.PAGE, parent="about"))
        any_store.articles.link_articles()
        (found,) = any_store.table.near("colofon")
        assert (found.place.kind, found.place.ancestors) == (ArticleKind.PAGE, ("about",))
        assert any_store.table.near("x" * 40) == ()


class TestListsStayRight:
    def test_as_an_article_comes_changes_and_goes(self, any_store):
        article = an_article(tags=("Night",), categories=("Lamps",))
        changes = {
            "published": article,
            "retitled": replace(article, title="Other"),
            "retagged": replace(article, tags=("Streets", "Moths")),
            "dated": replace(article, published_at=NOW - timedelta(days=400)),
            "another's": replace(article, author=Author(slug="other", name="Other")),
            "sticky": replace(article, sticky=True),
            "a page": replace(article, kind=ArticleKind.PAGE),
            "unlisted": replace(article, state=ArticleState.UNLISTED),
            "a draft": replace(article, state=ArticleState.DRAFT),
            "scheduled": replace(article, state=ArticleState.SCHEDULED),
            "expired": replace(article, state=ArticleState.EXPIRED),
        }
        any_store.articles.save(an_article("beside", tags=("Night",)))
        for step, changed in changes.items():
            assert any_store.articles.save(changed) in (Saved.CREATED, Saved.CHANGED), step
            assert_consistent(any_store)
            assert any_store.articles.save(changed) is Saved.UNCHANGED, step
            assert any_store.articles.save(article) in (Saved.UNCHANGED, Saved.CHANGED), step
            assert_consistent(any_store)
        any_store.articles.delete("hello")
        assert_consistent(any_store)
        assert [info.ref.slug for info in any_store.table.lists(ListKind.TAG)] == ["night"]

    def test_a_list_changes_when_the_newest_change_of_its_articles_does(self, any_store):
        any_store.articles.save(an_article("new", tags=("Night",), published_at=NOW))
        any_store.articles.save(an_article("old", tags=("Night",), published_at=NOW - timedelta(days=99)))
        assert any_store.table.listed(NIGHT).info.updated_at == NOW
        later = NOW + timedelta(days=1)
        old = an_article("old", tags=("Night",), published_at=NOW - timedelta(days=99), updated_at=later)
        any_store.articles.save(old)
        assert any_store.table.listed(NIGHT).info.updated_at == later

    @pytest.mark.slow
    def test_after_a_random_walk_every_count_is_what_counting_again_gives(self, store):
        chance = random.Random(7)
        for _ in range(120):
            slug = chance.choice(["a", "b", "c", "d"])
            if chance.random() < 0.15:
                try:
                    store.articles.delete(slug)
                except ArticleNotFound:
                    continue
            else:
                store.articles.save(anything(slug, chance))
            assert_consistent(store)

    def test_two_writers_at_once_leave_lists_and_counts_right(self, any_store):
        def save(number):
            chance = random.Random(number)
            with suppress(TooBusy):  # who is overtaken too often says so, and has changed nothing
                return any_store.articles.save(anything(chance.choice(["a", "b"]), chance))

        with ThreadPoolExecutor(2) as pool:
            assert Saved.CHANGED in pool.map(save, range(24))
        assert_consistent(any_store)

    def test_an_article_with_more_tags_than_one_transaction_holds_is_listed_in_all(self, any_store):
        many = an_article(tags=tuple(f"tag {number}" for number in range(60)))
        assert any_store.articles.save(many) is Saved.CREATED
        assert_consistent(any_store)
        assert any_store.articles.save(many) is Saved.UNCHANGED
        assert any_store.articles.save(replace(many, tags=())) is Saved.CHANGED
        assert_consistent(any_store)
        any_store.articles.save(many)
        any_store.articles.delete("hello")
        assert_consistent(any_store)

    @pytest.mark.parametrize("killed_at", range(1, 6))
    def test_what_is_killed_in_between_the_next_save_finishes(self, store, killed_at):
        many = an_article(tags=tuple(f"tag {number}" for number in range(60)))
        store.articles.save(an_article(tags=("tag 1", "other")))
        with store.dies_after(killed_at):
            store.articles.save(many)
        store.articles.save(many)
        assert_consistent(store)


def anything(slug, chance):
    tags = tuple(tag for tag in ("x", "y", "z") if chance.random() < 0.5)
    return an_article(
        slug,
        tags=tags,
        title=chance.choice(["One", "Two"]),
        author=Author(slug=chance.choice(["p", "q"]), name="P"),
        kind=chance.choice([ArticleKind.POST, ArticleKind.POST, ArticleKind.PAGE]),
        state=chance.choice([ArticleState.PUBLISHED, ArticleState.PUBLISHED, *ArticleState]),
        sticky=chance.random() < 0.3,
        published_at=NOW - timedelta(days=chance.choice([0, 40, 400])),
    )
