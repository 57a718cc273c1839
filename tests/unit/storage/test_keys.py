"""Keys as literals: what is stored today must be found tomorrow."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from blog.lists import HOME, ListKind, ListRef
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
    assert keys.sticky_position(at, "hello") == "~2026-11-22T12:00:00.250000~hello"
    assert keys.leads("hello") == "LEADS#hello"
    assert keys.like("0a1b") == "LIKE#0a1b"
    assert keys.visitor_key("2026-11") == "KEY#2026-11"
    assert keys.text("0a1b") == "TEXT#0a1b"
    assert keys.bucket("BLOG#7") == "BUCKET#BLOG#7"
    assert keys.report("a/b", "0a1b") == "REPORT#a/b!0a1b"
    assert keys.act("hello", "a/b", "c-000001") == ("ARTICLE#hello", "HISTORY#a/b!c-000001")
    assert keys.act("hello", "", "c-000001") == ("ARTICLE#hello", "HISTORY#!c-000001")
    assert keys.act("", "", "c-000001") == ("SETTINGS", "HISTORY#c-000001")


@pytest.mark.parametrize(
    ("ref", "name", "info"),
    [
        (HOME, "POSTS", ("LISTS#ARCHIVE", "POSTS")),
        (ListRef(ListKind.AUTHOR, "keeper"), "AUTHOR#keeper", ("LISTS#ARCHIVE", "AUTHOR#keeper")),
        (ListRef(ListKind.CATEGORY, "lamps"), "CATEGORY#lamps", ("LISTS#TERMS", "CATEGORY#lamps")),
        (ListRef(ListKind.TAG, "night"), "TAG#night", ("LISTS#TERMS", "TAG#night")),
        (ListRef(ListKind.YEAR, "2026"), "YEAR#2026", ("LISTS#ARCHIVE", "YEAR#2026")),
        (ListRef(ListKind.MONTH, "2026-11"), "MONTH#2026-11", ("LISTS#ARCHIVE", "MONTH#2026-11")),
    ],
)
def test_a_list_has_a_name_and_an_item_of_its_own(ref, name, info):
    assert (keys.list_name(ref), keys.list_info(ref)) == (name, info)
    assert keys.list_ref(info[1]) == ref
    assert info[1].startswith(keys.lists_of(ref.kind))
    if ref != HOME:
        assert keys.counted_list(keys.row(name)) == ref


def test_nobody_counts_what_is_sticky_and_all_slugs():
    assert keys.counted_list("LISTED#STICKY") is keys.counted_list("LISTED#SLUGS") is None


def test_every_head_is_in_the_list_of_its_state():
    assert keys.article_list(an_article()) == "POSTS"
    assert keys.article_list(an_article(kind=ArticleKind.PAGE)) == "PAGES"
    apart = {state: keys.article_list(an_article(kind=ArticleKind.PAGE, state=state)) for state in ArticleState}
    assert apart == {
        ArticleState.PUBLISHED: "PAGES",
        ArticleState.UNLISTED: "UNLISTED",
        ArticleState.DRAFT: "DRAFTS",
        ArticleState.SCHEDULED: "SCHEDULED",
        ArticleState.EXPIRED: "EXPIRED",
    }


def test_newest_first_a_list_says_what_it_is_then_what_is_sticky_then_all_the_rest():
    at = datetime(2026, 11, 22, tzinfo=UTC)
    rows = [
        keys.position(at, "b"),
        keys.position(at, "a-b"),
        keys.position(at, "a"),
        keys.position(at.replace(year=2025), "z"),
    ]
    order = [keys.INFO, keys.sticky_position(at, "a"), keys.TOP, keys.NEWEST, *rows]
    assert sorted(order, reverse=True) == order
    assert rows[2] < keys.after_position(rows[2]) < rows[1]


def test_a_readers_range_holds_head_body_and_approved_comments_and_nothing_else():
    path = a_comment().path
    inside = [keys.PUBLIC_HEAD, keys.PUBLIC_BODY, keys.CHOSEN, keys.comment(path, CommentState.APPROVED)]
    held = [keys.comment(path, state) for state in CommentState if state is not CommentState.APPROVED]
    outside = [keys.HIDDEN_HEAD, keys.HIDDEN_BODY, keys.like("0"), keys.STICKY_ROW, keys.row("AUTHOR#a"), *held]
    outside += [keys.act("hello", path, "c-000001")[1], keys.report(path, "0")]
    assert all(keys.PAGE_START <= key <= keys.PAGE_END for key in inside)
    assert not any(keys.PAGE_START <= key <= keys.PAGE_END for key in outside)
    assert inside == sorted(inside)


def test_after_a_comment_come_its_replies_and_then_the_next():
    first, second = a_comment(number=1), a_comment(number=2)
    reply = a_comment(number=3, parent=first.path)
    start = keys.after_comment(first.path)
    following = [keys.comment(each.path, CommentState.APPROVED) for each in (reply, second)]
    assert keys.comment(first.path, CommentState.APPROVED) < start < following[0] < following[1]


def test_a_thread_lies_between_the_comments_before_and_after_it():
    before, root, after = (a_comment(number=number) for number in (1, 2, 9))
    reply = a_comment(number=3, parent=root.path)
    sks = {each: keys.comment(each.path, CommentState.APPROVED) for each in (before, root, reply, after)}
    assert sks[before] < keys.before_comment(root.path) < sks[root]
    assert sks[root] < keys.before_comment(reply.path) < sks[reply]
    assert sks[reply] < keys.after_thread(root.path) == keys.after_thread(reply.path) < sks[after]


def test_the_path_of_a_comment_is_in_the_keys_of_all_that_is_known_of_it():
    path = a_comment(number=3, parent=a_comment().path).path
    known = [keys.comment(path, state) for state in CommentState]
    assert {keys.path_of(sk) for sk in (*known, keys.report(path, "0a"), keys.act("a", path, "c")[1])} == {path}


def test_no_email_address_stands_in_a_key():
    key = keys.commenter("reader@example.org")
    assert "reader" not in key
    assert key == keys.commenter("READER@example.org") != keys.commenter("other@example.org")
