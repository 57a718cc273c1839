"""Taking back what was done: whether that can still be, and what is there then."""

from collections.abc import Sequence
from dataclasses import replace

from blog.acts import Act, ActKind
from blog.comment import Comment, CommentState

# What brings a comment into a state.
KIND = {
    CommentState.APPROVED: ActKind.APPROVE,
    CommentState.PENDING: ActKind.HOLD,
    CommentState.SPAM: ActKind.SPAM,
    CommentState.TRASH: ActKind.DELETE,
}
_OPPOSITE = {
    ActKind.PIN: ActKind.UNPIN,
    ActKind.UNPIN: ActKind.PIN,
    ActKind.LOCK: ActKind.UNLOCK,
    ActKind.UNLOCK: ActKind.LOCK,
}
_FOR_GOOD = (ActKind.PURGE, ActKind.ERASE)


def objection(act: Act, later: Sequence[Act]) -> str:
    """Why an act cannot be undone, in a line, or ''.

    `later` is all that was done since to the same comment (article, settings), the oldest first. What was undone in it,
    and what undid that, does not count.
    """
    if act.kind in _FOR_GOOD:
        return "what is gone for good does not come back"
    void: set[str] = set()
    for other in reversed(later):
        if other.id in void:
            continue
        if other.undoes == act.id:
            return f"it was undone already, by {other.id}"
        if other.undoes not in {each.id for each in later}:
            return f"changed since, by {other.id} ({other.kind})"
        void.add(other.undoes)
    return ""


def opposite(act: Act) -> ActKind:
    """The kind of the act that undoes this one."""
    if act.kind in _OPPOSITE:
        return _OPPOSITE[act.kind]
    return ActKind.EDIT if act.words else KIND[_state_before(act)]


def before(act: Act, comment: Comment) -> Comment:
    """The comment as the act found it, where it is now as the act left it; an answer goes to the trash."""
    if act.kind in _OPPOSITE:
        return replace(comment, pinned=act.kind is ActKind.UNPIN)
    state = _state_before(act)
    found = replace(comment, state=state, reasons=comment.reasons if act.reasons is None else act.reasons)
    if act.words is None:
        return found
    return replace(found, name=act.words.name, url=act.words.url, text=act.words.text)


def _state_before(act: Act) -> CommentState:
    return act.old or CommentState.TRASH
