"""Pages of a thread, in both orders, against the whole of it; and cursors, which may be forged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.errors import BadCursor
from blog.numbering import START, Count, counted
from storage.comment_items import comment_item
from storage.comment_pages import newest_first, oldest_first, read_cursor
from tests.support.blog import a_comment

PATH = a_comment().path
# Each comment answers one before it, or the article (0).
THREADS = st.lists(st.integers(0, 3), min_size=1, max_size=25)


def a_thread(parents: list[int]) -> list[str]:
    """The paths of comments, in the order of their keys."""
    paths = [""]
    for number, parent in enumerate(parents, 1):
        paths.append(a_comment(number=number, parent=paths[min(parent, len(paths) - 1)]).path)
    return sorted(paths[1:])


def items_of(paths: list[str]) -> list[dict]:
    return [comment_item(a_comment()) | {"sk": {"S": f"COMMENT#{path}"}} for path in paths]


@given(THREADS, st.integers(1, 6), st.integers(1, 8))
def test_oldest_first_every_comment_is_shown_once_with_its_number(parents, limit, read):
    """`read` is how many a Query brings that ends early, as after 1 MB."""
    paths, shown, counts, before = a_thread(parents), [], [], START
    while True:
        left = items_of([path for path in paths if not shown or path > shown[-1]])
        found = left[: min(limit + 1, read)]
        page = oldest_first(found, "hello", before, limit, truncated=len(found) < len(left))
        shown += [comment.path for comment in page.comments]
        counts += counted([comment.path for comment in page.comments], page.before)
        if not page.more:
            break
        last, before = read_cursor(page.more)
        assert last == shown[-1]
    assert shown == paths
    assert counts == list(counted(paths))


@given(THREADS, st.integers(1, 6), st.integers(1, 8))
def test_newest_first_every_comment_is_shown_once_and_no_short_thread_is_cut(parents, limit, read):
    paths, pages, end = a_thread(parents), [], "~"
    while end:
        left = items_of([path for path in reversed(paths) if path < end])
        found = left[: min(limit + 1, read)]
        page = newest_first(found, "hello", limit, truncated=len(found) < len(left))
        assert page.before is None
        pages.append([comment.path for comment in page.comments])
        end = read_cursor(page.more)[0] if page.more else ""
    shown = [path for page in pages for path in page]
    assert sorted(shown) == paths
    roots = [path.partition("/")[0] for path in shown]
    assert roots == sorted(roots, reverse=True)
    for page in pages:
        for root in {path.partition("/")[0] for path in page}:
            thread = [path for path in paths if path.partition("/")[0] == root]
            here = [path for path in page if path in thread]
            assert here == sorted(here)
            assert here == thread or len(thread) > min(limit, read - 1)


def test_a_cursor_carries_numbers_and_an_older_one_is_still_read():
    first = oldest_first(items_of([PATH, a_comment(number=1).path]), "hello", START, 1, truncated=False)
    assert first.more == f"{PATH}.1.1"
    assert read_cursor(f"{PATH}/{a_comment(number=1).id}.17.3-2")[1] == Count(17, (3, 2))
    assert read_cursor(f"{PATH}.17") == (PATH, Count(17))
    assert read_cursor(f"{PATH}.0") == (PATH, None)


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", ".1", "COMMENT#~.1", PATH, f"{PATH}.", f"{PATH}.-1", f"{PATH}.²", f"{PATH}.1.", f"{PATH}.1.1-1"),
        *(f"{PATH}.1.x", f"{PATH}.1.1-", f"{PATH}.1.1.1", f"{PATH}.{'1' * 10}", f"{PATH}.1.{'1' * 10}", f"{PATH}.1\n"),
    ],
)
def test_a_forged_cursor_is_refused(cursor):
    with pytest.raises(BadCursor):
        read_cursor(cursor)
