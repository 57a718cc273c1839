"""The owner's settings: each with its default, its limits, and the text in which it is shown, set and stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, tzinfo
from functools import cached_property

from blog import setting_values as values
from blog.article import Link
from blog.comment import MAX_DEPTH
from blog.discussion import Block, Hold, Numbers, Order, Rate
from blog.errors import BadSetting
from blog.permalinks import PATTERNS
from blog.setting_values import Field, Wrong

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PER_SOURCE, _PER_ARTICLE, _PER_BLOG = Rate(5, 10), Rate(60, 60), Rate(240, 60)
_MASK = "••••••"
_AKISMET_KEY = re.compile(r"[0-9A-Za-z]{6,64}")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that an owner chooses for the whole blog.

    `address` is the blog's origin, '' where each request's own is meant; `accent` and `accent_dark` are '' for the
    stylesheet's own; `icon` is '' for the lamp, one or two characters, or the address of a picture. 0 turns off
    `close_comments_after`, `edit_minutes`, `reports_to_hold`, `hold_links` and `keep_rejected_days`.
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
    require_name_email: bool = True
    thread_depth: int = 5
    comment_order: Order = Order.OLDEST
    comment_numbers: Numbers = Numbers.FLAT
    close_comments_after: int = 0
    gravatars: bool = False
    edit_minutes: int = 15
    reports_to_hold: int = 3
    hold_comments: Hold = Hold.FIRST_TIME
    hold_links: int = 2
    held_words: tuple[str, ...] = ()
    forbidden_words: tuple[str, ...] = ()
    blocked: tuple[Block, ...] = ()
    flood_source: Rate | None = _PER_SOURCE
    flood_article: Rate | None = _PER_ARTICLE
    flood_blog: Rate | None = _PER_BLOG
    akismet_key: str = ""
    keep_rejected_days: int = 30

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> "Settings":
        """Settings from what was stored; a text that is no value (any more) leaves its setting at the default."""
        found = {}
        for name, text in texts.items():
            try:
                found[name] = _FIELDS[name].read(text)
            except (Wrong, KeyError):
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
            except Wrong as wrong:
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


def public_names() -> tuple[str, ...]:
    """The settings that a page may depend on: all but those that judge comments, some of which are secrets."""
    return tuple(name for name, field in _FIELDS.items() if not field.is_private)


def is_secret(name: str) -> bool:
    return name in _FIELDS and _FIELDS[name].is_secret


def masked(name: str, text: str | None) -> str | None:
    """A setting's text as it may stand on a screen and in the history: of a secret, only that there is one."""
    return _MASK if text and is_secret(name) else text


_ACCENT = values.matching(_COLOUR, "a colour such as #b5651d, or nothing", empty=True)
_FIELDS: dict[str, Field] = {
    "title": Field(values.line(1, 120), "the name of the blog, at the top of every page"),
    "tagline": Field(values.line(0, 200), "one line under the name; may be empty"),
    "language": Field(
        values.matching(_LANGUAGE, "a BCP 47 language tag such as en or de-AT"), "of the blog, such as en, de-AT"
    ),
    "time_zone": Field(values.time_zone, "in which times are shown, such as Europe/Vienna"),
    "address": Field(values.origin, "the blog's origin, such as https://blog.example.org; empty: as it is asked for"),
    "permalinks": Field(values.permalinks, f"{' | '.join(PATTERNS)}; old addresses lead to the new ones"),
    "articles_per_page": Field(values.number(1, 50), "1 to 50, in lists"),
    "comments_per_page": Field(values.number(5, 200), "5 to 200"),
    "articles_in_feeds": Field(values.number(1, 50), "1 to 50"),
    "menu": Field(values.links, "Label = /path; Label = https://… in the order of the menu", values.show_links),
    "social": Field(values.links, "Mastodon = https://…; in the footer, marked rel=me", values.show_links),
    "share": Field(values.shares, f"any of {', '.join(values.SHARES)}; empty for none", " ".join),
    "likes": Field(values.flag, "on or off", values.show_flag),
    "accent": Field(_ACCENT, "the colour of links, #rrggbb; empty for the stylesheet's own"),
    "accent_dark": Field(_ACCENT, "the same on a dark page"),
    "icon": Field(values.icon, "one or two characters, or the address of a picture; empty for the lamp"),
    "comments": Field(
        values.flag,
        "on or off: for articles that do not say so themselves, when they are published next",
        values.show_flag,
    ),
    "require_name_email": Field(
        values.flag, "on or off: who comments must give a name and an e-mail address", values.show_flag
    ),
    "thread_depth": Field(values.number(1, MAX_DEPTH), f"1 to {MAX_DEPTH} levels; 1: answers stand in one row"),
    "comment_order": Field(lambda text: Order(values.one_of(Order)(text)), "oldest | newest: which threads come first"),
    "comment_numbers": Field(
        lambda text: Numbers(values.one_of(Numbers)(text)), "flat (1, 2, 3) | nested (1, 1.1, 2) | off"
    ),
    "close_comments_after": Field(values.number(0, 3650), "days after an article's publication; 0: never"),
    "gravatars": Field(
        values.flag,
        "on or off: pictures from gravatar.com, for comments written from then on; off: initials, and nobody is asked",
        values.show_flag,
    ),
    "edit_minutes": Field(values.number(0, 1440), "how long a writer may edit or delete a comment; 0: not at all"),
    "reports_to_hold": Field(values.number(0, 100), "so many readers' reports hold a comment; 0: no reports"),
    "hold_comments": Field(
        lambda text: Hold(values.one_of(Hold)(text)),
        "all | first-time | none: which comments wait for you",
        is_private=True,
    ),
    "hold_links": Field(
        values.number(0, 100),
        "so many links hold a comment, unless what you have approved speaks for it; 0: never",
        is_private=True,
    ),
    "held_words": Field(
        values.words,
        "casino; free money; *coin*: words in text, name, e-mail or links that hold a comment; * is any letters",
        values.show_words,
        is_private=True,
    ),
    "forbidden_words": Field(
        values.words, "the same, for what is spam without a doubt", values.show_words, is_private=True
    ),
    "blocked": Field(
        values.blocks,
        "who@example.org; example.com; 203.0.113.0/24 until 2026-12-31: sources whose comments are refused",
        values.show_blocks,
        is_private=True,
    ),
    "flood_source": Field(
        values.rate, "5 in 10 minutes: what exceeds it from one address is held; off", values.show_rate, is_private=True
    ),
    "flood_article": Field(values.rate, "the same for one article", values.show_rate, is_private=True),
    "flood_blog": Field(values.rate, "the same for the whole blog", values.show_rate, is_private=True),
    "akismet_key": Field(
        values.matching(_AKISMET_KEY, "a key from akismet.com, or nothing", empty=True),
        "asks akismet.com about every comment; empty: nobody is asked",
        is_private=True,
        is_secret=True,
    ),
    "keep_rejected_days": Field(
        values.number(0, 3650), "after so many days spam and trash are deleted; 0: never", is_private=True
    ),
}
assert set(_FIELDS) == {each.name for each in fields(Settings)}
