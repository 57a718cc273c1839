"""The owner's settings: each with its default, its limits, and the text in which it is shown, set and stored."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, tzinfo
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from blog.article import Link
from blog.errors import BlogError
from blog.moderation import Hold
from blog.permalinks import PATTERNS, is_pattern

# Where a reader may share an article: each is a plain link, and nothing of theirs is loaded.
SHARES = ("email", "mastodon", "bluesky", "x", "facebook", "linkedin", "reddit", "whatsapp")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PATH = re.compile(r"/(?![/\\])[^\s\"<>\\]*")
_HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:]+\]")
_MOST_LINKS = 30
_LABEL = 60
# What parts a label from its address, and one link from the next.
_APART = re.compile(r"[;=\s]+")


class BadSetting(BlogError):
    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {reason}")


class _Wrong(Exception):
    """Why a text is no value of its setting."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that an owner chooses for the whole blog.

    `address` is the blog's origin, '' where each request's own is meant; `accent` and `accent_dark` are '' for the
    stylesheet's own; `icon` is '' for the lamp, one or two characters, or the address of a picture.
    """

    title: str = "Lamppost"
    tagline: str = "A blog that costs nothing while nobody reads it"
    language: str = "en"
    time_zone: str = "UTC"
    address: str = ""
    permalinks: str = PATTERNS[0]
    articles_per_page: int = 10
    comments_per_page: int = 50
    articles_in_feeds: int = 20
    menu: tuple[Link, ...] = ()
    social: tuple[Link, ...] = ()
    share: tuple[str, ...] = ("email", "mastodon", "bluesky")
    likes: bool = True
    accent: str = ""
    accent_dark: str = ""
    icon: str = ""
    comments: bool = True
    hold_comments: Hold = Hold.FIRST_TIME

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> "Settings":
        """Settings from what was stored; a text that is no value (any more) leaves its setting at the default."""
        found = {}
        for name, text in texts.items():
            try:
                found[name] = _FIELDS[name].read(text)
            except (_Wrong, KeyError):
                continue
        return cls(**found)

    def changed(self, texts: Mapping[str, str]) -> "Settings":
        """These settings with others in their place. Raises `BadSetting`, and then changes none."""
        found = {}
        for name, text in texts.items():
            if name not in _FIELDS:
                raise BadSetting(name, f"there is no such setting; there are {', '.join(_FIELDS)}")
            try:
                found[name] = _FIELDS[name].read(text.strip())
            except _Wrong as wrong:
                raise BadSetting(name, str(wrong)) from wrong
        return replace(self, **found)

    def texts(self) -> dict[str, str]:
        """Every setting as text, as `read` and `changed` take it."""
        return {name: _FIELDS[name].show(getattr(self, name)) for name in _FIELDS}

    @cached_property
    def zone(self) -> tzinfo:
        if self.time_zone == "UTC":
            return UTC
        # Read from files when it is needed, which for most blogs is never.
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.time_zone)


def explain(name: str) -> str:
    """What a setting's value may be, in a line. Raises `KeyError`."""
    return _FIELDS[name].help


@dataclass(frozen=True, slots=True)
class _Field:
    read: Callable[[str], Any]
    help: str
    show: Callable[[Any], str] = str


