"""A writer changes a comment or takes it back, in the browser that wrote it, while there is time."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from blog.acts import ActKind
from blog.comment import AUTHOR, CommentState
from blog.discussion import Hold
from receive_comments.editing import MOST_EDITS
from storage.learner import Learner
from tests.support.blog import SITE, Answer, Blog, a_comment
from tests.support.counts import assert_counted
from tests.support.deciding import a_batch, decide

OPEN = replace(SITE.settings, hold_comments=Hold.NONE, forbidden_words=("casino",), held_words=("perhaps",))


@pytest.fixture
def open_blog(store) -> Blog:
    blog = Blog(store, OPEN)
    blog.publish()
    return blog


def path_in(answer: Answer) -> str:
    """The path of the comment that a redirect leads to."""
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return (query.get("comment") or query["awaiting"])[0]


def states(blog: Blog) -> dict[str, list[str]]:
    found = {state.value: [each.text for each in blog.store.desk.comments(state)] for state in CommentState}
    return {state: texts for state, texts in found.items() if texts}


class TestEditing:
    def test_a_writer_edits_a_comment_and_its_words_before_are_kept(self, open_blog):
        sent = open_blog.post(comment="Frist")
        open_blog.now += timedelta(minutes=14)
        edited = open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="First")
        assert edited.status == 303
        page = open_blog.follow(edited)
        assert page.texts(".comment .e-content") == ["First"]
        assert page.texts("[role=status]") != []
        (act,) = open_blog.store.history.every()
        assert (act.kind, act.who, act.words.text) == (ActKind.EDIT, AUTHOR, "Frist")

    def test_an_edit_goes_through_the_rules_again(self, open_blog):
        sent = open_blog.post(comment="Nice")
        answer = open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Perhaps nice")
        assert "awaiting=" in answer.headers["Location"]
        assert states(open_blog) == {"pending": ["Perhaps nice"]}
        again = open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Nice casino")
        assert "awaiting=" in again.headers["Location"]
        assert states(open_blog) == {"spam": ["Nice casino"]}
        assert_counted(open_blog.store)

    def test_an_edit_frees_nothing_that_is_held(self, open_blog):
        sent = open_blog.post(comment="Perhaps")
        open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Surely")
        assert states(open_blog) == {"pending": ["Surely"]}

    def test_the_same_words_again_change_nothing(self, open_blog):
        sent = open_blog.post(comment="Words")
        assert open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Words").status == 303
        assert list(open_blog.store.history.every()) == []

    def test_an_edited_comment_that_has_answers_leaves_its_place_when_it_is_held(self, open_blog):
        sent = open_blog.post(comment="Question?")
        open_blog.post(comment="Answer!", comment_parent=path_in(sent), email="other@example.org")
        open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Perhaps?")
        page = open_blog.get("/hello")
        assert len(page.page.css(".comment")) == 2
        assert page.texts(".comment .e-content") == ["Answer!"]
        assert_counted(open_blog.store)

    @pytest.mark.parametrize("act", ["edit", "delete"])
    def test_when_the_time_is_over_the_words_come_back_and_nothing_changes(self, open_blog, act):
        sent = open_blog.post(comment="Words")
        open_blog.now += timedelta(minutes=15)
        answer = open_blog.act(act, path_in(sent), cookies=sent.sent_cookies, comment="Other <words>")
        assert answer.status == 403
        assert "Other &lt;words&gt;" in answer.text
        assert states(open_blog) == {"approved": ["Words"]}

    @pytest.mark.parametrize("act", ["edit", "delete"])
    def test_nobody_changes_anothers_comment(self, open_blog, act):
        others = path_in(open_blog.post(comment="Theirs", email="other@example.org"))
        mine = open_blog.post(comment="Mine")
        forged = mine.sent_cookies[-1].replace(path_in(mine), others)
        assert others in forged
        for cookies in ([], mine.sent_cookies, [forged]):
            assert open_blog.act(act, others, cookies=cookies, comment="Changed").status == 403
        assert sorted(states(open_blog)["approved"]) == ["Mine", "Theirs"]

    @pytest.mark.parametrize("target", ["", "nonsense", a_comment(number=9).path, "../x"])
    def test_what_is_no_comment_cannot_be_edited(self, open_blog, target):
        sent = open_blog.post(comment="Mine")
        answer = open_blog.act("edit", target, cookies=sent.sent_cookies, comment="Kept <words>")
        assert answer.status == 403
        assert "Kept &lt;words&gt;" in answer.text

    def test_the_owner_may_allow_no_edits(self, store):
        blog = Blog(store, replace(OPEN, edit_minutes=0))
        blog.publish()
        sent = blog.post(comment="Words")
        assert not any(cookie.startswith("written=") for cookie in sent.cookies)

    def test_an_empty_edit_is_sent_back(self, open_blog):
        sent = open_blog.post(comment="Words")
        answer = open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment=" ")
        assert answer.status == 422
        assert states(open_blog) == {"approved": ["Words"]}

    def test_a_writer_finds_the_edit_form_with_the_words(self, open_blog):
        sent = open_blog.post(comment="My *words*")
        address = f"/hello?edit={path_in(sent)}"
        page = open_blog.get(address, cookies=sent.sent_cookies)
        assert page.one("textarea") == "My *words*"
        assert page.headers["Cache-Control"].startswith("private")
        assert open_blog.get(address).one("textarea") == ""

    def test_the_cookie_is_for_the_server_alone(self, open_blog):
        (cookie,) = [each for each in open_blog.post().cookies if each.startswith("written=")]
        assert {"HttpOnly", "Secure", "SameSite=Lax", "Max-Age=900"} <= {part.strip() for part in cookie.split(";")}


class TestDeleting:
    def test_a_writer_deletes_a_comment(self, open_blog):
        sent = open_blog.post(comment="Regretted")
        answer = open_blog.act("delete", path_in(sent), cookies=sent.sent_cookies, comment="Regretted")
        assert answer.status == 303
        page = open_blog.follow(answer)
        assert page.texts(".comment") == []
        assert page.texts("[role=status]") != []
        assert states(open_blog) == {"trash": ["Regretted"]}
        assert_counted(open_blog.store)

    def test_a_deleted_comment_with_answers_leaves_a_marked_gap(self, open_blog):
        sent = open_blog.post(comment="Question?")
        open_blog.post(comment="Answer!", comment_parent=path_in(sent), email="other@example.org")
        open_blog.act("delete", path_in(sent), cookies=sent.sent_cookies)
        page = open_blog.get("/hello")
        assert len(page.page.css(".comment")) == 2
        assert "Question?" not in page.text
        assert "reader@example.org" not in page.text
        assert page.one(".comments h2") == "One thought on “Hello”"
        assert_counted(open_blog.store)

    def test_what_was_deleted_cannot_be_edited_any_more(self, open_blog):
        sent = open_blog.post(comment="Regretted")
        open_blog.act("delete", path_in(sent), cookies=sent.sent_cookies)
        answer = open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Back again")
        assert answer.status == 409
        assert "Back again" in answer.text
        assert states(open_blog) == {"trash": ["Regretted"]}


class TestPreview:
    def test_a_preview_shows_the_comment_and_keeps_every_word(self, open_blog):
        answer = open_blog.post(act="preview", comment="So *true*", author="", email="")
        assert answer.status == 200
        assert answer.one("#comment-preview .e-content em") == "true"
        assert answer.one("textarea") == "So *true*"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert states(open_blog) == {}

    def test_a_preview_does_not_make_its_writer_too_fast(self, open_blog):
        opened = (open_blog.now - timedelta(seconds=30)).isoformat()
        page = open_blog.post(act="preview", opened=opened)
        assert page.attribute("input[name=opened]", "value") == opened

    def test_an_edit_is_previewed_as_an_edit(self, open_blog):
        sent = open_blog.post(comment="Frist")
        answer = open_blog.act("preview", path_in(sent), cookies=sent.sent_cookies, comment="**First**")
        assert answer.one("#comment-preview .e-content strong") == "First"
        assert answer.attribute("input[name=target]", "value") == path_in(sent)

    def test_nothing_cannot_be_previewed(self, open_blog):
        assert open_blog.post(act="preview", comment="  ").status == 422


def test_new_words_take_back_what_the_owner_had_decided_on_the_old_ones(open_blog):
    sent = open_blog.post(comment="Words that the owner likes")
    (comment,) = open_blog.store.desk.comments(CommentState.APPROVED)
    approved = decide(open_blog.store, comment, CommentState.APPROVED, a_batch())
    learner = Learner(open_blog.store.client, open_blog.store.name)
    learner.learn()
    assert learner.counts().ham == 1
    edited = open_blog.act("edit", approved.path, cookies=sent.sent_cookies, comment="Others")
    assert edited.status == 303
    learner.learn()
    assert learner.counts().ham == 0


class TestWhoseItIs:
    def test_who_sends_the_same_words_again_cannot_change_them(self, open_blog):
        sent = open_blog.post(comment="I love this article", visitor="192.0.2.1")
        again = open_blog.post(comment="I love this article", visitor="192.0.2.2")
        assert path_in(again) == path_in(sent)
        assert not any(cookie.startswith("written=") for cookie in again.cookies)

    def test_an_edit_is_no_way_round_the_limits(self, open_blog):
        sent = open_blog.post(comment="Words")
        for number in range(MOST_EDITS):
            assert open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment=f"{number}").status == 303
        answer = open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Once <more>")
        assert (answer.status, "Once &lt;more&gt;" in answer.text) == (403, True)
        assert states(open_blog) == {"approved": [str(MOST_EDITS - 1)]}

    def test_a_locked_discussion_takes_no_edits_but_lets_a_comment_go(self, open_blog):
        sent = open_blog.post(comment="Words")
        open_blog.store.desk.lock("hello", a_batch())
        assert open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Others").status == 422
        assert open_blog.act("delete", path_in(sent), cookies=sent.sent_cookies).status == 303

    def test_a_spammer_does_not_take_back_what_the_owner_has_decided(self, open_blog):
        sent = open_blog.post(comment="Buy")
        (comment,) = open_blog.store.desk.comments(CommentState.APPROVED)
        decide(open_blog.store, comment, CommentState.SPAM, a_batch())
        for act in ("edit", "delete"):
            assert open_blog.act(act, path_in(sent), cookies=sent.sent_cookies, comment="Nothing").status == 403
        assert states(open_blog) == {"spam": ["Buy"]}

    def test_an_edit_keeps_no_reasons_about_other_words(self, open_blog):
        sent = open_blog.post(comment="Perhaps")
        open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Surely")
        (held,) = open_blog.pending()
        assert "held_words" not in [reason.rule for reason in held.reasons]

    def test_of_two_tabs_the_second_is_asked_again(self, open_blog):
        sent = open_blog.post(comment="Words")
        path, cookies = path_in(sent), sent.sent_cookies
        form = open_blog.get(f"/hello?edit={path}", cookies=cookies)
        version = form.attribute("input[name=version]", "value") or ""
        assert open_blog.act("edit", path, cookies=cookies, comment="First tab", version=version).status == 303
        answer = open_blog.act("edit", path, cookies=cookies, comment="Second <tab>", version=version)
        assert (answer.status, answer.one("textarea")) == (409, "Second <tab>")
        assert states(open_blog) == {"approved": ["First tab"]}
        again = answer.attribute("input[name=version]", "value")
        assert open_blog.act("edit", path, cookies=cookies, comment="Second tab", version=again).status == 303
        assert states(open_blog) == {"approved": ["Second tab"]}

    def test_what_the_owner_holds_stays_decided_after_an_edit(self, open_blog):
        sent = open_blog.post(comment="Words")
        (comment,) = open_blog.store.desk.comments(CommentState.APPROVED)
        decide(open_blog.store, comment, CommentState.PENDING, a_batch())
        open_blog.act("edit", path_in(sent), cookies=sent.sent_cookies, comment="Others")
        (held,) = open_blog.pending()
        assert (held.text, held.is_decided) == ("Others", True)


class TestHidden:
    """What everybody has seen once, everybody knows the path of."""

    def hidden(self, blog: Blog) -> Answer:
        sent = blog.post(comment="Her number is 555")
        (comment,) = blog.store.desk.comments(CommentState.APPROVED)
        decide(blog.store, comment, CommentState.PENDING, a_batch())
        return sent

    def test_what_was_taken_back_is_read_by_nobody_else(self, open_blog):
        path = path_in(self.hidden(open_blog))
        forged = [f"written={path}~1999999999~2026-11~{'0' * 40}"]
        for address in (f"/hello?awaiting={path}", f"/hello?edit={path}", f"/hello?comment={path}"):
            for cookies in ([], forged):
                answer = open_blog.get(address, cookies=cookies)
                assert answer.status in (200, 302)
                assert "555" not in answer.text

    def test_its_writer_still_finds_it(self, open_blog):
        sent = self.hidden(open_blog)
        page = open_blog.get(f"/hello?awaiting={path_in(sent)}", cookies=sent.sent_cookies)
        assert page.one(".e-content") == "Her number is 555"


def test_whatever_breaks_every_word_comes_back(open_blog, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(open_blog.store.comments.__class__, "circumstances", broken)
    answer = open_blog.post(comment="Every <word>")
    assert (answer.status, "Every &lt;word&gt;" in answer.text) == (500, True)
    assert "Every" not in open_blog.get("/no/such/page").text
