"""What a stranger may send: the untrusted boundary, with its limits in characters."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from urllib.parse import urlsplit

from blog.comment import Comment

# What must not be empty, unless the owner asks for neither name nor e-mail address.
REQUIRED, WORDS_ONLY = ("author", "email", "comment"), ("comment",)
LIMITS = {"author": 80, "email": 254, "url": 500, "comment": 10_000}
# C0 and C1 controls but tab and newline, and the bidirectional overrides and isolates (Unicode UAX #9)
# with which a name can be made to read as another: nothing that a person types. For a set of characters in `re`.
CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[{CONTROLS}\ufeff\ud800-\udfff]")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\.]+(?:\.[^\s@<>\"(),:;\\.]+)+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)


class FormAct(StrEnum):
    """Which button of which form was pressed."""

    POST = "post"
    PREVIEW = "preview"
    EDIT = "edit"
    DELETE = "delete"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: `required`, `too_long` (with `limit`) or `malformed`."""

    field: str
    code: str
    limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentForm:
    """One submission. Field names are the ones that browsers know from WordPress.

    `parent` is the path of the comment that it answers, `target` of the one that it edits, deletes or reports,
    `version` which of its versions was in the form (`version_of`).
    """

    author: str = ""
    email: str = ""
    url: str = ""
    comment: str = ""
    parent: str = ""
    opened: str = ""
    trap: str = ""
    remember: bool = False
    act: FormAct = FormAct.POST
    target: str = ""
    version: str = ""

    @classmethod
    def read(cls, fields: dict[str, str]) -> "CommentForm":
        """The form from decoded fields; unknown ones are ignored, and so is what nobody can see."""
        line = {name: " ".join(_visible(fields.get(name, "")).split()) for name in ("author", "email", "url")}
        return cls(
            author=line["author"],
            email=line["email"],
            url=_with_scheme(line["url"]),
            comment=_visible(fields.get("comment", "").replace("\r\n", "\n").replace("\r", "\n")).strip(),
            parent=fields.get("comment_parent", ""),
            opened=fields.get("opened", ""),
            trap=fields.get(TRAP_FIELD, ""),
            remember="remember" in fields,
            act=_ACTS.get(fields.get("act", ""), FormAct.POST),
            target=fields.get("target", ""),
            version=fields.get("version", ""),
        )

    def faults(self, required: Collection[str] = REQUIRED) -> tuple[Fault, ...]:
        """Every fault, in the order of the fields; empty when the form can be accepted."""
        found = [Fault(name, "too_long", limit) for name, limit in LIMITS.items() if len(getattr(self, name)) > limit]
        found += [Fault(name, "required") for name in required if not getattr(self, name)]
        if self.email and not _EMAIL.fullmatch(self.email):
            found.append(Fault("email", "malformed"))
        if self.url and not _is_web_address(self.url):
            found.append(Fault("url", "malformed"))
        first = {fault.field: fault for fault in reversed(found)}
        return tuple(first[name] for name in LIMITS if name in first)

    def opened_at(self) -> datetime | None:
        """When the page with the form was made, as the form says; None when it does not say."""
        try:
            return datetime.fromisoformat(self.opened)
        except ValueError:
            return None

    def digest(self, slug: str) -> str:
        """The same for the same words by the same person at the same place: 32 hex digits."""
        parts = (slug, self.parent, self.author.casefold(), self.email.casefold(), self.comment)
        return blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()


_ACTS = {act.value: act for act in FormAct}
# No person sees this field; its name is one that no browser fills in by itself.
TRAP_FIELD = "leave_this_empty"


def version_of(comment: Comment) -> str:
    """Tells a comment's words from those that an edit has put in their place."""
    return comment.edited_at.isoformat() if comment.edited_at else ""


def _visible(text: str) -> str:
    return _UNSEEN.sub("", text)


def _with_scheme(url: str) -> str:
    """`example.org` as people type it; what is no web address even so stays as it is, to be shown again."""
    completed = f"https://{url}"
    return completed if url and not _SCHEME.match(url) and _is_web_address(completed) else url


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".") and " " not in url
