"""The records of the table's stream, in the blog's terms. No request is made here.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html: a record carries the keys and, as this table's stream is
set up, the item before and after the change; binary values are base64 text.
"""

from base64 import b64decode
from dataclasses import dataclass, replace
from typing import Any

from blog.article import ArticleSummary
from blog.comment import Comment, CommentState
from blog.settings import public_names
from storage import comment_items, items, keys
from storage.settings_item import read_texts
from storage.values import Item


@dataclass(frozen=True, slots=True)
class HeadChanged:
    """An article's head came (`old` is None), changed, or went (`new` is None) at one of the two places for it.

    `public` says at which: among what readers see (published, unlisted), or among what they do not (draft, scheduled,
    expired). An article that is published leaves the one place and comes to the other: two records, in either order.
    A changed count of comments or likes is a change too.
    """

    slug: str
    public: bool
    old: ArticleSummary | None
    new: ArticleSummary | None


@dataclass(frozen=True, slots=True)
class BodyChanged:
    """The HTML of an article that readers see; None when it went."""

    slug: str
    body: str | None


@dataclass(frozen=True, slots=True)
class CommentChanged:
    """An approved comment, without its writer's e-mail address; None when it went, or is approved no longer.

    So it is when only a gap is left, or the gap goes, too.
    """

    slug: str
    path: str
    comment: Comment | None


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The owner's settings, as `blog.settings.Settings.read` takes them, but for those that judge comments."""

    texts: dict[str, str]


type Change = HeadChanged | BodyChanged | CommentChanged | SettingsChanged

_APPROVED = keys.COMMENT[CommentState.APPROVED]


def change_of(record: dict[str, Any]) -> Change | None:
    """What one record of a Lambda's DynamoDB event says; None where it says nothing of these."""
    said = record["dynamodb"]
    old, new = (_with_bytes(said[name]) if name in said else None for name in ("OldImage", "NewImage"))
    return _change(said["Keys"], old, new)


def change_to(item: Item) -> Change | None:
    """What an item of the table says, as if it had just been written."""
    return _change(item, None, item)


def _change(key: Item, old: Item | None, new: Item | None) -> Change | None:
    pk, sk = key["pk"]["S"], key["sk"]["S"]
    if sk == keys.SETTINGS:
        return SettingsChanged(_public(read_texts(new)) if new else {})
    slug = keys.slug_of(pk)
    if pk != keys.article(slug):
        return None
    if sk in (keys.PUBLIC_HEAD, keys.HIDDEN_HEAD):
        return HeadChanged(slug, sk == keys.PUBLIC_HEAD, _summary(old), _summary(new))
    if sk == keys.PUBLIC_BODY:
        return BodyChanged(slug, items.read_body(new) if new else None)
    if sk.startswith(_APPROVED):
        return CommentChanged(slug, keys.path_of(sk), _comment(new, slug))
    return None


def _summary(image: Item | None) -> ArticleSummary | None:
    return items.read_summary(image) if image else None


def _comment(image: Item | None, slug: str) -> Comment | None:
    if image is None or "gap" in image:
        return None
    return replace(comment_items.read_comment(image, slug), email="", reasons=(), reports=0)


def _public(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name in public_names()}


def _with_bytes(image: Item) -> Item:
    """The image with its binary values as a client of DynamoDB would give them."""
    return {name: {"B": b64decode(value["B"])} if "B" in value else value for name, value in image.items()}
