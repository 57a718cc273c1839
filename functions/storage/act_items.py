"""Between acts, the lessons that they teach, and DynamoDB's items, there and back without loss."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from blog.acts import Act, ActKind, Words
from blog.comment import CommentState
from blog.word_counts import Lesson
from storage import comment_items, items, keys, values
from storage.values import Item, Value, seconds, text

# What somebody wrote, or what was found in it.
WORDS = ("words", "reasons", "why")
_NONE: Value = {"L": []}


def act_item(act: Act, expires_at: datetime | None = None) -> Item:
    """An act that repeats words of a comment that goes at `expires_at` goes with it."""
    item = items.key(*keys.act(act.slug, act.path, act.id)) | {
        "list": {"S": keys.ACTS},
        "position": {"S": act.id},
        "at": {"S": act.at.isoformat()},
        "kind": {"S": act.kind.value},
        "who": {"S": act.who},
    }
    said = {"why": act.why, "old": act.old, "new": act.new, "undoes": act.undoes}
    item |= {name: {"S": str(value)} for name, value in said.items() if value}
    if act.words:
        item["words"] = _words_value(act.words)
    if act.reasons is not None:
        item["reasons"] = comment_items.reasons(act.reasons)
    if act.pinned:
        item["pinned"] = {"BOOL": True}
    if act.settings:
        item["settings"] = _texts_value(act.settings)
    if act.set_to:
        item["set_to"] = _texts_value(act.set_to)
    return item | {"expires_at": seconds(expires_at)} if expires_at and has_words(item) else item


def has_words(item: Item) -> bool:
    return any(name in item and item[name] != _NONE for name in WORDS)


def rewritten(item: Item, rewrite: Callable[[str], str]) -> Item:
    """What is different in an act's item when its reason and the texts of settings in it are written anew."""
    act = read_act(item)
    new = replace(act, why=rewrite(act.why), settings=_anew(act.settings, rewrite), set_to=_anew(act.set_to, rewrite))
    return {name: value for name, value in act_item(new).items() if value != item.get(name)}


def read_act(item: Item) -> Act:
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    return Act(
        id=item["position"]["S"],
        at=datetime.fromisoformat(item["at"]["S"]),
        kind=ActKind(item["kind"]["S"]),
        who=item["who"]["S"],
        why=text(item, "why"),
        # Where the article was renamed, the key knows.
        slug=keys.slug_of(pk),
        path=keys.acted_on(sk),
        old=_state(item, "old"),
        new=_state(item, "new"),
        words=_words(item["words"]) if "words" in item else None,
        reasons=comment_items.read_reasons(item["reasons"]) if "reasons" in item else None,
        pinned="pinned" in item,
        settings=_texts(item, "settings"),
        set_to=_texts(item, "set_to"),
        undoes=text(item, "undoes"),
    )


def lessons_item(act_id: str, lessons: Sequence[Lesson]) -> Item:
    """What an act teaches, until it is counted."""
    return items.key(keys.LESSONS, act_id) | {"lessons": {"L": [_lesson(lesson) for lesson in lessons]}}


def read_lessons(item: Item) -> tuple[Lesson, ...]:
    return tuple(
        Lesson(values.read_texts(each["M"], "words"), each["M"]["is_spam"]["BOOL"], int(each["M"]["change"]["N"]))
        for each in item["lessons"]["L"]
    )


def _lesson(lesson: Lesson) -> Value:
    said = {"is_spam": {"BOOL": lesson.is_spam}, "change": {"N": str(lesson.change)}}
    return {"M": {"words": values.texts(lesson.words)} | said}


def _state(item: Item, name: str) -> CommentState | None:
    return CommentState(item[name]["S"]) if name in item else None


def _words_value(words: Words) -> Value:
    edited = {"edited_at": words.edited_at.isoformat()} if words.edited_at else {}
    return values.strings(name=words.name, url=words.url, text=words.text, **edited)


def _words(value: Value) -> Words:
    parts = value["M"]
    edited_at = datetime.fromisoformat(parts["edited_at"]["S"]) if "edited_at" in parts else None
    return Words(name=text(parts, "name"), url=text(parts, "url"), text=text(parts, "text"), edited_at=edited_at)


def _texts_value(texts: Mapping[str, str | None]) -> Value:
    return {"M": {name: {"NULL": True} if text is None else {"S": text} for name, text in texts.items()}}


def _anew(texts: Mapping[str, str | None], rewrite: Callable[[str], str]) -> dict[str, str | None]:
    return {name: None if text is None else rewrite(text) for name, text in texts.items()}


def _texts(item: Item, name: str) -> dict[str, str | None]:
    return {key: each.get("S") for key, each in item[name]["M"].items()} if name in item else {}
