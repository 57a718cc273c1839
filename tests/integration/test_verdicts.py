"""What becomes of a comment under the owner's settings, and what its writer is told."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from blog.acts import Batch
from blog.comment import CommentState
from blog.discussion import Block, Hold, Rate
from blog.ids import make_id
from moderation.akismet import Akismet
from tests.support.akismet import KEY, fake_akismet, nobodys_address
from tests.support.blog import NOW, SITE, Blog, a_comment
from tests.support.counts import assert_counted

OPEN = replace(SITE.settings, hold_comments=Hold.NONE)


def blog_with(store, **settings) -> Blog:
    blog = Blog(store, replace(OPEN, **settings))
    blog.publish()
    return blog


def fates(blog: Blog) -> dict[str, list[str]]:
    """The rules that spoke, by state, oldest first."""
    found = {
        state.value: [",".join(reason.rule for reason in each.reasons) for each in blog.store.desk.comments(state)][
            ::-1
        ]
        for state in CommentState
    }
    return {state: rules for state, rules in found.items() if rules}


def test_a_blocked_source_is_refused_with_its_words_and_kept_in_the_trash(store):
    blog = blog_with(store, blocked=(Block("192.0.2.0/24"),))
    answer = blog.post(comment="Let <me> in", visitor="192.0.2.7")
    assert answer.status == 403
    assert "Let &lt;me&gt; in" in answer.text
    (trash,) = blog.store.desk.comments(CommentState.TRASH)
    assert "192.0.2" not in trash.reasons[0].evidence or "/24" in trash.reasons[0].evidence
    assert blog.post(comment="Let me in", visitor="192.0.3.7").status == 303


def test_forbidden_words_are_spam_and_nobody_is_told(store):
    blog = blog_with(store, forbidden_words=("casino",))
    answer = blog.post(comment="See you at https://example.org/casino")
    assert "awaiting=" in answer.headers["Location"]
    assert fates(blog)["spam"] == ["forbidden_words"]
    assert blog.follow(answer).one("h1") == "Thank you. Your comment is awaiting moderation."


def test_every_reason_is_kept_with_weight_and_evidence(store):
    blog = blog_with(store, held_words=("perhaps",))
    blog.post(comment="Perhaps https://a.example.org https://b.example.org")
    (held,) = blog.pending()
    by_rule = {reason.rule: reason for reason in held.reasons}
    assert set(by_rule) == {"links", "held_words"}
    assert by_rule["links"].weight > 0
    assert "perhaps" in by_rule["held_words"].evidence.lower()


def test_the_same_text_on_another_article_is_held(store):
    blog = blog_with(store)
    blog.publish("other")
    text = "I have read this article with the greatest interest and shall come back to it."
    blog.post(comment=text)
    blog.post("other", comment=text.upper() + "!!", email="another@example.org")
    assert fates(blog)["pending"] == ["repeated"]


class TestFloods:
    def test_what_exceeds_the_rate_of_one_source_is_held_and_nothing_is_refused(self, store):
        blog = blog_with(store, flood_source=Rate(3, 10))
        answers = [blog.post(comment=f"Number {number}", visitor="192.0.2.1") for number in range(5)]
        assert [answer.status for answer in answers] == [303] * 5
        assert [("awaiting=" in answer.headers["Location"]) for answer in answers] == [False] * 3 + [True] * 2
        assert "awaiting=" not in blog.post(comment="Another", visitor="192.0.2.2").headers["Location"]
        assert all("flood" in rules.split(",") for rules in fates(blog)["pending"])
        assert_counted(store)

    def test_the_bucket_fills_again(self, store):
        blog = blog_with(store, flood_source=Rate(2, 10))
        for number in range(3):
            blog.post(comment=f"Number {number}", visitor="192.0.2.1")
        blog.now += timedelta(minutes=5)
        assert "awaiting=" not in blog.post(comment="Later", visitor="192.0.2.1").headers["Location"]

    @pytest.mark.parametrize("rate", ["flood_article", "flood_blog"])
    def test_what_exceeds_the_rate_of_an_article_or_of_the_blog_is_held(self, store, rate):
        blog = blog_with(store, **{rate: Rate(8, 60)})
        for number in range(20):
            blog.post(comment=f"Number {number}", visitor=f"192.0.2.{number}")
        states = {state: len(rules) for state, rules in fates(blog).items()}
        assert states == {"approved": 8, "pending": 12}

    def test_no_address_is_stored(self, store):
        blog = blog_with(store)
        blog.post(visitor="192.0.2.99")
        assert "192.0.2.99" not in repr(store.items())

    def test_a_flood_costs_no_more_requests(self, store):
        blog = blog_with(store, flood_source=Rate(1, 60))
        for number in range(3):
            store.meter.reset()
            blog.post(comment=f"Number {number}", visitor="192.0.2.1")
        assert store.meter.operations == ["BatchGetItem", "TransactWriteItems"]


class TestClosing:
    def test_an_article_closes_after_its_days(self, store):
        blog = blog_with(store, close_comments_after=30)
        blog.publish("old", published_at=NOW - timedelta(days=31))
        assert blog.post("old", comment="Too <late>").status == 422
        assert blog.post("hello").status == 303

    def test_a_locked_article_takes_no_comment(self, store):
        blog = blog_with(store)
        store.desk.lock("hello", Batch(make_id(blog.now, 1), "owner", blog.now))
        answer = blog.post(comment="Locked <out>")
        assert answer.status == 422
        assert "Locked &lt;out&gt;" in answer.text


class TestDepth:
    def test_an_answer_that_is_too_deep_stands_beside_what_it_answers_and_says_so(self, store):
        blog = blog_with(store, thread_depth=2)
        first = a_comment(number=1, name="First")
        second = a_comment(number=2, parent=first.path, name="Second")
        store.desk.bring_in("hello", [first, second])
        page = blog.follow(blog.post(comment="Third", comment_parent=second.path))
        assert page.texts(".comment .e-content") == ["Words 1", "Words 2", "Third"]
        assert page.texts(".comment .answers") == ["In reply to First", "In reply to Second"]
        assert len(page.page.css(".step-2")) == 0

    def test_without_threads_all_stand_in_one_row(self, store):
        blog = blog_with(store, thread_depth=1)
        first = a_comment(number=1, name="First")
        store.desk.bring_in("hello", [first])
        page = blog.follow(blog.post(comment="Second", comment_parent=first.path))
        assert page.texts(".comment .answers") == ["In reply to First"]
        assert len(page.page.css(".step-1")) == 0


def test_without_names_a_comment_is_anonymous(store):
    blog = blog_with(store, require_name_email=False)
    page = blog.follow(blog.post(author="", email="", comment="Whoever I am"))
    assert page.one(".comment .p-name") == "Anonymous"


class TestAkismet:
    def test_it_is_asked_where_the_owner_has_a_key(self, store):
        with fake_akismet() as akismet:
            for key in ("", KEY):
                blog = blog_with(store, akismet_key=key)
                blog.parts.akismet = Akismet(akismet.address)
                sent = {"comment": f"Buy with key '{key}'", "email": f"reader{key}@example.org"}
                blog.post(**sent, author="akismet-guaranteed-spam", visitor="192.0.2.1")
            (asked,) = akismet.asked
        assert (asked["comment_content"], asked["user_ip"]) == (f"Buy with key '{KEY}'", "192.0.2.1")
        assert asked["permalink"] == "https://blog.example.org/hello"
        assert akismet.problems == []
        assert {state: len(rules) for state, rules in fates(blog).items()} == {"approved": 1, "spam": 1}

    def test_what_it_cannot_say_waits_for_the_owner(self, store):
        blog = blog_with(store, akismet_key=KEY)
        blog.parts.akismet = Akismet(nobodys_address())
        assert "awaiting=" in blog.post().headers["Location"]
        assert fates(blog) == {"pending": ["akismet"]}


def test_what_was_rejected_is_kept_for_its_days(store):
    blog = blog_with(store, forbidden_words=("casino",), keep_rejected_days=30)
    blog.post(comment="Casino")
    (spam,) = [item for item in store.items() if item["sk"]["S"].startswith("SPAM#")]
    assert int(spam["expires_at"]["N"]) == int((NOW + timedelta(days=30)).timestamp())


class TestReports:
    def test_enough_readers_hold_a_comment_once_each(self, store):
        blog = blog_with(store, reports_to_hold=3)
        blog.post(comment="Rude")
        (comment,) = store.desk.comments(CommentState.APPROVED)
        for visitor in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
            answer = blog.act("report", comment.path, visitor=visitor)
            assert answer.status == 303
        assert "approved" in fates(blog)
        assert blog.follow(answer).texts("[role=status]") != []
        blog.act("report", comment.path, visitor="192.0.2.3")
        assert fates(blog) == {"pending": ["reported"]}
        assert blog.act("report", comment.path, visitor="192.0.2.4").status == 303
        assert_counted(store)

    def test_a_reader_is_an_address_whatever_the_browser_and_no_other_sites_page(self, store):
        blog = blog_with(store, reports_to_hold=2)
        blog.post(comment="Rude")
        (comment,) = store.desk.comments(CommentState.APPROVED)
        body = urlencode({"act": "report", "target": comment.path})
        for number in range(3):
            blog.send("/comments/hello", body, source_ip="192.0.2.1", user_agent=f"Browser {number}")
            blog.send("/comments/hello", body, source_ip=f"192.0.2.{number}", sec_fetch_site="cross-site")
        assert "approved" in fates(blog)

    def test_the_authors_own_answer_is_not_held(self, store):
        blog = blog_with(store, reports_to_hold=1)
        answer = a_comment(by_author=True)
        store.desk.bring_in("hello", [answer])
        blog.act("report", answer.path, visitor="192.0.2.1")
        assert "pending" not in fates(blog)

    def test_what_the_owner_has_approved_stays(self, store):
        blog = blog_with(store, reports_to_hold=1)
        blog.post(comment="Rude")
        (comment,) = store.desk.comments(CommentState.APPROVED)
        blog.act("report", comment.path, visitor="192.0.2.1")
        blog.approve(*blog.pending())
        blog.act("report", comment.path, visitor="192.0.2.2")
        assert "pending" not in fates(blog)

    def test_without_reports_nothing_is_reported(self, store):
        blog = blog_with(store, reports_to_hold=0)
        blog.post(comment="Rude")
        (comment,) = store.desk.comments(CommentState.APPROVED)
        blog.act("report", comment.path, visitor="192.0.2.1")
        assert fates(blog) == {"approved": [""]}
        assert "report=" not in blog.get("/hello").text

    @pytest.mark.parametrize("target", ["", "nonsense", a_comment(number=77).path])
    def test_what_is_not_there_is_reported_without_harm(self, store, target):
        blog = blog_with(store)
        assert blog.act("report", target).status == 303
