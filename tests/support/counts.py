"""The table counted again, item by item: what rows and counts must be, whatever has happened."""

from collections import Counter

from storage import items, keys, list_items
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
    """Every head counts exactly the approved comments and the likes beside it."""
    held = store.items()
    for head in held:
        if head["sk"]["S"] in (keys.PUBLIC_HEAD, keys.HIDDEN_HEAD):
            beside = [item["sk"]["S"] for item in held if item["pk"] == head["pk"]]
            found = items.read_summary(head)
            assert found.comment_count == sum(sk.startswith("COMMENT#") for sk in beside)
            assert found.like_count == sum(sk.startswith(keys.LIKES) for sk in beside)
