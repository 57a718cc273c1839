"""Between acts, the lessons that they teach, and DynamoDB's items, there and back without loss."""

from collections.abc import Sequence
from datetime import datetime

from blog.acts import Act, ActKind, Words
from blog.comment import CommentState
from blog.word_counts import Lesson
from storage import comment_items, items, keys, values
from storage.values import Item, Value, text


def act_item(act: Act) -> Item:
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
        item["words"] = values.strings(name=act.words.name, url=act.words.url, text=act.words.text)
    if act.reasons is not None:
        item["reasons"] = comment_items.reasons(act.reasons)
    if act.settings:
        item["settings"] = {"M": {name: _text_or_none(value) for name, value in act.settings.items()}}
    if act.set_to:
        item["set_to"] = {"M": {name: _text_or_none(value) for name, value in act.set_to.items()}}
    return item


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
        settings=_texts(item, "settings"),
        set_to=_texts(item, "set_to"),
        undoes=text(item, "undoes"),
    )


# What somebody wrote, or what was found in it.
WORDS = ("words", "reasons", "why")


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


def _words(value: Value) -> Words:
    parts = value["M"]
    return Words(name=text(parts, "name"), url=text(parts, "url"), text=text(parts, "text"))


def _text_or_none(value: str | None) -> Value:
    return {"NULL": True} if value is None else {"S": value}


def _texts(item: Item, name: str) -> dict[str, str | None]:
    return {key: each.get("S") for key, each in item[name]["M"].items()} if name in item else {}
