"""Keys as literals: what is stored today must be found tomorrow."""

from datetime import datetime, timedelta, timezone

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from storage import keys
from tests.support.blog import a_comment, an_article


def test_the_keys_are_what_they_were():
    at = datetime(2026, 11, 22, 13, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=1)))
    assert keys.article("hello") == "ARTICLE#hello"
    assert keys.position(at, "hello") == "2026-11-22T12:00:00.250000~hello"
    assert keys.address("/2011/03/hello/") == keys.address("/2011/03/hello") == "ADDRESS#/2011/03/hello"
    assert keys.commenter("Reader@Example.org") == "COMMENTER#c8706b65e94999690010832979709724"
    assert keys.submission("abc") == "SUBMISSION#abc"
    assert keys.comment("a/b", CommentState.APPROVED) == "COMMENT#a/b"
    assert keys.comment("a/b", CommentState.PENDING) == "PENDING#a/b"
    assert keys.comment("a/b", CommentState.SPAM) == "SPAM#a/b"
    assert keys.comment("a/b", CommentState.TRASH) == "TRASH#a/b"


def test_lists_hold_posts_pages_and_drafts_apart():
    assert keys.article_list(an_article()) == "POSTS"
    assert keys.article_list(an_article(kind=ArticleKind.PAGE)) == "PAGES"
    assert keys.article_list(an_article(kind=ArticleKind.PAGE, state=ArticleState.DRAFT)) == "DRAFTS"


def test_a_readers_range_holds_head_body_and_approved_comments_and_nothing_else():
    path = a_comment().path
    inside = ["ARTICLE", "BODY", keys.comment(path, CommentState.APPROVED)]
    held = [keys.comment(path, state) for state in CommentState if state is not CommentState.APPROVED]
    outside = [keys.HEAD[ArticleState.DRAFT], keys.BODY[ArticleState.DRAFT], *held]
    assert all(keys.PAGE_START <= key <= keys.PAGE_END for key in inside)
    assert not any(keys.PAGE_START <= key <= keys.PAGE_END for key in outside)
    assert inside == sorted(inside)


def test_after_a_comment_come_its_replies_and_then_the_next():
    first, second = a_comment(number=1), a_comment(number=2)
    reply = a_comment(number=3, parent=first.path)
    start = keys.after_comment(first.path)
    following = [keys.comment(each.path, CommentState.APPROVED) for each in (reply, second)]
    assert keys.comment(first.path, CommentState.APPROVED) < start < following[0] < following[1]


def test_no_email_address_stands_in_a_key():
    key = keys.commenter("reader@example.org")
    assert "reader" not in key
    assert key == keys.commenter("READER@example.org") != keys.commenter("other@example.org")
