"""Forms that a page shows to who asks for them: to edit what this browser has written, to report what others have."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.claims import make_claim
from blog.comment import Comment, CommentState
from blog.visitors import period_of
from tests.integration.test_article_page import remove
from tests.support.blog import Blog, a_comment
from web import written_cookie


def claiming(blog: Blog, comment: Comment, minutes: int = 15) -> list[str]:
    """The cookies of a browser that has written a comment."""
    period = period_of(blog.now)
    key = blog.store.comments.key(period, blog.now)
    claim = make_claim(comment.path, blog.now + timedelta(minutes=minutes), period, key)
    cookie = written_cookie.cookie([claim], timedelta(minutes=minutes))
    return [f"{cookie.name}={cookie.value}"]


@pytest.fixture
def comment(blog):
    blog.publish()
    comment = a_comment(number=1, name="Jo Doe", text="Tihs *word*")
    blog.store.desk.bring_in("hello", [comment, a_comment(number=2)])
    return comment


def test_who_has_written_a_comment_is_offered_to_edit_it(blog, comment):
    page = blog.get("/hello", cookies=claiming(blog, comment))
    assert page.texts(f"#comment-{comment.id} .reply a") == ["Reply", "Edit"]
    assert page.headers["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert blog.get("/hello").page.css("a[href*=edit]") == []


@pytest.mark.parametrize("state", [CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM])
def test_the_edit_form_has_the_comments_own_words(blog, comment, state):
    if state is not CommentState.APPROVED:
        blog.store.mover.change(comment, replace(comment, state=state))
    page = blog.get(f"/hello?edit={comment.path}", cookies=claiming(blog, comment))
    assert page.one("#respond h2") == "Edit your comment"
    assert page.one("textarea") == "Tihs *word*"
    assert page.attribute("[name=target]", "value") == comment.path
    assert page.texts("#respond button") == ["Save", "Preview", "Delete"]
    shown = "comment" if state is CommentState.APPROVED else "awaiting"
    assert page.attribute("#respond .answers a", "href") == f"/hello?{shown}={comment.path}#comment-{comment.id}"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "reader@example.org" not in page.text


def test_nobody_else_gets_the_edit_form(blog, comment):
    late = claiming(blog, comment, minutes=0)
    other = claiming(blog, a_comment(number=2))
    for cookies in ([], late, other, ["written=~~~"]):
        page = blog.get(f"/hello?edit={comment.path}", cookies=cookies)
        assert (page.status, page.one("#respond h2"), page.one("textarea")) == (200, "Leave a Reply", "")


def test_a_comment_that_is_gone_cannot_be_edited(blog, comment):
    remove(blog, comment)
    page = blog.get(f"/hello?edit={comment.path}", cookies=claiming(blog, comment))
    assert page.one("#respond h2") == "Leave a Reply"


def test_who_waits_for_approval_may_edit_too(blog):
    blog.publish()
    comment = a_comment(number=1, state=CommentState.PENDING)
    blog.store.desk.bring_in("hello", [comment])
    notice = blog.get(f"/hello?awaiting={comment.path}", cookies=claiming(blog, comment))
    assert notice.attribute(".reply a", "href") == f"/hello?edit={comment.path}#respond"
    assert blog.get(f"/hello?awaiting={comment.path}").page.css(".reply") == []


def test_a_comment_can_be_reported_also_when_the_discussion_is_over(blog, comment):
    blog.publish(comments_open=False)
    page = blog.get(f"/hello?report={comment.path}")
    assert page.one("#respond h2") == "Report the comment by Jo Doe"
    assert page.attribute("#respond [name=target]", "value") == comment.path
    assert page.texts("#respond button") == ["Report"]


def test_what_is_not_there_cannot_be_reported(blog, comment):
    gone = blog.get(f"/hello?report={a_comment(number=9).path}")
    assert (gone.status, gone.one("#respond h2")) == (200, "Leave a Reply")
    assert blog.get("/hello?report=nonsense").status == 400


@pytest.mark.parametrize("said", ["reported", "edited", "deleted"])
def test_what_was_done_is_said(blog, comment, said):
    assert blog.get(f"/hello?{said}=yes").one("#comments [role=status]").endswith(".")
    assert blog.get("/hello?nonsense=yes").page.css("#comments [role=status]") == []
