import pytest

from blog.discussion import Numbers
from blog.numbering import START, Count
from rendering.thread import STEPS, TINTS, entry, initials_of, thread, tint_of
from tests.support.blog import a_comment


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("A Reader", "AR"),
        ("reader", "R"),
        ("Anna Maria van den Berg", "AB"),
        ("", "?"),
        ("🌙", "?"),
        ("(Z) é", "É"),
        ("世界", "世"),
    ],
)
def test_initials_stand_for_a_name(name, initials):
    assert initials_of(name) == initials


def test_a_name_always_has_the_same_tint():
    assert tint_of("A Reader") == tint_of("a reader") < TINTS


def test_comments_are_numbered_and_know_whom_they_answer():
    first = a_comment(number=1, name="Jo")
    reply = a_comment(number=2, parent=first.path)
    second = a_comment(number=3)
    entries = thread((first, reply, second), Count(50, (9,)), "/hello")
    assert [(entry.number, entry.answered_name) for entry in entries] == [("51", ""), ("52", "Jo"), ("53", "")]


@pytest.mark.parametrize(
    ("numbers", "before", "shown"),
    [
        (Numbers.FLAT, START, ["1", "2", "3"]),
        (Numbers.NESTED, START, ["1", "1.1", "2"]),
        (Numbers.NESTED, Count(7, (3, 2)), ["4", "4.1", "5"]),
        (Numbers.OFF, START, ["", "", ""]),
        (Numbers.NESTED, None, ["", "", ""]),
        (Numbers.FLAT, None, ["", "", ""]),
    ],
)
def test_comments_are_numbered_as_the_owner_likes_and_never_by_guess(numbers, before, shown):
    first = a_comment(number=1)
    comments = (first, a_comment(number=2, parent=first.path), a_comment(number=3))
    assert [entry.number for entry in thread(comments, before, "/hello", numbers)] == shown


def test_an_answer_leads_to_its_comment_on_whichever_page_that_is():
    elsewhere = a_comment(number=1)
    here = a_comment(number=2, parent=elsewhere.path)
    answer = a_comment(number=3, parent=here.path)
    first, second = thread((here, answer), None, "/hello")
    assert first.answered_query == f"?comment={elsewhere.path}#comment-{elsewhere.id}"
    assert second.answered_query == f"#comment-{here.id}"


def test_an_answer_that_would_stand_too_deep_says_whom_it_answers():
    first = a_comment(number=1, name="Jo")
    answered = a_comment(number=2, name="Al", parent=first.path)
    sibling = a_comment(number=3, parent=first.path, answers=answered.path)
    *_, last = thread((first, answered, sibling), START, "/hello")
    assert (last.answered_name, last.step) == ("Al", 1)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "example.org", " "])
def test_what_is_no_web_address_is_never_a_link(url):
    assert entry(a_comment(url=url), "/hello").url == ""
    assert entry(a_comment(url="HTTPS://example.org"), "/hello").url == "HTTPS://example.org"


def test_indentation_ends_where_the_stylesheet_does():
    path = ""
    for number in range(9):
        path = a_comment(number=number, parent=path).path
    assert entry(a_comment(number=10, parent=path), "/hello").step == STEPS
