"""The one transaction that stores a comment that was sent: pure, from what is known to what is written.

With the comment go its submission, the article's count, its parent's count of replies, what its writer's address has
earned, the place of its text, and the tokens that it takes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from blog.comment import Comment, CommentState
from blog.errors import ArticleNotFound, CommentsClosed, ParentNotFound
from storage import actions, comment_items, items, keys
from storage.actions import Action
from storage.buckets import Bucket, Take, chosen_bucket, read_full_at
from storage.comment_plans import earning, is_approved, shown_place
from storage.transactions import Refusal
from storage.values import Item, seconds, text

# The same words by the same person at the same place count as one submission for this long.
SUBMISSION_KEPT = timedelta(days=1)
# How long a text is remembered, and on how many articles: more say no more, and an item does not hold any number.
TEXT_KEPT = timedelta(days=7)
SEEN_ENOUGH = 20
# What its writer may still change: what was thrown away is no longer theirs, nor in the way of the same words.
OWN = (CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM)
_COMMENT, _SUBMISSION, _HEAD, _PARENT, _EARNED, _TEXT = "comment", "submission", "head", "parent", "earned", "text"
_TWIN = "twin"
_GONE: Action = {"ConditionExpression": "attribute_not_exists(pk) OR attribute_exists(gap)"}
_OPEN: Action = {
    "ConditionExpression": "comments_open = :open AND attribute_not_exists(comments_locked)",
    "ExpressionAttributeValues": {":open": {"BOOL": True}},
}
_TELL: Action = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


@dataclass(frozen=True, slots=True)
class Hints:
    """What was read before, and may have changed since: when buckets are full, by name; on how many articles the text
    was sent, or that this was too long ago; the path of the comment that an equal submission has stored, or ''."""

    full_at: Mapping[str, int] = field(default_factory=dict)
    seen_on: int = 0
    is_text_old: bool = False
    twin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """`held` gives the comment to store when the bucket of this name is empty."""

    comment: Comment
    digest: str
    now: datetime
    text_digest: str
    takes: Sequence[Take]
    held: Callable[[str], Comment] | None
    expires_at: datetime | None

    def without_token(self, name: str) -> Comment:
        if self.held:
            return self.held(name)
        return replace(self.comment, state=CommentState.PENDING) if is_approved(self.comment) else self.comment


@dataclass(frozen=True, slots=True)
class Attempt:
    """A transaction that stores `comment`: its actions by what they are for, buckets by their names."""

    comment: Comment
    writes: Mapping[str, Action]

    def earlier(self, refusal: Refusal) -> Comment | None:
        """The comment that an equal submission has stored before; None where something was not as was thought.

        Raises `ArticleNotFound`, `CommentsClosed`, `ParentNotFound`.
        """
        refused, comment = self._refused(refusal), self.comment
        if twins := [item for name, item in refused.items() if name.startswith(_TWIN)]:
            return comment_items.read_comment(twins[0])
        if submission := refused.get(_SUBMISSION):
            is_this_one = submission["path"]["S"] == comment.path  # an earlier try was heard after all
            return replace(comment, state=CommentState(submission["state"]["S"])) if is_this_one else None
        if _HEAD in refused:
            raise (CommentsClosed if refused[_HEAD] else ArticleNotFound)(comment.slug) from refusal
        if _PARENT in refused:
            raise ParentNotFound(comment.parent) from refusal
        return None

    def learned(self, refusal: Refusal, known: Hints) -> Hints:
        """What was known, and what refused buckets and an equal submission have said of themselves."""
        refused = self._refused(refusal)
        twin = text(refused.get(_SUBMISSION, {}), "path")
        full_at = {name: read_full_at(item) for name, item in refused.items()}
        return replace(known, full_at={**known.full_at, **full_at}, twin=twin or known.twin)

    def _refused(self, refusal: Refusal) -> dict[str, Item]:
        names = list(self.writes)
        return {names[index]: item for index, item in refusal.found.items()}


def attempt(table: str, sent: Sent, hints: Hints) -> Attempt:
    """The transaction that would store what was sent, if everything is as the hints say."""
    comment, buckets = _with_tokens(sent, hints.full_at)
    writes = {
        _COMMENT: actions.make(table, _item(comment, sent.expires_at), actions.NEW),
        _SUBMISSION: _submission(table, comment, sent, hints.twin),
        _HEAD: _head(table, comment),
    }
    writes |= _twins(table, comment, hints.twin)
    if comment.parent:
        writes[_PARENT] = _parent(table, comment)
    if is_approved(comment) and comment.email:
        writes[_EARNED] = earning(table, comment.email, 1)
    if sent.text_digest and hints.seen_on < SEEN_ENOUGH:
        writes[_TEXT] = _text(table, sent, anew=hints.is_text_old)
    writes |= {bucket.name: bucket.taking(table, sent.now) for bucket in buckets}
    return Attempt(comment, writes)


def apart(table: str, sent: Sent, hints: Hints) -> Attempt:
    """The transaction for a comment that found no way through the crowd on its article: it waits for the owner.

    It touches nothing that another comment does; that the article is open was read a moment ago.
    """
    comment = sent.without_token("article")
    put = actions.make(table, _item(comment, sent.expires_at), actions.NEW)
    writes = {_COMMENT: put, _SUBMISSION: _submission(table, comment, sent, hints.twin)}
    return Attempt(comment, writes | _twins(table, comment, hints.twin))


def _with_tokens(sent: Sent, full_at: Mapping[str, int]) -> tuple[Comment, list[Bucket]]:
    """The comment that is stored, and the buckets that it takes from. One that nobody shall read yet takes but its
    source's: who is held must not keep others from being heard."""
    comment, buckets = sent.comment, {}
    for take in sent.takes:
        if take.name != "source" and not is_approved(comment):
            continue
        if bucket := chosen_bucket(take, full_at, sent.now):
            buckets[take.name] = bucket
        else:
            comment = sent.without_token(take.name)
    return comment, [bucket for name, bucket in buckets.items() if name == "source" or is_approved(comment)]


