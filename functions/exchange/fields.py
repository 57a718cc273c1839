"""Front matter entries → the values of an article, each of the type that it must have.

Every reader here returns the value, or its default after noting a fault with the entry's line.
"""

import re
from datetime import UTC, date, datetime
from difflib import get_close_matches

from blog.article import Author, Link, Picture
from blog.slugs import is_slug, slugify
from exchange.allowed import is_address
from exchange.front_matter import FrontMatter

KEYS = (
    "title",
    "slug",
    "date",
    "updated",
    "expires",
    "author",
    "tags",
    "categories",
    "summary",
    "draft",
    "unlisted",
    "kind",
    "parent",
    "order",
    "sticky",
    "comments",
    "picture",
)
# Later, and a time zone could carry it past what Python can say; earlier, no calendar agrees.
_YEARS = range(1000, 9999)
_LARGEST = 999_999
_AUTHOR_TEXTS = ("slug", "name", "bio", "picture", "url")


def refuse_unknown(parts: FrontMatter, known: tuple[str, ...] = KEYS) -> None:
    for key, entry in parts.entries.items():
        if key not in known:
            near = get_close_matches(key.lower(), known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
            parts.fault(entry.line, f"unknown key '{key}': {hint}")


def text(parts: FrontMatter, key: str, default: str = "") -> str:
    """One line of text; white space is collapsed."""
    value = _value(parts, key)
    if value is None:
        return default
    if not isinstance(value, str):
        _wrong(parts, key, "text (put it in quotes)", value)
        return default
    return " ".join(value.split())


def required_text(parts: FrontMatter, key: str) -> str:
    value = text(parts, key)
    if not value and not _value(parts, key):
        line = parts.entries[key].line if key in parts.entries else 1
        parts.fault(line, f"'{key}' is missing")
    return value


def flag(parts: FrontMatter, key: str, *, default: bool, words: dict[str, bool] | None = None) -> bool:
    """true or false, or one of `words`."""
    value = _value(parts, key)
    if value is None:
        return default
    if isinstance(value, str) and words and value.lower() in words:
        return words[value.lower()]
    if not isinstance(value, bool):
        _wrong(parts, key, " or ".join(["true", "false", *(words or ())]), value)
        return default
    return value


def number(parts: FrontMatter, key: str, default: int = 0) -> int:
    """A whole number of at most six digits."""
    value = _value(parts, key)
    if value is None:
        return default
    if type(value) is not int or abs(value) > _LARGEST:
        _wrong(parts, key, f"a whole number from -{_LARGEST} to {_LARGEST}", value)
        return default
    return value


def choice(parts: FrontMatter, key: str, options: tuple[str, ...], default: str) -> str:
    value = text(parts, key, default)
    if value not in options:
        parts.fault(parts.entries[key].line, f"'{key}' must be {' or '.join(options)}, not '{value}'")
        return default
    return value


def names(parts: FrontMatter, key: str) -> tuple[str, ...]:
    """A list of names, or one line of them with commas; each once."""
    value = _value(parts, key)
    listed = value.split(",") if isinstance(value, str) else value if value is not None else []
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        _wrong(parts, key, "a list of texts (numbers and dates in quotes)", value)
        return ()
    return tuple(dict.fromkeys(name for each in listed if (name := " ".join(each.split()))))


def moment(parts: FrontMatter, key: str) -> datetime | None:
    """A date (midnight) or a time; without a zone it is UTC. None when it is not set."""
    value = _value(parts, key)
    if isinstance(value, str):
        value = _parsed(value)
    if type(value) is date:
        value = datetime(value.year, value.month, value.day)
    if value is None and not _has_value(parts, key):
        return None
    if not isinstance(value, datetime) or value.year not in _YEARS:
        _wrong(parts, key, "a date such as 2026-03-31 or 2026-03-31 18:30 +02:00", _value(parts, key))
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _parsed(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d|Z$)", "", value.strip()))
    except ValueError:
        return None


def picture(parts: FrontMatter, key: str = "picture") -> Picture | None:
    """An address, or a mapping of `url`, `alt` and `caption`."""
    value = _value(parts, key)
    if value is None:
        return None
    given = {"url": value} if isinstance(value, str) else value
    if not _is_text_mapping(parts, key, given, ("url", "alt", "caption")):
        return None
    if not is_address(given.get("url", "")):
        parts.fault(parts.entries[key].line, f"'{key}' needs an http(s) address or a path that starts with '/'")
        return None
    return Picture(**{name: each.strip() for name, each in given.items()})


def author_from(parts: FrontMatter, key: str, given: object, slug: str = "") -> Author | None:
    """An author from a mapping of `name`, `slug`, `bio`, `picture`, `url` and `links`; None after a fault."""
    links: tuple[Link, ...] = ()
    if isinstance(given, dict) and "links" in given:
        links = _links(parts, key, given["links"])
        given = {name: value for name, value in given.items() if name != "links"}
    if not _is_text_mapping(parts, key, given, _AUTHOR_TEXTS):
        return None
    filled = {name: " ".join(each.split()) for name, each in given.items()}
    line = parts.entries[key].line
    if not filled.get("name"):
        parts.fault(line, f"'{key}' has no name")
        return None
    filled["slug"] = slug or filled.get("slug") or slugify(filled["name"])
    if not is_slug(filled["slug"]):
        parts.fault(line, f"'{filled['slug']}' cannot be an author's slug")
    for name in ("picture", "url"):
        if filled.get(name) and not is_address(filled[name]):
            parts.fault(line, f"the {name} of '{key}' must be an http(s) address or a path that starts with '/'")
    return Author(**filled, links=links)


def _links(parts: FrontMatter, key: str, given: object) -> tuple[Link, ...]:
    """A mapping of labels and addresses, in its order; none after a fault."""
    pairs = given.items() if isinstance(given, dict) else [(None, None)]
    if all(isinstance(label, str) and isinstance(to, str) and label.strip() and is_address(to) for label, to in pairs):
        return tuple(Link(" ".join(label.split()), to) for label, to in pairs)
    parts.fault(parts.entries[key].line, f"the links of '{key}' must be labels with http(s) addresses or paths")
    return ()


def _is_text_mapping(parts: FrontMatter, key: str, value: object, known: tuple[str, ...]) -> bool:
    """Whether `value` maps known names to texts; notes the fault when not."""
    if not isinstance(value, dict):
        _wrong(parts, key, f"text or a mapping of {', '.join(known)}", value)
        return False
    line = parts.entries[key].line
    for name, each in value.items():
        if name not in known:
            parts.fault(line, f"unknown key '{name}' in '{key}': known are {', '.join(known)}")
        elif not isinstance(each, str):
            parts.fault(line, f"'{name}' in '{key}' must be text (put it in quotes)")
    return all(name in known and isinstance(each, str) for name, each in value.items())


def _value(parts: FrontMatter, key: str) -> object:
    return parts.entries[key].value if key in parts.entries else None


def _has_value(parts: FrontMatter, key: str) -> bool:
    return _value(parts, key) is not None


_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a mapping", str: "text"}


def _wrong(parts: FrontMatter, key: str, wanted: str, value: object) -> None:
    found = _KINDS.get(type(value), "a date" if isinstance(value, date) else type(value).__name__)
    parts.fault(parts.entries[key].line, f"'{key}' must be {wanted}, but is {found}")
