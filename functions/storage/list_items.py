"""An article's rows in lists, and what each list says of itself."""

from typing import Any

from blog.article import ArticleState, ArticleSummary, Author
from blog.lists import HOME, ListInfo, ListKind, ListRef, lists_of
from storage import keys, values
from storage.items import key, shown
from storage.values import Item, moment, number, text


def row_items(article: ArticleSummary) -> dict[str, Item]:
    """Every row that a published article has in lists, by its sort key. Home's is the head itself."""
    if article.state is not ArticleState.PUBLISHED:
        return {}
    position = keys.position(article.published_at, article.slug)
    rows = {keys.SLUG_ROW: _row(article, keys.SLUGS, article.slug, _place(article))}
    full = _full(article)
    lists = lists_of(article)
    if HOME in lists and article.sticky:
        sticky = keys.sticky_position(article.published_at, article.slug)
        rows[keys.STICKY_ROW] = _row(article, keys.POSTS, sticky, full | {"sticky": {"BOOL": True}})
    for ref, name in lists.items():
        if ref != HOME:
            more = _of_list(article, ref, name)
            rows[keys.row(keys.list_name(ref))] = _row(article, keys.list_name(ref), position, full | more)
    for sk, row in rows.items():
        row["sk"] = {"S": sk}
    return rows


def _row(article: ArticleSummary, list_: str, position: str, shows: Item) -> Item:
    pk = {"S": keys.article(article.slug)}
    return {"pk": pk, "list": {"S": list_}, "position": {"S": position}} | shows


def _full(article: ArticleSummary) -> Item:
    author = Author(slug=article.author.slug, name=article.author.name)
    return shown(article) | {"author": values.author(author), "guid": {"S": article.guid}}


def _of_list(article: ArticleSummary, ref: ListRef, name: str) -> Item:
    """What the rows of this list have beyond others': its name, and for the sitemap the pictures."""
    more: Item = {"name": {"S": name}} if name else {}
    if ref.kind is ListKind.MONTH and article.images:
        more["images"] = values.texts(article.images)
    return more


def _place(article: ArticleSummary) -> Item:
    """What a link to the article is made of."""
    wanted = ("title", "published_at", "kind", "categories")
    place = {name: value for name, value in shown(article).items() if name in wanted}
    if article.ancestors:
        place["ancestors"] = values.ancestors(article.ancestors)
    return place | {"author": values.strings(slug=article.author.slug)}


def info_key(ref: ListRef) -> Item:
    return key(*keys.list_info(ref))


def info_values(article: ArticleSummary, ref: ListRef, known: Item) -> Item:
    """What an article in a list says of the list, where `known` is what is said already."""
    said: dict[str, Any] = {"list": {"S": keys.list_name(ref)}, "position": {"S": keys.INFO}}
    if name := lists_of(article).get(ref):
        said["name"] = {"S": name}
    if ref.kind is ListKind.AUTHOR:
        said["author"] = values.author(article.author)
    before = moment(known, "updated_at")
    if before is None or before < article.changed_at:
        said["updated_at"] = {"S": article.changed_at.isoformat()}
    return {name: value for name, value in said.items() if known.get(name) != value}


def read_info(item: Item, ref: ListRef) -> ListInfo:
    return ListInfo(
        ref=ref,
        name=text(item, "name"),
        description=text(item, "description"),
        count=number(item, "count"),
        updated_at=moment(item, "updated_at"),
        author=values.read_author(item["author"]) if "author" in item else None,
    )