def _line(least: int, most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if _CONTROLS.search(text):
            raise _Wrong("must be one line of text")
        if not least <= len(text) <= most:
            raise _Wrong(f"must have {least} to {most} characters, not {len(text)}")
        return text

    return read


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not least <= int(text) <= most:
            raise _Wrong(f"must be a whole number from {least} to {most}, not '{text}'")
        return int(text)

    return read


def _matching(pattern: re.Pattern[str], wanted: str, *, empty: bool = False) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not (pattern.fullmatch(text) or (empty and not text)):
            raise _Wrong(f"must be {wanted}, not '{text}'")
        return text

    return read


def _one_of(options: Iterable[str]) -> Callable[[str], str]:
    known = tuple(options)

    def read(text: str) -> str:
        if text not in known:
            raise _Wrong(f"must be one of {', '.join(known)}, not '{text}'")
        return text

    return read


def _flag(text: str) -> bool:
    return _one_of(("on", "off"))(text) == "on"


def _permalinks(text: str) -> str:
    if not is_pattern(text):
        raise _Wrong(f"must be one of {', '.join(PATTERNS)} (with or without a slash at its end), not '{text}'")
    return text


def _time_zone(text: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _Wrong(f"must be a time zone such as Europe/Vienna or UTC, not '{text}'") from error


def _origin(text: str) -> str:
    parts, origin = _split(text), text.removesuffix("/")
    if text and not (parts and parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc}"):
        raise _Wrong(f"must be the blog's origin, such as https://blog.example.org, or nothing, not '{text}'")
    return origin


def is_address(text: str) -> bool:
    """An absolute http(s) address, or a path on this blog."""
    parts = _split(text)
    return _PATH.fullmatch(text) is not None or (parts is not None and parts.scheme in ("http", "https"))


def _split(text: str) -> Any:
    """The parts of an absolute address that has a host and no character that breaks a line or an attribute."""
    try:
        parts = urlsplit(text)
        usable = parts.hostname and _HOST.fullmatch(parts.hostname) and not re.search(r"[\s\"<>\\@]", text)
        return parts if usable and parts.port != 0 else None
    except ValueError:
        return None


def _icon(text: str) -> str:
    if len(text) > 2 and not is_address(text):
        raise _Wrong("must be one or two characters, or the address of a picture")
    return _line(0, 500)(text)


def _links(text: str) -> tuple[Link, ...]:
    """`Label = address`, one a line or between semicolons."""
    found = []
    for entry in filter(None, (each.strip() for each in re.split(r"[;\n]", text))):
        label, equals, address = (part.strip() for part in entry.partition("="))
        if not (label and equals and is_address(address)) or len(label) > _LABEL:
            raise _Wrong(
                f"'{entry}' must be a label (at most {_LABEL} characters), '=', and an http(s) address or a path"
            )
        found.append(Link(label, address))
    if len(found) > _MOST_LINKS:
        raise _Wrong(f"has {len(found)} entries; there is room for {_MOST_LINKS}")
    return tuple(found)


def _show_links(links: tuple[Link, ...]) -> str:
    """As `_links` reads them, also where a page's title or another blog's menu brought what cannot stand there."""
    shown = ((_APART.sub(" ", link.label)[:_LABEL].strip(), link.address.replace(";", "%3B")) for link in links)
    return "; ".join(f"{label} = {address}" for label, address in list(shown)[:_MOST_LINKS] if label)


def _shares(text: str) -> tuple[str, ...]:
    read = _one_of(SHARES)
    return tuple(dict.fromkeys(read(name) for name in text.replace(",", " ").split()))


_ACCENT = _matching(_COLOUR, "a colour such as #b5651d, or nothing", empty=True)
_FIELDS: dict[str, _Field] = {
    "title": _Field(_line(1, 120), "the name of the blog, at the top of every page"),
    "tagline": _Field(_line(0, 200), "one line under the name; may be empty"),
    "language": _Field(
        _matching(_LANGUAGE, "a BCP 47 language tag such as en or de-AT"), "of the blog, such as en, de-AT"
    ),
    "time_zone": _Field(_time_zone, "in which times are shown, such as Europe/Vienna"),
    "address": _Field(_origin, "the blog's origin, such as https://blog.example.org; empty: as it is asked for"),
    "permalinks": _Field(_permalinks, f"{' | '.join(PATTERNS)}; old addresses lead to the new ones"),
    "articles_per_page": _Field(_number(1, 50), "1 to 50, in lists"),
    "comments_per_page": _Field(_number(5, 200), "5 to 200"),
    "articles_in_feeds": _Field(_number(1, 50), "1 to 50"),
    "menu": _Field(_links, "Label = /path; Label = https://… in the order of the menu", _show_links),
    "social": _Field(_links, "Mastodon = https://…; in the footer, marked rel=me", _show_links),
    "share": _Field(_shares, f"any of {', '.join(SHARES)}; empty for none", " ".join),
    "likes": _Field(_flag, "on or off", lambda value: "on" if value else "off"),
    "accent": _Field(_ACCENT, "the colour of links, #rrggbb; empty for the stylesheet's own"),
    "accent_dark": _Field(_ACCENT, "the same on a dark page"),
    "icon": _Field(_icon, "one or two characters, or the address of a picture; empty for the lamp"),
    "comments": _Field(
        _flag,
        "on or off: for articles that do not say so themselves, when they are published next",
        lambda value: "on" if value else "off",
    ),
    "hold_comments": _Field(
        lambda text: Hold(_one_of(Hold)(text)), "all | first-time | none: which comments wait for you"
    ),
}
assert set(_FIELDS) == {each.name for each in fields(Settings)}
