"""What every database under the blog must do when an article gets another slug, wherever that is killed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.acts import Act, ActKind, Batch, act_id
from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from blog.errors import ArticleGone, ArticleMoved, ArticleNotFound, BadSlug, CommentsClosed, SlugRenamed, SlugTaken
from blog.ids import make_id
from blog.lists import HOME, ListKind, ListRef
from storage.article_writer import Saved
from tests.support.blog import NOW, a_comment, add, an_article, moderate
from tests.support.counts import assert_consistent, assert_counted

pytestmark = pytest.mark.slow

STATES = list(CommentState)


def publish_with_everything(store, slug="hello", **fields):
    """An article with comments in every state, a gap, what is pinned, an act, a report, likes, tags, an old address."""
    store.articles.save(an_article(slug, tags=("Night", "Moths"), sticky=True, **fields))
    below_a_gap = a_comment(slug, 48, parent=a_comment(number=49).path)
    comments = [a_comment(slug, number, state=STATES[number % 4]) for number in range(48)]
    store.desk.bring_in(slug, [*comments, below_a_gap])
    act = Act(id=act_id(make_id(NOW, 1)), at=NOW, kind=ActKind.PIN, who="keeper", slug=slug, path=below_a_gap.path)
    store.mover.change(below_a_gap, replace(below_a_gap, pinned=True), acts=[act])
    store.comments.report(slug, comments[0].path, "visitor", NOW, hold_at=2)
    for visitor in range(7):
        store.likes.like(slug, f"visitor-{visitor}", NOW)
    store.articles.remember_addresses({"/?p=42": slug})


def left_halfway(store, path):
    """A rename from "hello" to "hi" that was killed when nothing but the pending comment at this path had moved."""
    with store.dies_after(6):
        store.articles.rename("hello", "hi")
    (item,) = [item for item in store.items() if item["sk"]["S"] == f"PENDING#{path}"]
    assert item["pk"]["S"] == "ARTICLE#hello"
    store.client.delete_item(TableName=store.name, Key={name: item[name] for name in ("pk", "sk")})
    store.client.put_item(TableName=store.name, Item=item | {"pk": {"S": "ARTICLE#hi"}})
    return store.desk.find(path.rpartition("/")[2])


def leads(store, address):
    with pytest.raises(ArticleMoved) as moved:
        store.table.follow_address(address)
    return moved.value.slug


def without_slug(store):
    """The articles' items, as they are under any slug."""
    held = [item for item in store.items() if item["pk"]["S"].startswith("ARTICLE#")]
    for item in held:
        item.pop("digest", None)
        if "position" in item:
            item["position"]["S"] = item["position"]["S"].replace("hello", "*").replace("hi", "*")
        item["pk"]["S"] = item["pk"]["S"].replace("hello", "*").replace("hi", "*")
    return sorted(held, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


class TestRenaming:
    def test_everything_moves_and_nothing_else_changes(self, any_store):
        publish_with_everything(any_store)
        before, guid = without_slug(any_store), any_store.table.summary("hello").guid
        any_store.articles.rename("hello", "hi")
        assert without_slug(any_store) == before
        assert_consistent(any_store)
        assert_counted(any_store)
        found = any_store.table.article("hi").article
        assert (found.slug, found.guid, found.comment_count, found.like_count) == ("hi", guid, 13, 7)
        assert any_store.table.article("hi").pinned.text == "Words 48"
        with pytest.raises(ArticleNotFound):
            any_store.table.article("hello")
        assert (leads(any_store, "/hello"), leads(any_store, "/?p=42")) == ("hi", "hi")
        assert [each.slug for each in any_store.table.listed(ListRef(ListKind.TAG, "night")).articles] == ["hi"]
        assert [each.slug for each in any_store.table.listed(HOME).sticky] == ["hi"]

    def test_killed_at_any_point_a_second_run_finishes_it(self, store, stack):
        publish_with_everything(store)
        before, requests = without_slug(store), 0
        names = ["hello", "hi"]
        while True:
            requests += 1
            store.meter.reset()
            with store.dies_after(requests):
                store.articles.rename(*names)
            if len(store.meter.operations) <= requests:
                break
            store.articles.rename(*names)
            assert without_slug(store) == before, requests
            assert_consistent(store)
            assert_counted(store)
            assert leads(store, "/?p=42") == leads(store, f"/{names[0]}") == names[1]
            names.reverse()
        assert requests > 10

    def test_chains_of_addresses_are_collapsed(self, any_store):
        publish_with_everything(any_store)
        any_store.articles.rename("hello", "second")
        any_store.articles.rename("second", "third")
        assert {leads(any_store, address) for address in ("/hello", "/second", "/?p=42")} == {"third"}
        any_store.articles.rename("third", "hello")
        assert {leads(any_store, address) for address in ("/second", "/third", "/?p=42")} == {"hello"}
        assert any_store.table.follow_address("/hello") is None

    def test_what_an_unfinished_one_left_behind_comes_along_with_the_next(self, store):
        publish_with_everything(store)
        before = without_slug(store)
        with store.dies_after(6):
            store.articles.rename("hello", "second")
        assert store.table.summary("second")
        store.articles.rename("second", "hi")
        assert without_slug(store) == before

    def test_who_likes_it_under_both_slugs_meanwhile_likes_it_once(self, store):
        publish_with_everything(store)
        with store.dies_after(6):
            store.articles.rename("hello", "hi")
        assert store.likes.like("hi", "visitor-3", NOW)
        store.articles.rename("hello", "hi")
        assert_counted(store)
        assert store.table.summary("hi").like_count == 7

    @pytest.mark.parametrize("gone", [(), (0,), (1, 0)])
    def test_what_is_approved_under_the_new_slug_before_what_it_answers_is_there_finds_its_thread(self, store, gone):
        store.articles.save(an_article())
        chain = [add(store, a_comment(number=0))]
        for number in (1, 2, 3):
            state = CommentState.PENDING if number == 3 else CommentState.APPROVED
            chain.append(add(store, a_comment(number=number, parent=chain[-1].path, state=state)))
        for number in gone:
            store.mover.change(chain[number], replace(chain[number], state=CommentState.TRASH))
        moderate(store, left_halfway(store, chain[3].path), CommentState.APPROVED)
        store.articles.rename("hello", "hi")
        shown = store.table.article("hi").page.comments
        assert [comment.path for comment in shown] == [comment.path for comment in chain]
        assert [number for number, comment in enumerate(shown) if comment.gap] == sorted(gone)
        assert not [item for item in store.items() if item["pk"]["S"] == "ARTICLE#hello"]
        assert_counted(store)

    def test_what_is_pinned_under_the_new_slug_meanwhile_stays_pinned(self, store):
        store.articles.save(an_article())
        first, held = add(store, a_comment()), add(store, a_comment(number=1, state=CommentState.PENDING))
        store.mover.change(first, replace(first, pinned=True))
        second = moderate(store, left_halfway(store, held.path), CommentState.APPROVED)
        store.mover.change(second, replace(second, pinned=True), acts=[])
        store.articles.rename("hello", "hi")
        assert store.table.article("hi").pinned.path == held.path
        assert_counted(store)

    def test_publishing_again_under_the_new_slug_changes_nothing_and_under_the_old_one_is_refused(self, any_store):
        article = an_article(tags=("Night",))
        any_store.articles.save(article)
        any_store.articles.rename("hello", "hi")
        assert any_store.articles.save(replace(article, slug="hi")) is Saved.UNCHANGED
        for refused in (any_store.articles.save, any_store.articles.check):
            with pytest.raises(SlugRenamed, match="'hello' was renamed to 'hi'"):
                refused(article)

    def test_a_slug_that_is_taken_or_cannot_be_one_is_refused_and_nothing_is_written(self, any_store):
        for slug in ("hello", "taken", "moved"):
            any_store.articles.save(an_article(slug))
        any_store.articles.rename("moved", "elsewhere")
        before = any_store.items()
        for new, refusal in (("taken", SlugTaken), ("moved", SlugRenamed), ("-", BadSlug), ("tag", BadSlug)):
            with pytest.raises(refusal):
                any_store.articles.rename("hello", new)
        for old, refusal in (("nothing", ArticleNotFound), ("moved", SlugRenamed)):
            with pytest.raises(refusal):
                any_store.articles.rename(old, "new")
        assert any_store.items() == before

    def test_a_deleted_articles_slug_may_be_given_to_another(self, any_store):
        any_store.articles.save(an_article("gone"))
        any_store.articles.delete("gone")
        any_store.articles.save(an_article())
        any_store.articles.rename("hello", "gone")
        assert any_store.table.summary("gone").slug == "gone"
        assert any_store.table.follow_address("/gone") is None

    def test_drafts_and_what_has_expired_are_renamed_too(self, any_store):
        any_store.articles.save(an_article("one", state=ArticleState.DRAFT))
        _, key = any_store.articles.preview_key("one")
        any_store.articles.rename("one", "two")
        assert any_store.table.draft("two")[1] == key
        any_store.articles.save(an_article("old", state=ArticleState.EXPIRED))
        any_store.articles.rename("old", "older")
        assert leads(any_store, "/old") == "older"
        with pytest.raises(ArticleGone):
            any_store.table.follow_address("/older")

    def test_an_article_with_very_many_tags_moves_whole(self, store):
        many = an_article(tags=tuple(f"tag {number}" for number in range(60)))
        store.articles.save(many)
        with store.dies_after(6):
            store.articles.rename("hello", "hi")
        store.articles.rename("hello", "hi")
        assert_consistent(store)
        assert store.articles.save(replace(many, slug="hi")) is Saved.UNCHANGED

    def test_a_closed_discussion_stays_closed(self, any_store):
        any_store.articles.save(an_article())
        any_store.desk.lock("hello", Batch(make_id(NOW, 1), "keeper", NOW))
        any_store.articles.rename("hello", "hi")
        with pytest.raises(CommentsClosed):
            add(any_store, a_comment("hi"))

    def test_who_reports_a_comment_under_both_names_has_done_so_once(self, store):
        publish_with_everything(store)
        with store.dies_after(11):
            store.articles.rename("hello", "hi")
        # Its marker is still at the old name.
        assert store.comments.report("hi", a_comment().path, "visitor", NOW, hold_at=9)
        store.articles.rename("hello", "hi")
        assert_counted(store)
        assert not [item for item in store.items() if item["pk"]["S"] == "ARTICLE#hello"]

    def test_pages_below_a_page_follow_it(self, any_store):
        pages = {"about": "", "colophon": "about", "type": "colophon"}
        for slug, parent in pages.items():
            any_store.articles.save(an_article(slug, kind=ArticleKind.PAGE, parent=parent))
        any_store.articles.save(an_article("draft", kind=ArticleKind.PAGE, parent="about", state=ArticleState.DRAFT))
        any_store.articles.link_articles()
        assert any_store.table.summary("type").place.ancestors == ("about", "colophon")
        any_store.articles.rename("about", "us")
        any_store.articles.link_articles()
        assert any_store.table.summary("type").place.ancestors == ("us", "colophon")
        (draft,) = any_store.articles.articles(ArticleState.DRAFT)
        assert draft.parent == "us"
        assert_consistent(any_store)

    def test_what_others_say_of_it_follows(self, any_store):
        for day, slug in enumerate(["newer", "hello", "older"]):
            any_store.articles.save(an_article(slug, published_at=NOW - timedelta(days=day), tags=("x",)))
        writer = any_store.articles
        writer.link_articles()
        writer.rename("hello", "hi")
        assert writer.link_articles() == 2
        newer = any_store.table.article("newer").article
        assert newer.previous.place.slug == "hi"
        assert "hi" in [each.place.slug for each in newer.related]


def test_a_comment_that_comes_while_its_article_is_renamed_is_counted_where_it_stands(store):
    publish_with_everything(store)
    with store.dies_after(6):
        store.articles.rename("hello", "hi")
    add(store, a_comment("hi", number=99))
    store.articles.rename("hello", "hi")
    assert_counted(store)
    assert store.table.summary("hi").comment_count == 14
