"""What every database under the blog must do with comments, whoever wrote it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from blog.comment import CommentState, Gap, Reason, reply_path
from blog.errors import ArticleNotFound, CommentNotFound, CommentsClosed, ParentNotFound
from blog.word_counts import WordCounts
from storage import word_items
from tests.support.blog import NOW, a_comment, add, an_article
from tests.support.counts import assert_counted

BECAUSE = Reason("owner", "test")


def count(store, slug="hello") -> int:
    return store.table.summary(slug).comment_count


class TestSendingComments:
    def test_a_comment_is_counted_as_it_is_written(self, any_store):
        any_store.articles.save(an_article())
        any_store.meter.reset()
        known = any_store.comments.circumstances("hello", email="reader@example.org")
        add(any_store, a_comment())
        assert any_store.meter.operations == ["BatchGetItem", "TransactWriteItems"]
        assert (known.article.slug, known.approved_before, count(any_store)) == ("hello", 0, 1)

    def test_the_same_submission_twice_is_one_comment_and_the_same_answer(self, any_store):
        any_store.articles.save(an_article())
        first = add(any_store, a_comment(number=1), "digest")
        again = add(any_store, a_comment(number=2), "digest")
        assert (again.path, again.state) == (first.path, first.state)
        assert count(any_store) == 1

    def test_a_day_later_the_same_words_are_a_new_comment(self, any_store):
        any_store.articles.save(an_article())
        any_store.comments.add(a_comment(number=1), digest="digest", now=NOW)
        later = any_store.comments.add(a_comment(number=2), digest="digest", now=NOW + timedelta(days=1, seconds=1))
        assert later.path == a_comment(number=2).path
        assert count(any_store) == 2

    @pytest.mark.parametrize("state", [CommentState.PENDING, CommentState.SPAM, CommentState.APPROVED])
    def test_words_that_are_still_there_are_not_stored_again_wherever_they_were_put(self, any_store, state):
        any_store.articles.save(an_article())
        first = add(any_store, a_comment(number=1, state=CommentState.PENDING), "digest")
        any_store.mover.change(first, replace(first, state=state))
        again = add(any_store, a_comment(number=2), "digest")
        assert (again.path, again.state) == (first.path, state)
        assert_counted(any_store)

    @pytest.mark.parametrize("state", [CommentState.TRASH, None])
    def test_words_whose_comment_was_deleted_can_be_sent_again_once(self, any_store, state):
        any_store.articles.save(an_article())
        first = add(any_store, a_comment(number=1), "digest")
        add(any_store, a_comment(number=2, parent=first.path))
        any_store.mover.change(first, replace(first, state=state) if state else None)
        with ThreadPoolExecutor(4) as pool:
            sent = (a_comment(number=number) for number in range(3, 7))
            (path,) = set(pool.map(lambda comment: add(any_store, comment, "digest").path, sent))
        assert path != first.path
        assert count(any_store) == 2
        assert_counted(any_store)

    def test_what_is_refused_twice_is_one_comment(self, any_store):
        any_store.articles.save(an_article())
        refused = [add(any_store, a_comment(number=n, state=CommentState.TRASH), "digest").path for n in (1, 2)]
        assert len(set(refused)) == 1

    def test_a_held_comment_is_neither_shown_nor_counted(self, any_store):
        any_store.articles.save(an_article())
        held = add(any_store, a_comment(state=CommentState.PENDING, reasons=(BECAUSE,)))
        assert (count(any_store), any_store.table.article("hello").page.comments) == (0, ())
        shown = any_store.table.held_comment("hello", held.path)
        assert (shown.text, shown.email, shown.reasons) == (held.text, "", ())

    def test_a_held_comment_says_whether_readers_have_seen_it(self, any_store):
        any_store.articles.save(an_article())
        held = add(any_store, a_comment(number=1, state=CommentState.PENDING))
        seen = add(any_store, a_comment(number=2))
        for state in (CommentState.PENDING, CommentState.SPAM, CommentState.APPROVED, CommentState.PENDING):
            seen = any_store.mover.change(seen, replace(seen, state=state))
        for comment, was_public in ((held, False), (seen, True)):
            assert any_store.table.held_comment("hello", comment.path).was_public is was_public

    @pytest.mark.parametrize("state", [CommentState.APPROVED, CommentState.PENDING])
    def test_where_nothing_can_be_answered_nothing_is_written(self, any_store, state):
        any_store.articles.save(an_article())
        any_store.articles.save(an_article("closed", comments_open=False))
        held = add(any_store, a_comment(number=1, state=CommentState.PENDING))
        before = any_store.items()
        for slug, parent, refusal in (
            ("missing", "", ArticleNotFound),
            ("closed", "", CommentsClosed),
            ("hello", a_comment(number=9).path, ParentNotFound),
            ("hello", held.path, ParentNotFound),
        ):
            if refusal is not CommentsClosed:
                with pytest.raises(refusal):
                    any_store.comments.circumstances(slug, parent=parent)
            with pytest.raises(refusal):
                add(any_store, a_comment(slug, number=5, parent=parent, state=state))
        assert any_store.items() == before

    def test_concurrent_comments_are_all_there_and_all_counted(self, any_store):
        any_store.articles.save(an_article())
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: add(any_store, a_comment(number=number)), range(24)))
        found = any_store.table.article("hello")
        assert (found.article.comment_count, len(found.page.comments)) == (24, 24)
        assert_counted(any_store)

    def test_concurrent_copies_of_one_submission_are_one_comment(self, any_store):
        any_store.articles.save(an_article())
        with ThreadPoolExecutor(8) as pool:
            answers = set(pool.map(lambda number: add(any_store, a_comment(number=number), "same").path, range(8)))
        assert len(answers) == count(any_store) == 1

    def test_an_answer_needs_what_it_answers_and_one_to_a_gaps_answer_stands_beside_it(self, any_store):
        any_store.articles.save(an_article())
        root = add(any_store, a_comment(number=1))
        deep = add(any_store, a_comment(number=2, parent=root.path))
        any_store.mover.change(root, replace(root, state=CommentState.TRASH))
        with pytest.raises(ParentNotFound):
            any_store.comments.circumstances("hello", parent=root.path)
        with pytest.raises(ParentNotFound):
            add(any_store, a_comment(number=3, parent=root.path))
        assert any_store.comments.circumstances("hello", parent=deep.path)
        path = reply_path(deep.path, a_comment(number=4).id, depth=2)
        add(any_store, replace(a_comment(number=4), path=path, answers=deep.path))
        assert_counted(any_store)

    def test_spam_and_trash_go_by_themselves_and_nothing_else_does(self, any_store):
        any_store.articles.save(an_article())
        later = NOW + timedelta(days=30)
        for number, state in enumerate(CommentState):
            sent = a_comment(number=number, state=state)
            any_store.comments.add(sent, digest=sent.path, now=NOW, expires_at=later)
        stored = [item for item in any_store.items() if "text" in item]
        going = {item["list"]["S"]: int(item["expires_at"]["N"]) for item in stored if "expires_at" in item}
        assert going == {"COMMENTS#spam": later.timestamp(), "COMMENTS#trash": later.timestamp()}

    def test_an_approved_comment_earns_its_address_trust(self, any_store):
        any_store.articles.save(an_article())
        for number, state in enumerate(CommentState):
            add(any_store, a_comment(number=number, state=state, email="Reader@Example.org"))
        assert any_store.comments.circumstances("hello", email="READER@example.org").approved_before == 1
        assert_counted(any_store)


class TestCircumstances:
    def test_the_same_text_is_known_by_the_articles_that_it_was_sent_to(self, any_store):
        for slug in ("hello", "other"):
            any_store.articles.save(an_article(slug))
            sent = a_comment(slug, state=CommentState.SPAM)
            any_store.comments.add(sent, digest=f"{slug} {sent.path}", now=NOW, text_digest="casino")
        known = any_store.comments.circumstances("hello", text_digest="casino")
        assert known.seen_on == {"hello", "other"}
        assert any_store.comments.circumstances("hello", text_digest="rare").seen_on == set()

    def test_a_text_that_nobody_sends_any_more_is_forgotten_and_begins_anew(self, any_store):
        def send(slug, now):
            known = any_store.comments.circumstances(slug, text_digest="hi", now=now)
            sent = a_comment(slug, state=CommentState.PENDING)
            any_store.comments.add(sent, digest=slug, now=now, text_digest="hi", hints=known.hints)
            return known.seen_on

        for slug in ("hello", "other", "third", "last"):
            any_store.articles.save(an_article(slug))
        later = NOW + timedelta(days=8)
        assert [send("hello", NOW), send("other", NOW + timedelta(days=1)), send("third", later)] == [
            frozenset(),
            {"hello"},
            {"hello", "other"},
        ]
        much_later = later + timedelta(days=7, seconds=1)
        assert send("last", much_later) == frozenset()
        assert any_store.comments.circumstances("hello", text_digest="hi", now=much_later).seen_on == {"last"}

    def test_what_the_owner_has_taught_is_there_as_soon_as_it_is_learned(self, any_store):
        any_store.articles.save(an_article())
        writer = any_store.comments
        assert writer.circumstances("hello").word_counts == WordCounts()
        for spam in (1, 2):
            counts = WordCounts({"casino": (spam, 0)}, spam=spam)
            any_store.client.put_item(TableName=any_store.name, Item=word_items.counts_item(counts))
            assert writer.circumstances("hello").word_counts == counts

    def test_the_periods_key_is_there_once_somebody_has_made_it(self, any_store):
        any_store.articles.save(an_article())
        assert any_store.comments.circumstances("hello", period="2026-11").key == b""
        key = any_store.comments.key("2026-11", NOW)
        assert any_store.comments.circumstances("hello", period="2026-11").key == key
        assert any_store.likes.visitor_key("2026-11", NOW) == key

    def test_all_of_them_are_one_request(self, any_store):
        any_store.articles.save(an_article())
        parent = add(any_store, a_comment()).path
        any_store.meter.reset()
        any_store.comments.circumstances(
            "hello", parent=parent, email="a@example.org", text_digest="a", period="2026-11", source="a"
        )
        assert any_store.meter.operations == ["BatchGetItem"]


class TestOnesOwn:
    @pytest.mark.parametrize("state", [CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM])
    def test_a_writer_finds_a_comment_wherever_it_was_put(self, any_store, state):
        any_store.articles.save(an_article())
        add(any_store, a_comment(number=1))
        mine = add(any_store, a_comment(number=2, state=state))
        comment, known = any_store.comments.own("hello", mine.path)
        assert comment == mine
        assert known.approved_before == 1 + (state is CommentState.APPROVED)

    def test_what_was_thrown_away_or_never_there_is_nobodys(self, any_store):
        any_store.articles.save(an_article())
        thrown = add(any_store, a_comment(state=CommentState.TRASH))
        for path in (thrown.path, a_comment(number=1).path):
            with pytest.raises(CommentNotFound):
                any_store.comments.own("hello", path)

    def test_a_held_comment_is_found_though_a_gap_is_in_its_place(self, any_store):
        any_store.articles.save(an_article())
        mine = add(any_store, a_comment(number=1))
        add(any_store, a_comment(number=2, parent=mine.path))
        any_store.mover.change(mine, replace(mine, state=CommentState.PENDING), gap=Gap.HELD)
        assert any_store.comments.own("hello", mine.path)[0].state is CommentState.PENDING
