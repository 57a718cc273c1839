from hypothesis import given
from hypothesis import strategies as st

from blog.comment import MAX_DEPTH, is_path, reply_path
from tests.support.blog import a_comment

IDS = st.integers(0, 10_000).map(lambda number: a_comment(number=number).path)


def test_a_reply_stands_below_what_it_answers():
    first, second = a_comment(number=1), a_comment(number=2)
    reply = a_comment(number=3, parent=first.path)
    assert sorted([second.path, reply.path, first.path]) == [first.path, reply.path, second.path]
    assert (reply.parent, reply.depth, first.parent, first.depth) == (first.path, 1, "", 0)


@given(st.lists(IDS, min_size=1, max_size=40))
def test_no_reply_is_deeper_than_the_deepest(ids):
    path = ""
    for each in ids:
        path = reply_path(path, each)
    assert is_path(path)
    assert path.count("/") < MAX_DEPTH


def test_a_reply_to_the_deepest_joins_its_siblings():
    path = ""
    for number in range(MAX_DEPTH):
        path = reply_path(path, a_comment(number=number).path)
    sibling = reply_path(path, a_comment(number=99).path)
    assert sibling.rpartition("/")[0] == path.rpartition("/")[0]


@given(st.text())
def test_what_is_no_path_is_told_apart(text):
    assert not is_path(text) or set(text) <= set("0123456789abcdefghjkmnpqrstvwxyz/")
