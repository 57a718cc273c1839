"""From the text of a setting to its value and back: what a value may be, and what to say to one that it cannot be."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from blog.article import Link
from blog.discussion import Block, Rate
from blog.permalinks import PATTERNS, is_pattern

# Where a reader may share an article: each is a plain link, and nothing of theirs is loaded.
SHARES = ("email", "mastodon", "bluesky", "x", "facebook", "linkedin", "reddit", "whatsapp")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PATH = re.compile(r"/(?![/\\])[^\s\"<>\\]*")
_HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:]+\]")
_MOST_LINKS = 30
_LABEL = 60
# What parts a label from its address, and one link from the next.
_APART = re.compile(r"[;=\s]+")
_MOST_WORDS, _MOST_BLOCKS, _WORD = 2_000, 500, 100
_RATE = re.compile(r"(\d{1,5}) in (\d{1,5}) minutes?", re.ASCII)
_UNTIL = re.compile(r"(\S+)(?: until (\d{4}-\d\d-\d\d))?", re.ASCII)


class Wrong(Exception):
    """Why a text is no value of its setting."""


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `is_private`: for moderating comments, and not for whoever renders pages. `is_secret`: shown to
    whoever asks for it by its name, and kept in no history."""

    read: Callable[[str], Any]
    help: str
    show: Callable[[Any], str] = str
    is_private: bool = False
    is_secret: bool = False


def line(least: int, most: int) -> Callable[[str], str]:
    """One line of `least` to `most` characters; its reader raises `Wrong`."""

    def read(text: str) -> str:
        if _CONTROLS.search(text):
            raise Wrong("must be one line of text")
        if not least <= len(text) <= most:
            raise Wrong(f"must have {least} to {most} characters, not {len(text)}")
        return text

    return read


def number(least: int, most: int) -> Callable[[str], int]:
    """A whole number in these bounds; its reader raises `Wrong`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not least <= int(text) <= most:
            raise Wrong(f"must be a whole number from {least} to {most}, not '{text}'")
        return int(text)

    return read


def matching(pattern: re.Pattern[str], wanted: str, *, empty: bool = False) -> Callable[[str], str]:
    """What fits a pattern, said in words as `wanted`; its reader raises `Wrong`."""

    def read(text: str) -> str:
        if not (pattern.fullmatch(text) or (empty and not text)):
            raise Wrong(f"must be {wanted}, not '{text}'")
        return text

    return read


def one_of(options: Iterable[str]) -> Callable[[str], str]:
    """One of these words; its reader raises `Wrong`."""
    known = tuple(options)

    def read(text: str) -> str:
        if text not in known:
            raise Wrong(f"must be one of {', '.join(known)}, not '{text}'")
        return text

    return read


def flag(text: str) -> bool:
    """on or off. Raises `Wrong`."""
    return one_of(("on", "off"))(text) == "on"


def permalinks(text: str) -> str:
    """A permalink pattern. Raises `Wrong`."""
    if not is_pattern(text):
        raise Wrong(f"must be one of {', '.join(PATTERNS)} (with or without a slash at its end), not '{text}'")
    return text


def time_zone(text: str) -> str:
    """The key of a time zone. Raises `Wrong`."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Wrong(f"must be a time zone such as Europe/Vienna or UTC, not '{text}'") from error


def origin(text: str) -> str:
    """An origin without a slash at its end, or nothing. Raises `Wrong`."""
    parts, origin = _split(text), text.removesuffix("/")
    if text and not (parts and parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc}"):
        raise Wrong(f"must be the blog's origin, such as https://blog.example.org, or nothing, not '{text}'")
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


def icon(text: str) -> str:
    """One or two characters, or an address. Raises `Wrong`."""
    if len(text) > 2 and not is_address(text):
        raise Wrong("must be one or two characters, or the address of a picture")
    return line(0, 500)(text)


def links(text: str) -> tuple[Link, ...]:
    """`Label = address`, one a line or between semicolons. Raises `Wrong`."""
    found = []
    for entry in filter(None, (each.strip() for each in re.split(r"[;\n]", text))):
        label, equals, address = (part.strip() for part in entry.partition("="))
        if not (label and equals and is_address(address)) or len(label) > _LABEL:
            raise Wrong(
                f"'{entry}' must be a label (at most {_LABEL} characters), '=', and an http(s) address or a path"
            )
        found.append(Link(label, address))
    if len(found) > _MOST_LINKS:
        raise Wrong(f"has {len(found)} entries; there is room for {_MOST_LINKS}")
    return tuple(found)


def show_links(links: tuple[Link, ...]) -> str:
    """As `links` reads them, also where a page's title or another blog's menu brought what cannot stand there."""
    shown = ((_APART.sub(" ", link.label)[:_LABEL].strip(), link.address.replace(";", "%3B")) for link in links)
    return "; ".join(f"{label} = {address}" for label, address in list(shown)[:_MOST_LINKS] if label)


def shares(text: str) -> tuple[str, ...]:
    """Names from `SHARES`, each once. Raises `Wrong`."""
    read = one_of(SHARES)
    return tuple(dict.fromkeys(read(name) for name in text.replace(",", " ").split()))


def show_flag(value: bool) -> str:
    return "on" if value else "off"


def words(text: str) -> tuple[str, ...]:
    """Words and phrases, one a line or between commas or semicolons; `*` stands for any letters. Raises `Wrong`."""
    found = tuple(dict.fromkeys(_entries(text, ",;\n")))
    for word in found:
        if len(word) > _WORD or sum(letter.isalnum() for letter in word) < 2:
            raise Wrong(f"'{word[:_WORD]}' must have at least two letters or digits, and at most {_WORD} characters")
    if len(found) > _MOST_WORDS:
        raise Wrong(f"has {len(found):,} entries; there is room for {_MOST_WORDS:,}")
    return found


def show_words(found: tuple[str, ...]) -> str:
    return "; ".join(found)


def blocks(text: str) -> tuple[Block, ...]:
    """E-mail addresses, domains and networks, each with `until <date>` if it shall end. Raises `Wrong`."""
    found = tuple(_block(entry) for entry in _entries(text, ",;\n"))
    if len(found) > _MOST_BLOCKS:
        raise Wrong(f"has {len(found)} entries; there is room for {_MOST_BLOCKS}")
    return found


def show_blocks(found: tuple[Block, ...]) -> str:
    return "; ".join(f"{each.who} until {each.until}" if each.until else each.who for each in found)


def _block(entry: str) -> Block:
    match = _UNTIL.fullmatch(entry)
    try:
        block = Block(match[1].lower(), date.fromisoformat(match[2]) if match[2] else None) if match else None
        if block and block.kind:
            return block
    except ValueError:
        pass
    raise Wrong(
        f"'{entry}' must be an e-mail address, a domain such as example.org, or a network such as 203.0.113.0/24, "
        "and may say 'until 2026-12-31'"
    )


def rate(text: str) -> Rate | None:
    """`5 in 10 minutes`, or `off`. Raises `Wrong`."""
    if text == "off":
        return None
    match = _RATE.fullmatch(text)
    if not match or not (0 < int(match[1]) <= 10_000 and 0 < int(match[2]) <= 10_080):
        raise Wrong(f"must be such as '5 in 10 minutes' (up to 10000, within a week), or off, not '{text}'")
    return Rate(int(match[1]), int(match[2]))


def show_rate(value: Rate | None) -> str:
    return f"{value.count} in {value.minutes} minutes" if value else "off"


def _entries(text: str, separators: str) -> Iterable[str]:
    parts = (" ".join(each.split()) for each in re.split(f"[{separators}]", text))
    return filter(None, parts)
