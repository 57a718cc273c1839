import pytest

from rendering.thread import STEPS, TINTS, initials_of, thread, tint_of
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
    first = a_comment(number=1)
    reply = a_comment(number=2, parent=first.path)
    second = a_comment(number=3)
    entries = thread((first, reply, second), 51, "/hello")
    assert [(entry.number, entry.answered_id) for entry in entries] == [(51, ""), (52, first.id), (53, "")]


def test_in_the_middle_of_a_thread_numbers_are_not_guessed():
    orphan = a_comment(number=2, parent=a_comment(number=1).path)
    (entry,) = thread((orphan,), 0, "/hello")
    assert (entry.number, entry.answered_id) == (0, "")


def test_indentation_ends_where_the_stylesheet_does():
    path = ""
    for number in range(9):
        path = a_comment(number=number, parent=path).path
    (entry,) = thread((a_comment(number=10, parent=path),), 1, "/hello")
    assert entry.step == STEPS
