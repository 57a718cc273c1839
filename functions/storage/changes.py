"""The records of the table's stream, in the blog's terms. No request is made here.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html: a record carries the keys and, as this table's stream is
set up, the item before and after the change; binary values are base64 text.
"""

import zlib
from base64 import b64decode
from dataclasses import replace
from typing import Any

from blog.article import ArticleSummary
from blog.changes import (
    AddressChanged,
    BodyChanged,
    Change,
    CommentChanged,
    HeadChanged,
    ListChanged,
    RowChanged,
    SettingsChanged,
)
from blog.comment import Comment, CommentState
from blog.errors import BlogError
from blog.settings import public_names
from storage import comment_items, items, keys, list_items
from storage.settings_item import read_texts
from storage.values import Item

_APPROVED = keys.COMMENT[CommentState.APPROVED]
# A head does not hold the words and the related articles of its body, but what they were made of.
_DIGESTS = ("digest", "related_digest")
# What reading raises where an item is not as this version writes it; zlib's error is an Exception of its own.
_AMISS = (LookupError, ValueError, TypeError, AttributeError, zlib.error)


class UnreadableRecord(BlogError):
    """A record, or an item, that is not as this version of the blog writes it; `__cause__` says what is amiss."""

    def __init__(self, said: Any) -> None:
        self.said = said
        super().__init__(f"not an item of this blog's table: {said}")


def change_of(record: dict[str, Any]) -> Change | None:
    """What one record of a Lambda's DynamoDB event says; None where it says nothing of these.

    Raises `UnreadableRecord`.
    """
    try:
        said = record["dynamodb"]
        old, new = (_with_bytes(said[name]) if name in said else None for name in ("OldImage", "NewImage"))
        return _change(said["Keys"], old, new)
    except _AMISS as error:
        raise UnreadableRecord(_keys_of(record)) from error


def change_to(item: Item) -> Change | None:
    """What an item of the table says, as if it had just been written. Raises `UnreadableRecord`."""
    try:
        return _change(item, None, item)
    except _AMISS as error:
        raise UnreadableRecord({name: item.get(name) for name in ("pk", "sk")}) from error


def _change(key: Item, old: Item | None, new: Item | None) -> Change | None:
    pk, sk = key["pk"]["S"], key["sk"]["S"]
    if sk == keys.SETTINGS:
        before, texts = (_public(read_texts(image)) if image else {} for image in (old, new))
        return SettingsChanged(texts, texts != before)
    if sk == keys.ADDRESS:
        return AddressChanged(keys.address_of(pk))
    if pk in keys.INFOS:
        ref = keys.list_ref(sk)
        return ListChanged(ref, *(list_items.read_info(image, ref) if image else None for image in (old, new)))
    slug = keys.slug_of(pk)
    return _of_article(slug, sk, old, new) if pk == keys.article(slug) else None


def _of_article(slug: str, sk: str, old: Item | None, new: Item | None) -> Change | None:
    if sk in (keys.PUBLIC_HEAD, keys.HIDDEN_HEAD):
        others = (bool(old and new and old.get(name) != new.get(name)) for name in _DIGESTS)
        return HeadChanged(slug, sk == keys.PUBLIC_HEAD, _summary(old), _summary(new), *others)
    if sk == keys.PUBLIC_BODY:
        return BodyChanged(slug, items.read_body(new) if new else None)
    if sk.startswith(_APPROVED):
        return CommentChanged(slug, keys.path_of(sk), _comment(new, slug))
    if (ref := keys.list_of_row(sk)) is not None:
        return RowChanged(ref, _summary(old), _summary(new))
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


def _keys_of(record: Any) -> Any:
    """As much as a log needs to find the item, and nobody's words."""
    said = record.get("dynamodb") if isinstance(record, dict) else None
    return said.get("Keys") if isinstance(said, dict) else None