def _item(comment: Comment, expires_at: datetime | None) -> Item:
    item = comment_items.comment_item(comment)
    may_expire = comment.state in (CommentState.SPAM, CommentState.TRASH)
    return item | {"expires_at": seconds(expires_at)} if expires_at and may_expire else item


def _submission(table: str, comment: Comment, sent: Sent, twin: str) -> Action:
    """Once, or again in place of the submission whose comment, the `twin`, is gone."""
    item = items.key(keys.submission(sent.digest), keys.SUBMISSION) | {
        "path": {"S": comment.path},
        "state": {"S": comment.state.value},
        "expires_at": seconds(sent.now + SUBMISSION_KEPT),
    }
    # DynamoDB deletes expired items days later: until then the condition does.
    is_new: Action = {
        "ConditionExpression": "attribute_not_exists(pk) OR expires_at < :now OR #path = :twin",
        "ExpressionAttributeNames": {"#path": "path"},
        "ExpressionAttributeValues": {":now": seconds(sent.now), ":twin": {"S": twin}},
    }
    return actions.put(table, item, is_new | _TELL)


def _twins(table: str, comment: Comment, twin: str) -> dict[str, Action]:
    """That the comment of an equal submission is nowhere where it counts: what was deleted may be said again.

    What would be refused again is the same in the trash, too.
    """
    states = dict.fromkeys((*OWN, comment.state)) if twin else ()
    places = {state: items.key(keys.article(comment.slug), keys.comment(twin, state)) for state in states}
    return {f"{_TWIN} {state}": actions.check(table, place, _GONE | _TELL) for state, place in places.items()}


def _head(table: str, comment: Comment) -> Action:
    """The count changes with what it counts; a held comment only checks that the article is open."""
    head = items.key(keys.article(comment.slug), keys.PAGE_START)
    if is_approved(comment):
        return actions.update(table, head, add={"comment_count": 1}, condition=_OPEN | _TELL)
    return actions.check(table, head, _OPEN | _TELL)


def _parent(table: str, comment: Comment) -> Action:
    """A gap cannot be answered; but what is below it can, by a comment that then stands beside what it answers."""
    parent = items.key(*shown_place(comment.slug, comment.parent))
    condition = actions.THERE if comment.answers else actions.NO_GAP
    if is_approved(comment):
        return actions.update(table, parent, add={"replies": 1}, condition=condition)
    return actions.check(table, parent, condition)


def _text(table: str, sent: Sent, *, anew: bool) -> Action:
    add = ", slugs = :slug" if anew else " ADD slugs :slug"
    return {
        "Update": {
            "TableName": table,
            "Key": items.key(keys.text(sent.text_digest), keys.TEXT),
            "UpdateExpression": f"SET expires_at = :forgotten{add}",
            "ExpressionAttributeValues": {
                ":forgotten": seconds(sent.now + TEXT_KEPT),
                ":slug": {"SS": [sent.comment.slug]},
            },
        }
    }
