"""What readers report: counted once a reader, on the comment itself; enough of them hold it."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from secrets import randbits
from typing import Any

from blog.acts import Act, ActKind, act_id
from blog.comment import READERS, Comment, CommentState, Gap, Reason
from blog.errors import CommentNotFound
from blog.ids import make_id
from storage import actions, comment_items, items, keys, visitor_keys
from storage.actions import Action
from storage.calls import call
from storage.comment_mover import CommentMover
from storage.comment_plans import shown_place
from storage.transactions import Refusal, write
from storage.values import Item, seconds

_MARKER, _COMMENT = range(2)
# More reports of one comment say no more, and are not kept, unless the owner waits for more.
_ENOUGH = 20


class Reports:
    """Counts reports in the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def report(self, slug: str, path: str, visitor: str, now: datetime, *, hold_at: int) -> bool:
        """Whether this report is counted: a visitor's first. Enough of them hold the comment, for the owner to look at.

        A transaction and a GetItem; two requests more where it is held. Raises `CommentNotFound`, `TooBusy`.

        Each looks at the count after its own report: whichever was last holds the comment, and what was stopped in
        between is done by the next.
        """
        is_new = self._count(slug, path, visitor, now, max(_ENOUGH, hold_at))
        comment = self._comment(slug, path)
        if comment.reports >= hold_at and not comment.is_decided:
            with suppress(CommentNotFound):  # somebody else has just moved it
                self._hold(comment, now)
        return is_new

    def _count(self, slug: str, path: str, visitor: str, now: datetime, enough: int) -> bool:
        marker = items.key(keys.article(slug), keys.report(path, visitor))
        marker["expires_at"] = seconds(now + visitor_keys.KEPT)
        is_new: Action = {
            "ConditionExpression": "attribute_not_exists(pk) OR expires_at < :now",
            "ExpressionAttributeValues": {":now": seconds(now)},
        }
        comment = items.key(*shown_place(slug, path))
        few: Action = {
            "ConditionExpression": "attribute_not_exists(reports) OR reports < :enough",
            "ExpressionAttributeValues": {":enough": {"N": str(enough)}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        condition = actions.both(actions.NO_GAP, few)
        counted = actions.update(self._name, comment, add={"reports": 1}, condition=condition)
        try:
            write(self._client, [actions.make(self._name, marker, is_new), counted])
        except Refusal as refusal:
            found = refusal.found.get(_COMMENT, {"reports": {}})
            if "reports" not in found:
                raise CommentNotFound(path) from refusal
            return False
        return True

    def _comment(self, slug: str, path: str) -> Comment:
        key = items.key(*shown_place(slug, path))
        item: Item = call(self._client.get_item, TableName=self._name, Key=key, ConsistentRead=True).get("Item", {})
        if not item or "gap" in item:
            raise CommentNotFound(path)
        return comment_items.read_comment(item)

    def _hold(self, comment: Comment, now: datetime) -> None:
        reason = Reason("reported", f"{comment.reports} readers reported it")
        held = replace(comment, state=CommentState.PENDING, reasons=(*comment.reasons, reason))
        act = Act(
            id=act_id(make_id(now, randbits(30))),
            at=now,
            kind=ActKind.HOLD,
            who=READERS,
            why=reason.evidence,
            slug=comment.slug,
            path=comment.path,
            old=comment.state,
            new=held.state,
            pinned=comment.pinned,
        )
        CommentMover(self._client, self._name).change(comment, held, gap=Gap.HELD, acts=[act])
