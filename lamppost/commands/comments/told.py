"""Comments and acts as the commands show them: fields, lines, and the shapes of `--json`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Any

from blog.acts import Act
from blog.comment import Comment, Gap, Reason
from lamppost.moments import shown
from lamppost.output import harmless, shortened
from search.html_text import plain_text

GAPS = {
    Gap.AUTHOR: "deleted by its author",
    Gap.MODERATOR: "removed",
    Gap.HELD: "waits for approval",
}


COLUMNS = ("ID", "Written", "Article", "Name", "Comment")


def to_json(comment: Comment) -> dict[str, Any]:
    """The shape of a comment; names stay, new ones may come. Times are ISO 8601 with their offset."""
    return {
        "id": comment.id,
        "path": comment.path,
        "article": comment.slug,
        "state": comment.state.value,
        "kind": comment.kind.value,
        "written_at": comment.written_at.isoformat(),
        "edited_at": comment.edited_at.isoformat() if comment.edited_at else None,
        "name": comment.name,
        "email": comment.email,
        "url": comment.url,
        "text": comment.text,
        "is_html": comment.is_html,
        "answers": (comment.answers or comment.parent).rpartition("/")[2],
        "by_author": comment.by_author,
        "pinned": comment.pinned,
        "avatar": comment.avatar,
        "gap": comment.gap.value if comment.gap else None,
        "reports": comment.reports,
        "reasons": reasons_to_json(comment.reasons),
    }


def reasons_to_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"rule": each.rule, "evidence": each.evidence, "weight": each.weight} for each in reasons]


def act_to_json(act: Act) -> dict[str, Any]:
    """The shape of an act: what it does not say is '' or null.

    `reasons`, `replaced` words and `settings` are those before it, `set_to` the settings after; `pinned`: it took away
    what was pinned.
    """
    return {
        "act": act.id,
        "batch": act.batch,
        "at": act.at.isoformat(),
        "kind": act.kind.value,
        "who": act.who,
        "why": act.why,
        "article": act.slug,
        "comment": act.path.rpartition("/")[2],
        "old": act.old.value if act.old else None,
        "new": act.new.value if act.new else None,
        "reasons": None if act.reasons is None else reasons_to_json(act.reasons),
        "replaced": {"name": act.words.name, "url": act.words.url, "text": act.words.text} if act.words else None,
        "pinned": act.pinned,
        "settings": act.settings,
        "set_to": act.set_to,
        "undoes": act.undoes,
    }


def rows(comments: Iterable[Comment], zone: tzinfo) -> Iterator[tuple[str, ...]]:
    for each in comments:
        yield each.id, shown(each.written_at, zone), each.slug, each.name, shortened(_words(each), 80)


def in_thread(comment: Comment, zone: tzinfo) -> Iterator[str]:
    """The lines of a comment, indented by its depth; of a gap, why it is one."""
    margin = "    " * comment.depth
    if comment.gap:
        yield f"{margin}({GAPS[comment.gap]})"
        return
    marks = f"  [{', '.join(marked)}]" if (marked := _marks(comment)) else ""
    yield harmless(f"{margin}{comment.name}, {shown(comment.written_at, zone)}  {comment.id}{marks}")
    for line in _words(comment).splitlines():
        yield harmless(f"{margin}    {line}").rstrip()


def fields(comment: Comment, acts: Sequence[Act], zone: tzinfo) -> list[tuple[str, str]]:
    """All that is known of a comment, and what was done to it, oldest first."""
    return [
        ("ID", comment.id),
        ("Article", comment.slug),
        ("Answers", (comment.answers or comment.parent).rpartition("/")[2]),
        ("State", comment.state.value),
        ("Why", "\n".join(map(reason_told, comment.reasons))),
        ("Reports", str(comment.reports or "")),
        ("Marked", ", ".join(_marks(comment))),
        ("Written", shown(comment.written_at, zone)),
        ("Edited", shown(comment.edited_at, zone) if comment.edited_at else ""),
        ("Name", comment.name),
        ("E-mail", comment.email),
        ("Website", comment.url),
        ("Comment", comment.text),
        ("History", "\n".join(f"{shown(act.at, zone)}  {act_told(act)}" for act in acts)),
    ]


def reason_told(reason: Reason) -> str:
    """`links (+60): 5 links`: the rule, what it weighs, what it saw."""
    weight = f" ({reason.weight:+})" if reason.weight else ""
    return f"{reason.rule}{weight}: {reason.evidence}" if reason.evidence else f"{reason.rule}{weight}"


def act_told(act: Act) -> str:
    """`spam by keeper: pending → spam (advertising)`."""
    what = [f"{act.kind} by {act.who}"]
    if act.old or act.new:
        what.append(f": {act.old or 'new'} → {act.new or 'gone'}")
    if act.settings or act.set_to:
        what.append(f": {'; '.join(settings_told(act))}")
    if act.undoes:
        what.append(f", undoing {act.undoes}")
    if act.why:
        what.append(f" ({act.why})")
    if act.words:
        what.append(f"\nbefore: {act.words.text}")
    return "".join(what)


def settings_told(act: Act) -> list[str]:
    """`hold_links: 2 → 1`, for each setting that an act has changed."""
    names = dict.fromkeys([*act.settings, *act.set_to])
    return [f"{name}: {_or_default(act.settings.get(name))} → {_or_default(act.set_to.get(name))}" for name in names]


def acted_on(act: Act) -> str:
    """`hello 01m82gdrg4j6c3jc`, an article alone, or `settings`."""
    return " ".join(filter(None, (act.slug, act.path.rpartition("/")[2]))) or "settings"


def _marks(comment: Comment) -> list[str]:
    marks = (
        ("by the article's author", comment.by_author),
        ("pinned", comment.pinned),
        ("edited", comment.edited_at is not None),
    )
    return [mark for mark, is_so in marks if is_so]


def _words(comment: Comment) -> str:
    return plain_text(comment.text).strip() if comment.is_html else comment.text


def _or_default(text: str | None) -> str:
    return "its default" if text is None else f"'{text}'"
