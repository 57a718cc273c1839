"""Which transactions bring an article's head, body, address, rows and the counts of its lists from here to there.

Pure: items in, actions out. Every count changes in the transaction of what it counts, whose conditions say that it is
still as it was; what fits into one transaction is one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import batched
from typing import Any

from blog.article import Article, ArticleKind, ArticleState
from blog.lists import HOME, ListRef, lists_of
from storage import actions, items, keys, list_items, values
from storage.actions import Action
from storage.standing import Standing
from storage.values import Item

# What the head counts, and the words that it stands for: a write is made of what was read of these.
WATCHED = ("digest", "comments_locked", "comment_count", "like_count")
_BODY_PARTS = ("body", "packed_body", "contents")


@dataclass(frozen=True, slots=True)
class Plan:
    """`front` switches the article to `head` (None: away); each of `rows` is a row with its count."""

    head: Item | None
    front: list[Action]
    rows: list[list[Action]]

    def transactions(self, table: str) -> Iterator[list[Action]]:
        """One, if all fits; else the front first, and the rest only while the front still stands."""
        whole = self.front + [action for row in self.rows for action in row]
        if self.front and len(whole) <= actions.AT_MOST:
            yield whole
            return
        if self.front:
            yield self.front
        # No row has more than two actions, and one is for the check.
        for some in batched(self.rows, actions.AT_MOST // 2 - 1, strict=False):
            check = [head_check(table, self.head)] if self.head else []
            yield [*check, *(action for row in some for action in row)]


def head_check(table: str, head: Item) -> Action:
    return actions.check(table, head, actions.same(head, "digest"))


def saving(table: str, article: Article, standing: Standing, guid: str, *, unlisted: bool = False) -> Plan:
    """From what stands to this article; `guid` is for one that has none yet. Raises `ArticleTooLarge`.

    `unlisted` says that it is to be so when its time comes.
    """
    head = head_of(article, standing.head, guid, unlisted=unlisted)
    rows = list_items.row_items(replace(article, guid=head["guid"]["S"], ancestors=values.read_ancestors(head)))
    changed = standing.head is None or standing.head["digest"] != head["digest"]
    front = _switch(table, article, head, standing) if changed else []
    return Plan(head, front, list(_row_actions(table, article, rows, standing, changed)))


def deletion(table: str, slug: str, standing: Standing) -> Plan:
    """From what stands to nothing; the address says "gone" from then on."""
    front = [actions.put(table, gone_address(slug))]
    if standing.head:
        front += [
            actions.delete(table, standing.head, actions.same(standing.head, *WATCHED)),
            actions.delete(table, body_key(standing.head)),
            *_home_count(table, None, standing),
        ]
    return Plan(None, front, [_gone_row(table, row) for row in standing.rows.values()])


def head_of(article: Article, before: Item | None, guid: str, *, unlisted: bool = False) -> Item:
    """The head of an article, with what the blog itself had added to it before."""
    head = items.head_item(article) | {"origin": {"S": article.origin}}
    if unlisted:
        head["unlisted"] = {"BOOL": True}
    head["digest"] = {"S": digest(head, article)}
    kept = {name: before[name] for name in _kept(article, head, before) if name in before} if before else {}
    return head | {"guid": {"S": article.guid or guid}} | kept


def digest(head: Item, article: Article) -> str:
    """The same for the same words under the same keys."""
    said = f"{sorted(head.items())!r}\n{article.contents!r}\n{article.body}"
    return blake2b(said.encode(), digest_size=16).hexdigest()


def body_key(head: Item) -> Item:
    sk = keys.PUBLIC_BODY if head["sk"]["S"] == keys.PUBLIC_HEAD else keys.HIDDEN_BODY
    return {"pk": head["pk"], "sk": {"S": sk}}


def gone_address(slug: str) -> Item:
    return items.key(keys.address(f"/{slug}"), keys.ADDRESS) | {"slug": {"S": slug}, "gone": {"BOOL": True}}


def _kept(article: Article, head: Item, before: Item) -> Iterator[str]:
    yield from ("guid", "comments_locked", "comment_count", "like_count")
    if article.kind is ArticleKind.PAGE:
        yield "ancestors"
    elif _is_linked(article):
        yield from ("previous", "next")
    if not article.state.is_public:
        yield "preview_key"
    if head["sk"] == before["sk"] and _is_linked(article):
        yield "related_digest"


def _is_linked(article: Article) -> bool:
    """Whether it stands among others: what is in no list has no neighbours there, and nobody would keep them true."""
    return HOME in lists_of(article)


def _switch(table: str, article: Article, head: Item, standing: Standing) -> list[Action]:
    before = standing.head
    if before is None:
        switch = [actions.put(table, head, actions.NEW)]
    elif before["sk"] == head["sk"]:
        switch = [actions.put(table, head, actions.same(before, *WATCHED))]
    else:
        switch = [
            actions.put(table, head, actions.NEW),
            actions.delete(table, before, actions.same(before, *WATCHED)),
            actions.delete(table, body_key(before)),
        ]
    return [*switch, _body(table, article), *_address(table, article, standing), *_home_count(table, article, standing)]


def _body(table: str, article: Article) -> Action:
    """An update, because what is related to the article stays, as long as it stands among others."""
    item = items.body_item(article)
    parts = {name: item[name] for name in _BODY_PARTS if name in item}
    names = _BODY_PARTS if _is_linked(article) else (*_BODY_PARTS, "related")
    return actions.update(table, item, set_=parts, remove=[name for name in names if name not in item])


def _address(table: str, article: Article, standing: Standing) -> Iterator[Action]:
    """What has expired is gone, until it is there again."""
    is_gone = standing.address is not None and "gone" in standing.address
    if article.state is ArticleState.EXPIRED:
        yield actions.put(table, gone_address(article.slug))
    elif is_gone:
        yield actions.delete(table, standing.address)


def _home_count(table: str, article: Article | None, standing: Standing) -> Iterator[Action]:
    """Home's rows are the heads themselves."""
    was_there = standing.head is not None and standing.head["list"]["S"] == keys.POSTS
    is_there = article is not None and HOME in lists_of(article)
    said = _said(article, HOME, standing) if article is not None and is_there else {}
    yield from _info(table, HOME, said, is_there - was_there)


def _row_actions(
    table: str, article: Article, wanted: dict[str, Item], standing: Standing, changed: bool
) -> Iterator[list[Action]]:
    for sk, row in standing.rows.items():
        if sk not in wanted:
            yield _gone_row(table, row)
    for sk, row in wanted.items():
        known = standing.rows.get(sk)
        ref = keys.counted_list(sk)
        said = _said(article, ref, standing) if ref and (changed or known != row) else {}
        written = [actions.put(table, row, actions.THERE if known else actions.NEW)] if known != row else []
        if done := [*written, *(_info(table, ref, said, 0 if known else 1) if ref else ())]:
            yield done


def _gone_row(table: str, row: Item) -> list[Action]:
    ref = keys.counted_list(row["sk"]["S"])
    return [actions.delete(table, row, actions.THERE), *(_info(table, ref, {}, -1) if ref else ())]


def _said(article: Article, ref: ListRef, standing: Standing) -> dict[str, Any]:
    return list_items.info_values(article, ref, standing.infos.get(keys.list_info(ref), {}))


def _info(table: str, ref: ListRef, said: dict[str, Any], change: int) -> Iterable[Action]:
    if said or change:
        yield actions.update(table, list_items.info_key(ref), set_=said, add={"count": change} if change else {})
