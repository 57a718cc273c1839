"""Between comments and DynamoDB's items, there and back without loss.

Where readers look for a comment there may be the gap that it left: an item with its place and its count of replies.
"""

from dataclasses import replace

from blog.comment import Comment, CommentKind, CommentState, Gap, Reason
from storage import items, keys, values
from storage.items import projection
from storage.values import Item, Value, moment, number, text

# What readers are shown, and no more: e-mail addresses and moderators' reasons never reach their Lambdas.
_WORDS = ("name", "text", "url", "kind", "is_html", "answers", "edited_at", "by_author", "avatar")
_SHOWN = (*_WORDS, "pinned", "gap", "replies")
PROJECTION = projection("pk", "sk", *_SHOWN)
# Of a comment that is not shown, for who knows its path: whoever wrote it, or has seen it.
HELD_PROJECTION = projection("pk", "sk", *_SHOWN, "was_public")
# Of an article and its comments in one Query.
PAGE_PROJECTION = projection(*items.ARTICLE, *_SHOWN, "path")


def comment_key(comment: Comment) -> Item:
    return items.key(keys.article(comment.slug), keys.comment(comment.path, comment.state))


def comment_item(comment: Comment) -> Item:
    item = comment_key(comment)
    if comment.replies:
        item["replies"] = {"N": str(comment.replies)}
    if comment.gap:
        return item | {"gap": {"S": comment.gap.value}}
    item |= {"list": {"S": keys.comments_list(comment.state)}, "position": {"S": comment.id}} | _words(comment)
    if comment.email:
        item["email"] = {"S": comment.email}
    if comment.pinned:
        item["pinned"] = {"BOOL": True}
    if comment.reasons:
        item["reasons"] = reasons(comment.reasons)
    if comment.was_public:
        item["was_public"] = {"BOOL": True}
    return item | {name: {"N": str(count)} for name in ("reports", "edits") if (count := getattr(comment, name))}


def chosen_item(comment: Comment) -> Item:
    """The copy of a pinned comment that a page's Query finds before all others."""
    return items.key(keys.article(comment.slug), keys.CHOSEN) | {"path": {"S": comment.path}} | _words(comment)


def _words(comment: Comment) -> Item:
    item: Item = {"name": {"S": comment.name}, "text": {"S": comment.text}}
    item |= {name: {"S": value} for name in ("url", "answers", "avatar") if (value := getattr(comment, name))}
    item |= {name: {"BOOL": True} for name in ("is_html", "by_author") if getattr(comment, name)}
    if comment.kind is not CommentKind.COMMENT:
        item["kind"] = {"S": comment.kind.value}
    if comment.edited_at:
        item["edited_at"] = {"S": comment.edited_at.isoformat()}
    return item


def read_comment(item: Item, slug: str = "") -> Comment:
    """The comment, or the gap, in an item; its slug is in the key `pk` where it is not given."""
    prefix, _, path = item["sk"]["S"].partition("#")
    slug = slug or keys.slug_of(item["pk"]["S"])
    if "gap" in item:
        gap = Gap(item["gap"]["S"])
        return Comment(slug=slug, path=path, name="", text="", state=_STATES[prefix], gap=gap, replies=_replies(item))
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
        reasons=read_reasons(item["reasons"]) if "reasons" in item else (),
        answers=item["answers"]["S"] if "answers" in item else "",
        edited_at=moment(item, "edited_at"),
        by_author="by_author" in item,
        pinned="pinned" in item,
        avatar=item["avatar"]["S"] if "avatar" in item else "",
        replies=_replies(item),
        reports=number(item, "reports"),
        was_public="was_public" in item,
        edits=number(item, "edits"),
    )


def read_chosen(item: Item, slug: str) -> Comment:
    as_approved = items.key(keys.article(slug), keys.comment(item["path"]["S"], CommentState.APPROVED))
    return replace(read_comment(item | as_approved, slug), pinned=True)


def _replies(item: Item) -> int:
    return int(item["replies"]["N"]) if "replies" in item else 0


def reasons(reasons: tuple[Reason, ...]) -> Value:
    return {"L": [_reason(each) for each in reasons]}


def read_reasons(value: Value) -> tuple[Reason, ...]:
    parts: list[Item] = [each["M"] for each in value["L"]]
    return tuple([Reason(text(each, "rule"), text(each, "evidence"), number(each, "weight")) for each in parts])


def _reason(reason: Reason) -> Value:
    value = values.strings(rule=reason.rule, evidence=reason.evidence)
    if reason.weight:
        value["M"]["weight"] = {"N": str(reason.weight)}
    return value


_STATES: dict[str, CommentState] = {prefix.rstrip("#"): state for state, prefix in keys.COMMENT.items()}
