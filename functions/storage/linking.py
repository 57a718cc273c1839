"""What an article's page says of others, written when articles change and not asked for when they are read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import batched
from typing import Any

from blog.article import Ancestor, ArticleKind, ArticleState, Neighbour
from blog.related import related, subject_of
from storage import actions, items, keys, plans, values
from storage.actions import Action
from storage.calls import every_item
from storage.transactions import Refusal, write
from storage.values import Item, Value

# Each has two writes at most.
_AT_ONCE = 40


def listed(client: Any, table: str, list_: str, **more: Any) -> Iterator[Item]:
    """The heads that stand in a list, as the index has them."""
    return every_item(
        client.query,
        TableName=table,
        IndexName=keys.INDEX,
        KeyConditionExpression="#list = :list AND #position < :top",
        ExpressionAttributeValues={":list": {"S": list_}, ":top": {"S": keys.TOP}},
        **items.LINK_PROJECTION,
        **more,
    )


@dataclass(frozen=True, slots=True)
class _Post:
    """What stands around a post, as its head says."""

    itself: Neighbour
    previous: Value | None
    next: Value | None
    related: str


@dataclass(frozen=True, slots=True)
class Linked:
    """How many articles were told, and how many had been told something else since they were read, or had gone."""

    written: int = 0
    refused: int = 0


def link_posts(client: Any, table: str) -> Linked:
    """Neighbours in time, and what is related: one walk over all posts, which writes only what differs.

    What somebody else wrote meanwhile stands: who walked later may know more, and whoever is refused walks again.
    """
    posts, subjects = [], []
    for head in listed(client, table, keys.POSTS):
        article = items.read_summary(head)
        itself = Neighbour(article.title, article.place)
        told = head.get("related_digest", {"S": ""})["S"]
        posts.append(_Post(itself, head.get("previous"), head.get("next"), told))
        subjects.append(subject_of(article))
    neighbours = [values.neighbour(post.itself) for post in posts]
    changes = (
        _post_changes(table, post, neighbours, index, [neighbours[other] for other in others])
        for index, (post, others) in enumerate(zip(posts, related(subjects), strict=True))
    )
    return _write_all(client, filter(None, changes))


def link_pages(client: Any, table: str) -> Linked:
    """Those above each static page; where they go round in a circle, or lead to nothing, there is nobody above."""
    heads = [*listed(client, table, keys.PAGES), *listed(client, table, keys.APART[ArticleState.UNLISTED])]
    pages = {page.slug: page for page in map(items.read_summary, heads) if page.kind is ArticleKind.PAGE}
    changes = []
    for page in pages.values():
        ancestors = _ancestors(page.slug, {slug: (each.title, each.parent) for slug, each in pages.items()})
        if ancestors == page.ancestors:
            continue
        pk = keys.article(page.slug)
        told = {"ancestors": values.ancestors(ancestors)} if ancestors else {}
        places = (keys.PUBLIC_HEAD, keys.SLUG_ROW) if page.state is ArticleState.PUBLISHED else (keys.PUBLIC_HEAD,)
        changes.append([_told(table, items.key(pk, sk), told, ("ancestors",)) for sk in places])
    return _write_all(client, changes)


def _post_changes(
    table: str, post: _Post, neighbours: Sequence[Value], index: int, others: list[Value]
) -> list[Action]:
    wanted = {"previous": neighbours[index - 1] if index else None}
    wanted["next"] = neighbours[index + 1] if index + 1 < len(neighbours) else None
    digest = blake2b(repr(others).encode(), digest_size=8).hexdigest() if others else ""
    if (post.previous, post.next, post.related) == (*wanted.values(), digest):
        return []
    head = items.key(keys.article(post.itself.place.slug), keys.PUBLIC_HEAD)
    known = {"previous": post.previous, "next": post.next, "related_digest": {"S": post.related}}
    before = {name: value for name, value in known.items() if value and value != {"S": ""}}
    told = {name: value for name, value in wanted.items() if value}
    if digest:
        told["related_digest"] = {"S": digest}
    head_told = _told(table, head, told, tuple(known), before)
    if digest == post.related:
        return [head_told]
    body = {"related": {"L": others}} if others else {}
    return [head_told, _told(table, plans.body_key(head), body, ("related",))]


def _ancestors(slug: str, pages: dict[str, tuple[str, str]]) -> tuple[Ancestor, ...]:
    """From the topmost down, by each page's title and parent."""
    found: list[Ancestor] = []
    seen = {slug}
    parent = pages[slug][1]
    while parent in pages:
        if parent in seen:
            return ()
        seen.add(parent)
        found.insert(0, Ancestor(parent, pages[parent][0]))
        parent = pages[parent][1]
    return tuple(found)


def _told(table: str, key: Item, told: Item, names: Sequence[str], before: Item | None = None) -> Action:
    """Writes these of the names, and removes the others, where the item is there and says what it said `before`."""
    missing = [name for name in names if name not in told]
    action = actions.update(table, key, set_=told, remove=missing, condition="attribute_exists(pk)")
    if before is None:
        return action
    asked = action["Update"]
    for name in names:
        asked["ConditionExpression"] += (
            f" AND #{name} = :was_{name}" if name in before else f" AND attribute_not_exists(#{name})"
        )
    values = asked.get("ExpressionAttributeValues", {}) | {f":was_{name}": value for name, value in before.items()}
    return {"Update": asked | ({"ExpressionAttributeValues": values} if values else {})}


def _write_all(client: Any, changes: Iterable[list[Action]]) -> Linked:
    """Many at once; one by one where one of them is refused."""
    written = refused = 0
    for some in batched(changes, _AT_ONCE, strict=False):
        try:
            write(client, [action for change in some for action in change])
            written += len(some)
        except Refusal:
            told = sum(_written(client, change) for change in some)
            written, refused = written + told, refused + len(some) - told
    return Linked(written, refused)


def _written(client: Any, change: list[Action]) -> bool:
    try:
        write(client, change)
    except Refusal:
        return False
    return True
