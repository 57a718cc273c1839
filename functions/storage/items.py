"""Between the blog's objects and DynamoDB's JSON (`{"S": …}`), there and back without loss.

boto3's own TypeDeserializer would do the same for any item; these know which attributes they read,
which makes a page of 50 comments measurably cheaper. What an item holds is written once, here.
"""

import zlib
from datetime import datetime
from typing import Any

from blog.article import Article, ArticleKind, ArticleState, ArticleSummary, Author, Neighbour, Picture
from blog.comment import Comment, CommentKind, CommentState, Reason
from blog.errors import ArticleTooLarge
from storage import keys

type Item = dict[str, dict[str, Any]]

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: 400 KB with names and keys.
BODY_LIMIT = 400 * 1024 - 2_500
# A body above this is compressed: a reader's Query is charged by the 4 KB.
PLAIN_LIMIT = 16 * 1024
# What a page shows, and no more: e-mail addresses and moderators' reasons never reach the readers' Lambda.
_SHOWN = (
    *("sk", "position", "title", "author", "published_at", "updated_at", "kind", "summary", "tags", "categories"),
    *("picture", "sticky", "comments_open", "comment_count", "previous", "next", "body", "packed_body"),
    *("name", "text", "url", "is_html"),
)
PROJECTION: dict[str, Any] = {
    "ProjectionExpression": ",".join(f"#{name}" for name in _SHOWN),
    "ExpressionAttributeNames": {f"#{name}": name for name in _SHOWN},
}


def key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def head_item(article: ArticleSummary) -> Item:
    """Everything but the body, the comment count and the neighbours, which are kept, not written, by an author."""
    item = key(keys.article(article.slug), keys.HEAD[article.state])
    item |= {
        "list": {"S": keys.article_list(article)},
        "position": {"S": keys.position(article.published_at, article.slug)},
        "title": {"S": article.title},
        "author": _author_value(article.author),
        "published_at": {"S": article.published_at.isoformat()},
        "comments_open": {"BOOL": article.comments_open},
    }
    if article.kind is ArticleKind.PAGE:
        item["kind"] = {"S": article.kind.value}
    if article.updated_at:
        item["updated_at"] = {"S": article.updated_at.isoformat()}
    if article.summary:
        item["summary"] = {"S": article.summary}
    for name, values in (("tags", article.tags), ("categories", article.categories)):
        if values:
            item[name] = {"L": [{"S": value} for value in values]}
    if article.picture:
        item["picture"] = _strings(url=article.picture.url, alt=article.picture.alt, caption=article.picture.caption)
    if article.sticky:
        item["sticky"] = {"BOOL": True}
    return item


def body_item(article: Article) -> Item:
    """The article's HTML: plain when small, compressed when not. Raises `ArticleTooLarge`, never cuts."""
    item = key(keys.article(article.slug), keys.BODY[article.state])
    body = article.body.encode()
    if len(body) <= PLAIN_LIMIT:
        return item | {"body": {"S": article.body}}
    packed = zlib.compress(body, 9)
    if len(packed) > BODY_LIMIT:
        raise ArticleTooLarge(article.slug, len(packed), BODY_LIMIT)
    return item | {"packed_body": {"B": packed}}


def comment_item(comment: Comment) -> Item:
    item = key(keys.article(comment.slug), keys.comment(comment.path, comment.state))
    item |= {
        "list": {"S": keys.comments_list(comment.state)},
        "position": {"S": comment.id},
        "name": {"S": comment.name},
        "text": {"S": comment.text},
    }
    item |= {name: {"S": value} for name in ("url", "email") if (value := getattr(comment, name))}
    if comment.kind is not CommentKind.COMMENT:
        item["kind"] = {"S": comment.kind.value}
    if comment.is_html:
        item["is_html"] = {"BOOL": True}
    if comment.reasons:
        item["reasons"] = {"L": [_strings(rule=each.rule, evidence=each.evidence) for each in comment.reasons]}
    return item


def read_summary(item: Item) -> ArticleSummary:
    return ArticleSummary(**_summary_fields(item))


def read_article(head: Item, body: Item) -> Article:
    return Article(**_summary_fields(head), body=_body(body), origin=_string(head, "origin"))


def read_comment(item: Item, slug: str) -> Comment:
    prefix, _, path = item["sk"]["S"].partition("#")
    return Comment(
        slug=slug,
        path=path,
        name=item["name"]["S"],
        text=item["text"]["S"],
        url=item["url"]["S"] if "url" in item else "",
        email=item["email"]["S"] if "email" in item else "",
        state=_STATES[prefix],
        kind=CommentKind(item["kind"]["S"]) if "kind" in item else CommentKind.COMMENT,
        is_html="is_html" in item,
        reasons=tuple(Reason(**_read_strings(each)) for each in item["reasons"]["L"]) if "reasons" in item else (),
    )


def neighbour_value(neighbour: Neighbour) -> dict[str, Any]:
    return _strings(slug=neighbour.slug, title=neighbour.title)


_STATES: dict[str, CommentState] = {prefix.rstrip("#"): state for state, prefix in keys.COMMENT.items()}


def _summary_fields(item: Item) -> dict[str, Any]:
    return {
        "slug": item["position"]["S"].partition("~")[2],
        "title": item["title"]["S"],
        "author": Author(**_read_strings(item["author"])),
        "published_at": datetime.fromisoformat(item["published_at"]["S"]),
        "updated_at": datetime.fromisoformat(item["updated_at"]["S"]) if "updated_at" in item else None,
        "state": ArticleState.DRAFT if item["sk"]["S"] == keys.HEAD[ArticleState.DRAFT] else ArticleState.PUBLISHED,
        "kind": ArticleKind(_string(item, "kind") or ArticleKind.POST),
        "summary": _string(item, "summary"),
        "tags": tuple(value["S"] for value in item["tags"]["L"]) if "tags" in item else (),
        "categories": tuple(value["S"] for value in item["categories"]["L"]) if "categories" in item else (),
        "picture": Picture(**_read_strings(item["picture"])) if "picture" in item else None,
        "sticky": "sticky" in item,
        "comments_open": item["comments_open"]["BOOL"],
        "comment_count": int(item["comment_count"]["N"]) if "comment_count" in item else 0,
        "previous": Neighbour(**_read_strings(item["previous"])) if "previous" in item else None,
        "next": Neighbour(**_read_strings(item["next"])) if "next" in item else None,
    }


def _body(item: Item) -> str:
    if "packed_body" in item:
        return zlib.decompress(item["packed_body"]["B"]).decode()
    return item["body"]["S"]


def _author_value(author: Author) -> dict[str, Any]:
    return _strings(slug=author.slug, name=author.name, bio=author.bio, picture=author.picture, url=author.url)


def _strings(**values: str) -> dict[str, Any]:
    """A map of the strings that are not empty."""
    return {"M": {name: {"S": value} for name, value in values.items() if value}}


def _read_strings(value: dict[str, Any]) -> dict[str, str]:
    return {name: each["S"] for name, each in value["M"].items()}


def _string(item: Item, name: str) -> str:
    return item[name]["S"] if name in item else ""
