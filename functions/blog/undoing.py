"""Taking back what was done: whether that can still be, and what is there then."""

from collections.abc import Sequence
from dataclasses import replace

from blog.acts import ERASED, Act, ActKind
from blog.comment import OWNER, READERS, Comment, CommentState, Reason
from blog.settings import is_secret

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
            return f"changed since, by {other.id} ({', '.join([other.kind, *_shared(act, other)])})"
        void.add(other.undoes)
    return ""


def opposite(act: Act) -> ActKind:
    """The kind of the act that undoes this one."""
    if act.kind in _OPPOSITE:
        return _OPPOSITE[act.kind]
    return ActKind.EDIT if act.words else KIND[_state_before(act)]


def before(act: Act, comment: Comment) -> Comment:
    """The comment as the act found it, where it is now as the act left it; an answer goes to the trash.

    Who takes back what readers did has decided on the comment: they do not hold it again.
    """
    if act.kind in _OPPOSITE:
        return replace(comment, pinned=act.kind is ActKind.UNPIN)
    state = _state_before(act)
    reasons = comment.reasons if act.reasons is None else act.reasons
    if act.who == READERS:
        reasons = (*reasons, Reason(OWNER, "undo"))
    found = replace(comment, state=state, reasons=reasons, pinned=comment.pinned or act.pinned)
    if act.words is None:
        return found
    return replace(found, name=act.words.name, url=act.words.url, text=act.words.text, edited_at=act.words.edited_at)


def settings_before(act: Act) -> tuple[dict[str, str | None], str]:
    """The texts that undoing an act on settings brings back, and why others stay as they are, in a line, or ''."""
    stays = {name: why for name in act.settings if (why := _why_not(act, name))}
    texts = {name: text for name, text in act.settings.items() if name not in stays}
    return texts, "; ".join(f"{name} stays as it is: {why}" for name, why in stays.items())


def _why_not(act: Act, name: str) -> str:
    if is_secret(name):
        return "no secret is in the history"
    if any(ERASED in (texts.get(name) or "") for texts in (act.settings, act.set_to)):
        return "an address was erased from what it was"
    return ""


def _shared(act: Act, other: Act) -> list[str]:
    return sorted(act.settings.keys() & other.settings.keys())


def _state_before(act: Act) -> CommentState:
    return act.old or CommentState.TRASH
