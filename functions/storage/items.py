"""Between the blog's objects and DynamoDB's items, there and back without loss.

boto3's own TypeDeserializer would do the same for any item; these know which attributes they read,
which makes a page of 50 comments measurably cheaper. What an item holds is written once, here.
"""

import zlib
from datetime import datetime
from typing import Any

from blog.article import Article, ArticleKind, ArticleState, ArticleSummary, Picture
from blog.errors import ArticleTooLarge
from blog.lists import ListRef
from storage import keys, values
from storage.values import Item, number, read_texts, text

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: 400 KB with names and keys.
# Of these, some are left for keys and for what `related` articles are called.
BODY_LIMIT = 400 * 1024 - 10_000
# A body above this is compressed: a reader's Query is charged by the 4 KB.
PLAIN_LIMIT = 16 * 1024


def projection(*names: str) -> dict[str, Any]:
    """The parameters of a request that reads these attributes and no others; DynamoDB takes each name once."""
    named = {f"#{name}": name for name in names}
    return {"ProjectionExpression": ",".join(named), "ExpressionAttributeNames": named}


# What readers are shown, and no more: the keys of previews never reach their Lambdas.
_LISTED = (
    *("sk", "list", "position", "title", "author", "published_at", "updated_at", "expires", "guid", "kind", "summary"),
    *("tags", "categories", "picture", "images", "word_count", "sticky", "parent", "order", "ancestors"),
    *("comments_open", "comments_locked", "comment_count", "like_count"),
)
ARTICLE = (*_LISTED, "previous", "next", "body", "packed_body", "contents", "related")
BODY_PROJECTION = projection("pk", "sk", "body", "packed_body")
LIST_PROJECTION = projection(*_LISTED, "name", "description", "count")
INFO_PROJECTION = projection("sk", "name", "description", "count", "updated_at", "author")
LINK_PROJECTION = projection("pk", *_LISTED, "previous", "next", "related_digest")
HEAD_PROJECTION = projection("pk", *_LISTED, "previous", "next")
PREVIEW_PROJECTION = projection(*ARTICLE, "preview_key")


def key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def head_item(article: ArticleSummary) -> Item:
    """What an author says of an article. What the blog adds (guid, counts, neighbours, …) is kept, not written."""
    item = key(keys.article(article.slug), keys.head(article.state))
    item |= {
        "list": {"S": keys.article_list(article)},
        "position": {"S": keys.position(article.published_at, article.slug)},
        "author": values.author(article.author),
        "comments_open": {"BOOL": article.comments_open},
    }
    item |= shown(article)
    if article.expires_at:
        item["expires"] = {"S": article.expires_at.isoformat()}
    if article.images:
        item["images"] = values.texts(article.images)
    if article.sticky:
        item["sticky"] = {"BOOL": True}
    if article.parent:
        item["parent"] = {"S": article.parent}
    if article.order:
        item["order"] = {"N": str(article.order)}
    return item


def shown(article: ArticleSummary) -> Item:
    """The attributes that an article's head shares with its rows in lists."""
    item: Item = {"title": {"S": article.title}, "published_at": {"S": article.published_at.isoformat()}}
    if article.kind is ArticleKind.PAGE:
        item["kind"] = {"S": article.kind.value}
    if article.updated_at:
        item["updated_at"] = {"S": article.updated_at.isoformat()}
    if article.summary:
        item["summary"] = {"S": article.summary}
    for name, found in (("tags", article.tags), ("categories", article.categories)):
        if found:
            item[name] = values.texts(found)
    if article.picture:
        picture = article.picture
        item["picture"] = values.strings(url=picture.url, alt=picture.alt, caption=picture.caption)
    if article.word_count:
        item["word_count"] = {"N": str(article.word_count)}
    return item


def body_item(article: Article) -> Item:
    """The article's HTML: plain when small, compressed when not. Raises `ArticleTooLarge`, never cuts."""
    item = key(keys.article(article.slug), keys.body(article.state))
    if article.contents:
        item["contents"] = values.headings(article.contents)
    body = article.body.encode()
    if len(body) <= PLAIN_LIMIT:
        return item | {"body": {"S": article.body}}
    packed = zlib.compress(body, 9)
    size = len(packed) + len(repr(item))
    if size > BODY_LIMIT:
        raise ArticleTooLarge(article.slug, size, BODY_LIMIT)
    return item | {"packed_body": {"B": packed}}


def address_item(address: str, slug: str) -> Item:
    """Where an old address leads. The index lists all that lead to one article, by as much of them as a key holds."""
    return key(keys.address(address), keys.ADDRESS) | {
        "slug": {"S": slug},
        "list": {"S": keys.leads(slug)},
        "position": {"S": address[:250]},
    }


def list_address_item(address: str, ref: ListRef) -> Item:
    """Where the old address of a list leads."""
    return key(keys.address(address), keys.ADDRESS) | {"path": {"S": ref.path}}


def read_summary(item: Item) -> ArticleSummary:
    """An article from its head, or from its row in a list."""
    return ArticleSummary(**_summary_fields(item))


def read_article(head: Item, body: Item) -> Article:
    related = body["related"]["L"] if "related" in body else ()
    return Article(
        **_summary_fields(head),
        body=read_body(body),
        origin=text(head, "origin"),
        contents=values.read_headings(body),
        related=tuple([values.read_neighbour(each) for each in related]),
    )


def read_body(item: Item) -> str:
    if "packed_body" in item:
        return zlib.decompress(item["packed_body"]["B"]).decode()
    return item["body"]["S"]


_STATES = {list_: state for state, list_ in keys.APART.items()}


def _summary_fields(item: Item) -> dict[str, Any]:
    return {
        "slug": keys.slug_at(item["position"]["S"]),
        "title": item["title"]["S"],
        "author": values.read_author(item["author"]),
        "published_at": datetime.fromisoformat(item["published_at"]["S"]),
        "updated_at": values.moment(item, "updated_at"),
        "expires_at": values.moment(item, "expires"),
        "guid": text(item, "guid"),
        "state": _STATES.get(item["list"]["S"], ArticleState.PUBLISHED),
        "kind": ArticleKind(item["kind"]["S"]) if "kind" in item else ArticleKind.POST,
        "summary": text(item, "summary"),
        "tags": read_texts(item, "tags"),
        "categories": read_texts(item, "categories"),
        "picture": Picture(**values.read_strings(item["picture"])) if "picture" in item else None,
        "images": read_texts(item, "images"),
        "word_count": number(item, "word_count"),
        "sticky": "sticky" in item,
        "parent": text(item, "parent"),
        "order": number(item, "order"),
        "ancestors": values.read_ancestors(item),
        "comments_open": "comments_open" in item and item["comments_open"]["BOOL"],
        "comments_locked": "comments_locked" in item,
        "comment_count": number(item, "comment_count"),
        "like_count": number(item, "like_count"),
        "previous": values.read_neighbour(item["previous"]) if "previous" in item else None,
        "next": values.read_neighbour(item["next"]) if "next" in item else None,
    }
