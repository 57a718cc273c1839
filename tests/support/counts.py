"""The table counted again, item by item: what rows and counts must be, whatever has happened."""

from collections import Counter
from itertools import groupby

from blog.acts import ActKind
from blog.comment import Comment, CommentState
from storage import act_items, comment_items, items, keys, list_items
from storage.values import Item, number
from tests.support.stores import Store


def assert_consistent(store: Store) -> None:
    """Every published article has exactly its rows, and every list counts exactly what is in it."""
    held = {(item["pk"]["S"], item["sk"]["S"]): item for item in store.items()}
    heads = [items.read_summary(item) for (_, sk), item in held.items() if sk == keys.PUBLIC_HEAD]
    wanted = {(keys.article(head.slug), sk): row for head in heads for sk, row in list_items.row_items(head).items()}
    assert {place: item for place, item in held.items() if place[1].startswith(keys.ROWS)} == wanted
    counts = Counter(ref for head in heads for ref in list_items.lists_of(head))
    counted = {place: int(item["count"]["N"]) for place, item in held.items() if "count" in item}
    assert {place: count for place, count in counted.items() if count} == {
        keys.list_info(ref): count for ref, count in counts.items()
    }
    bodies = {pk for pk, sk in held if sk == keys.PUBLIC_BODY}
    assert bodies == {keys.article(head.slug) for head in heads}


def assert_counted(store: Store) -> None:
    """Heads count exactly the approved comments and likes beside them, comments exactly their replies; gaps are where
    they are needed and nowhere else; what is pinned is there twice, the same; addresses have earned what they have."""
    held = store.items()
    earned: Counter[str] = Counter()
    for pk, beside in groupby(sorted(held, key=_place), key=lambda item: item["pk"]["S"]):
        by_key = {item["sk"]["S"]: item for item in beside}
        shown = _shown(by_key)
        for sk in {keys.PUBLIC_HEAD, keys.HIDDEN_HEAD} & by_key.keys():
            found = items.read_summary(by_key[sk])
            assert (pk, found.comment_count) == (pk, sum(comment.gap is None for comment in shown.values()))
            assert found.like_count == sum(sk.startswith(keys.LIKES) for sk in by_key)
        _assert_threaded(shown, _kept(by_key))
        _assert_chosen(by_key.get(keys.CHOSEN), shown)
        earned.update(keys.commenter(comment.email) for comment in shown.values() if comment.email)
    assert {item["pk"]["S"]: int(item["approved"]["N"]) for item in held if number(item, "approved")} == earned


def _place(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _shown(by_key: dict[str, Item]) -> dict[str, Comment]:
    """What readers see of a collection, by path. Whatever is no gap is in one state."""
    everything = [
        comment_items.read_comment(item) for sk, item in by_key.items() if sk.startswith(tuple(keys.COMMENT.values()))
    ]
    paths = [comment.path for comment in everything if comment.gap is None]
    assert len(paths) == len(set(paths))
    return {comment.path: comment for comment in everything if comment.state is CommentState.APPROVED}


def _kept(by_key: dict[str, Item]) -> set[str]:
    """The paths whose places are kept though nothing follows: their writers' data were erased."""
    acts = [act_items.read_act(item) for sk, item in by_key.items() if sk.startswith(keys.HISTORY)]
    return {act.path for act in acts if act.kind is ActKind.ERASE and act.new}


def _assert_threaded(shown: dict[str, Comment], kept: set[str]) -> None:
    replies = Counter(comment.parent for comment in shown.values() if comment.parent)
    assert replies.keys() <= shown.keys()
    assert {path: comment.replies for path, comment in shown.items()} == {path: replies[path] for path in shown}
    assert [
        comment for path, comment in shown.items() if comment.gap and not comment.replies and path not in kept
    ] == []


def _assert_chosen(chosen: Item | None, shown: dict[str, Comment]) -> None:
    assert [comment_items.chosen_item(comment) for comment in shown.values() if comment.pinned] == (
        [chosen] if chosen else []
    )
