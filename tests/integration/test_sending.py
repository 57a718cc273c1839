"""What a reader sends, and what the blog makes of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.article import ArticleState
from blog.comment import CommentState
from blog.comment_form import LIMITS, TRAP_FIELD
from blog.discussion import Hold
from blog.errors import TooBusy
from tests.support.blog import SITE, Blog, a_comment


@pytest.fixture
def open_blog(store):
    """A blog that publishes every comment at once."""
    blog = Blog(store, replace(SITE.settings, hold_comments=Hold.NONE))
    blog.publish()
    return blog


@pytest.fixture
def careful_blog(blog):
    """A blog that holds first-time authors."""
    blog.publish()
    return blog


class TestAccepted:
    def test_a_comment_is_published_and_its_writer_sent_to_it(self, open_blog):
        open_blog.parts.key("2026-11", b"", open_blog.now)  # made once a month, by whoever comes first
        open_blog.store.meter.reset()
        sent = open_blog.post(comment="Well said.\n\nTruly.", url="example.org")
        assert open_blog.store.meter.operations == ["BatchGetItem", "TransactWriteItems"]
        assert sent.status == 303
        anchor = urlsplit(sent.headers["Location"]).fragment
        page = open_blog.follow(sent)
        assert page.texts(f"#{anchor} .e-content p") == ["Well said.", "Truly."]
        assert page.attribute(f"#{anchor} .p-name", "href") == "https://example.org"
        assert page.one(".comments h2") == "One thought on “Hello”"
        assert "reader@example.org" not in page.text

    def test_a_reply_stands_below_what_it_answers(self, open_blog):
        first = a_comment(number=1, name="Jo Doe")
        open_blog.store.desk.bring_in("hello", [first, a_comment(number=2)])
        sent = open_blog.post(comment="To you", comment_parent=first.path)
        page = open_blog.follow(sent)
        assert page.texts(".comment .e-content") == ["Words 1", "To you", "Words 2"]
        assert page.texts(".comment .answers") == ["In reply to Jo Doe"]

    def test_a_first_time_author_sees_their_own_words_until_they_are_approved(self, careful_blog):
        sent = careful_blog.post(comment="My <first> words")
        assert sent.status == 303
        notice = careful_blog.follow(sent)
        assert notice.one("h1") == "Thank you. Your comment is awaiting moderation."
        assert notice.one(".e-content") == "My <first> words"
        assert notice.headers["Cache-Control"] == "private, no-store"
        assert careful_blog.get("/hello").page.css(".comment") == []
        (pending,) = careful_blog.pending()
        assert [reason.rule for reason in pending.reasons] == ["first_time"]

        careful_blog.approve(pending)
        led = careful_blog.follow(sent)
        assert led.status == 302
        assert careful_blog.follow(led).texts(".comment .e-content") == ["My <first> words"]

    def test_an_approved_author_passes_from_then_on(self, careful_blog):
        careful_blog.post(comment="First")
        careful_blog.approve(careful_blog.pending()[0])
        careful_blog.now += timedelta(minutes=1)
        careful_blog.post(comment="Second", email="READER@EXAMPLE.ORG")
        assert careful_blog.get("/hello").texts(".comment .e-content") == ["First", "Second"]

    def test_a_robot_in_the_honeypot_is_told_what_everybody_is_told(self, open_blog):
        sent = open_blog.post(**{TRAP_FIELD: "buy"})
        assert "awaiting=" in sent.headers["Location"]
        assert open_blog.follow(sent).one("h1") == "Thank you. Your comment is awaiting moderation."
        (spam,) = open_blog.store.desk.comments(CommentState.SPAM)
        assert [reason.rule for reason in spam.reasons] == ["honeypot"]

    def test_what_comes_too_fast_is_held_and_not_lost(self, open_blog):
        open_blog.post(opened=open_blog.now.isoformat())
        (pending,) = open_blog.pending()
        assert [reason.rule for reason in pending.reasons] == ["too_fast"]

    def test_the_same_submission_twice_is_one_comment_and_the_same_answer(self, open_blog):
        first = open_blog.post()
        open_blog.now += timedelta(seconds=5)
        assert open_blog.post().headers["Location"] == first.headers["Location"]
        assert len(open_blog.get("/hello").page.css(".comment")) == 1

    def test_a_hundred_impatient_clicks_are_one_comment(self, open_blog):
        with ThreadPoolExecutor(8) as pool:
            locations = {sent.headers["Location"] for sent in pool.map(lambda _: open_blog.post(), range(40))}
        assert len(locations) == 1
        assert open_blog.store.table.summary("hello").comment_count == 1


class TestRemembering:
    def test_details_are_kept_by_the_browser_that_asked_and_forgotten_when_it_asks(self, open_blog):
        sent = open_blog.post(author="Jö & Co", url="https://example.org/?a=1&b=2", remember="yes")
        cookie, _ = sent.cookies
        assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        kept = [cookie.partition(";")[0]]
        page = open_blog.get("/hello", cookies=kept)
        filled = {node.attributes["name"]: node.attributes.get("value") for node in page.page.css("form input")}
        assert (filled["author"], filled["email"]) == ("Jö & Co", "reader@example.org")
        assert filled["url"] == "https://example.org/?a=1&b=2"
        assert page.headers["Cache-Control"].startswith("private")
        assert "checked" in page.page.css_first("[name=remember]").attributes

        forgotten, _ = open_blog.post(comment="Other words").cookies
        assert forgotten.startswith("commenter=;")
        assert "Max-Age=0" in forgotten

    def test_nothing_is_filled_in_for_others(self, open_blog):
        open_blog.post(remember="yes")
        page = open_blog.get("/hello")
        assert page.attribute("#author", "value") == ""
        assert page.headers["Cache-Control"].startswith("public")

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
    @given(value=st.text(max_size=200))
    def test_no_cookie_breaks_a_page(self, open_blog, value):
        assert open_blog.get("/hello", cookies=[f"commenter={value}", value]).status == 200


class TestRefused:
    def test_faults_stand_beside_their_fields_and_every_word_is_kept(self, open_blog):
        before = open_blog.store.items()
        open_blog.store.meter.reset()
        answer = open_blog.post(
            author="", email="nobody", url="javascript:alert(1)", comment="Long thought", remember="yes"
        )
        assert open_blog.store.meter.operations == ["Query"]
        assert answer.status == 422
        assert answer.one("#author-fault") == "Please say what we may call you."
        assert answer.one("#email-fault").startswith("This does not look like an e-mail address")
        assert answer.one("#url-fault").startswith("This does not look like a web address")
        assert answer.one("[role=alert]") == "3 things need another look before this can be sent."
        assert answer.one("textarea") == "Long thought"
        assert answer.attribute("#email", "value") == "nobody"
        assert answer.attribute("#email", "aria-describedby") == "email-fault"
        assert "checked" in answer.page.css_first("[name=remember]").attributes
        assert answer.one("h1") == "Hello"
        assert open_blog.store.items() == before

    @pytest.mark.parametrize("field", LIMITS)
    def test_a_field_of_a_hundred_thousand_characters_comes_back_whole(self, open_blog, field):
        words = "é" * 100_000
        answer = open_blog.post(**{field: words})
        assert answer.status == 422
        assert f"longer than {LIMITS[field]} characters" in answer.one(f"#{field}-fault")
        assert words in answer.text

    def test_a_comment_on_a_missing_or_unpublished_article_is_refused_and_given_back(self, open_blog):
        open_blog.publish("draft", state=ArticleState.DRAFT)
        for slug in ("missing", "draft", "..", "a/b"):
            answer = open_blog.post(slug, comment="Where is it?")
            assert (answer.status, answer.one("blockquote.kept")) == (404, "Where is it?")

    def test_a_comment_on_a_closed_article_is_refused_and_given_back(self, open_blog):
        open_blog.publish("closed", comments_open=False)
        answer = open_blog.post("closed", comment="Too late")
        assert (answer.status, answer.one("blockquote.kept")) == (422, "Too late")
        assert answer.one("#respond h2") == "Comments are closed"

    @pytest.mark.parametrize("state", [CommentState.PENDING, CommentState.SPAM, CommentState.TRASH])
    def test_what_is_not_published_cannot_be_answered(self, open_blog, state):
        hidden = a_comment(state=state)
        open_blog.store.desk.bring_in("hello", [hidden])
        answer = open_blog.post(comment="But I heard you", comment_parent=hidden.path)
        assert (answer.status, answer.one("textarea")) == (422, "But I heard you")
        assert "is not here any more" in answer.one("[role=alert]")
        assert answer.attribute("[name=comment_parent]", "value") == ""
        assert hidden.text not in answer.text

    @pytest.mark.parametrize("parent", ["x", "../..", "COMMENT#", "\x00", a_comment(number=77).path])
    def test_a_comment_that_is_not_there_cannot_be_answered(self, open_blog, parent):
        assert open_blog.post(comment_parent=parent).status == 422

    @pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
    def test_only_forms_are_accepted(self, open_blog, content_type):
        assert open_blog.send("/comments/hello", "{}", content_type).status == 415

    def test_what_is_larger_than_any_comment_is_refused_unread(self, open_blog):
        answer = open_blog.post(comment="x" * 2_000_000)
        assert (answer.status, answer.one("h1")) == (413, "That was too much at once")

    def test_when_the_table_is_busy_the_words_are_given_back(self, open_blog, monkeypatch):
        def busy(*_, **__):
            raise TooBusy

        monkeypatch.setattr(open_blog.store.comments.__class__, "add", busy)
        answer = open_blog.post(comment="Not now?")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert answer.one("blockquote.kept") == "Not now?"

    def test_names_that_lie_about_their_direction_are_straightened(self, open_blog):
        open_blog.post(author="\u202eevil\x00", comment="a\u2066b")
        page = open_blog.get("/hello")
        assert page.texts(".comment .p-name") == ["evil"]
        assert page.texts(".comment .e-content") == ["ab"]


FIELDS = ["author", "email", "url", "comment", "comment_parent", "opened", "remember", TRAP_FIELD, "other"]
FORMS = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60), max_size=9)
GOOD = st.just({"author": "A", "email": "a@example.org", "comment": "c"})


class TestAnythingAtAll:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
    @given(slug=st.just("hello") | st.text(max_size=30), form=FORMS | st.builds(dict.__or__, GOOD, FORMS))
    def test_no_form_breaks_the_blog(self, open_blog, slug, form):
        body = urlencode({name: value.encode("utf-8", "replace") for name, value in form.items()})
        answer = open_blog.send(f"/comments/{slug}", body)
        assert answer.status in (303, 404, 405, 422)
        if answer.status == 303:
            path = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
            assert set(path) <= {"comment", "awaiting"}

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
    @given(body=st.binary(max_size=200))
    def test_no_bytes_break_the_blog(self, open_blog, body):
        assert 400 <= open_blog.send("/comments/hello", quote(body, safe="&=")).status < 500
