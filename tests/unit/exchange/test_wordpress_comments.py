from datetime import UTC, datetime

import pytest

from blog.comment import CommentKind, CommentState, is_path
from exchange.wordpress.comments import read_comments
from exchange.wordpress.items import WxrComment
from tests.unit.exchange.samples import WXR, imported

PUBLISHED = datetime(2011, 4, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def threads():
    return imported(WXR / "wxr-1.1.xml")[1]["threads"]


@pytest.fixture(scope="module")
def by_name(threads):
    return {comment.name: comment for comment in threads.comments}


def comment(number: int, **fields: str) -> WxrComment:
    given = {
        "id": str(number),
        "parent": "0",
        "author": "A Reader",
        "email": "",
        "url": "",
        "date": "",
        "date_gmt": f"2011-04-01 09:00:{number % 60:02}",
        "content": "Words.",
        "approved": "1",
        "kind": "",
    }
    return WxrComment(**given | fields)


def read(*given: WxrComment, site_url: str = "https://example.org", author_id: str = ""):
    return read_comments(given, slug="a", site_url=site_url, fallback=PUBLISHED, author_id=author_id)[0]


def test_a_reply_stands_below_its_parent_though_the_file_has_it_first(threads, by_name):
    parent, child = by_name["A Reader & Friend"], by_name["A Child"]
    assert child.parent == parent.path
    assert threads.comments.index(parent) < threads.comments.index(child)
    assert all(is_path(each.path) and each.slug == "threads" for each in threads.comments)


def test_a_comments_time_is_in_its_id(by_name):
    assert by_name["A Child"].written_at == datetime(2011, 4, 2, 9, tzinfo=UTC)


def test_a_comment_whose_parent_is_gone_or_itself_answers_the_article(by_name):
    assert by_name["Anonymous"].depth == 0
    assert by_name["A Loop"].depth == 0


def test_a_comment_without_a_date_is_as_old_as_the_article(by_name):
    assert by_name["A Loop"].written_at == PUBLISHED


@pytest.mark.parametrize(
    ("name", "state", "kind"),
    [
        ("A Child", CommentState.APPROVED, CommentKind.COMMENT),
        ("Anonymous", CommentState.PENDING, CommentKind.COMMENT),
        ("A Loop", CommentState.PENDING, CommentKind.COMMENT),
        ("A Spammer", CommentState.SPAM, CommentKind.COMMENT),
        ("Another Blog", CommentState.TRASH, CommentKind.PINGBACK),
    ],
)
def test_states_and_kinds_are_kept(by_name, name, state, kind):
    assert (by_name[name].state, by_name[name].kind) == (state, kind)


def test_what_was_never_a_readers_answer_is_left_out_and_counted(threads, by_name):
    assert "The Shop" not in by_name
    assert threads.notes == ("comments of the kind 'order_note' left out: 1",)


def test_words_are_cleaned_and_addresses_become_links(by_name):
    assert by_name["A Reader & Friend"].text == (
        '<p>A <b>bold</b> word.</p>\n<p>And <a href="https://example.com" rel="ugc nofollow">a link</a>.</p>'
    )
    assert by_name["A Child"].text == (
        '<p>Comes before its parent. See <a href="https://example.com/a?b=1&amp;c=2" rel="ugc nofollow">'
        "https://example.com/a?b=1&amp;c=2</a>.</p>"
    )
    assert all(each.is_html for each in by_name.values())


def test_only_web_addresses_are_linked_to_a_name_and_no_ip_is_kept(threads, by_name):
    assert (by_name["A Child"].url, by_name["A Child"].email) == ("", "child@example.org")
    assert by_name["A Reader & Friend"].url == "https://example.com/"
    assert "192.0.2.7" not in repr(threads)


def test_ids_are_the_same_at_every_import_and_other_on_another_site():
    first, again = read(comment(1), comment(2)), read(comment(2), comment(1))
    other = read(comment(1), comment(2), site_url="https://example.com")
    assert first == again
    assert {each.id for each in first}.isdisjoint(each.id for each in other)


def test_two_comments_never_share_a_path():
    assert len({each.path for each in read(*[comment(0, id="")] * 5)}) == 5


def test_a_circle_of_replies_is_cut_once():
    paths = [each.path for each in read(comment(1, parent="3"), comment(2, parent="1"), comment(3, parent="2"))]
    assert sorted(path.count("/") for path in paths) == [0, 1, 2]


def test_a_thread_of_thousands_is_no_deeper_than_the_blog_allows():
    chain = [comment(number, parent=str(number - 1)) for number in range(1, 3001)]
    comments = read(*reversed(chain))
    assert len(comments) == 3000
    assert max(each.depth for each in comments) == 9
    assert all(is_path(each.path) for each in comments)


def test_a_comment_from_before_1970_stands_at_its_beginning():
    assert read(comment(1, date_gmt="1960-01-01 00:00:00"))[0].written_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_preformatted_text_in_a_comment_keeps_its_lines():
    (found,) = read(comment(1, content="A\n\n<pre>b\n\n\tc</pre>\nd"))
    assert found.text == '<p>A</p>\n<pre tabindex="0">b\n\n\tc</pre>\n<p>d</p>'


def test_what_the_articles_own_author_answered_is_marked(threads):
    assert [comment.name for comment in threads.comments if comment.by_author] == ["A Child"]


@pytest.mark.parametrize(
    ("user", "author_id", "by_author"),
    [("2", "2", True), ("3", "2", False), ("0", "2", False), ("", "2", False), ("0", "0", False), ("", "", False)],
)
def test_only_a_known_user_is_the_articles_author(user, author_id, by_author):
    (made,) = read(comment(1, user=user), author_id=author_id)
    assert made.by_author is by_author
