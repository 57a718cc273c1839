"""Words that the owner does not want to read unasked: held ones, and forbidden ones.

A pattern is a word or a phrase; `*` stands for any letters, so `casino*` finds what begins with casino and `*casino*`
what contains it. All of them are looked for in one text, in which every word has a space on either side: so most
patterns are searched as they are, and only those with a star in their midst are regular expressions, which never go
back (atomic groups), so that no text and no pattern takes longer than its length.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from blog.settings import Settings
from moderation.folding import fold, undisguised, words_in
from moderation.submission import Submission
from moderation.verdict import Finding, Outcome

_HELD, _FORBIDDEN = 30, 100
# So many are named to the owner.
_NAMED = 8
_STARS, _EDGES = re.compile(r"\*+"), re.compile(r"(?:[^\w*]|_)+")
# Thai, Lao, Burmese, Khmer, Chinese and Japanese are written without gaps between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class _Patterns(NamedTuple):
    """The three ways to look for patterns, each with the patterns as the owner wrote them: whole words, strings that
    are searched as they are, and expressions, with the longest string that each needs."""

    words: dict[str, str]
    needles: list[tuple[str, str]]
    expressions: list[tuple[str, Callable[[str], object], str]]


def listed_words(submission: Submission, settings: Settings) -> Iterator[Finding]:
    """Patterns of either list that fit anything in the text, the name, the e-mail address or a link."""
    if not (settings.held_words or settings.forbidden_words):
        return
    words = _searched(submission)
    text = f" {' '.join(words)} "
    if found := _found(settings.held_words, words, text):
        yield Finding("held_words", _named(found), _HELD, Outcome.HOLD)
    if found := _found(settings.forbidden_words, words, text):
        yield Finding("forbidden_words", _named(found), _FORBIDDEN, Outcome.SPAM)


def _found(patterns: tuple[str, ...], words: list[str], text: str) -> list[str]:
    ready = _compiled(patterns)
    found = [ready.words[word] for word in dict.fromkeys(words) if word in ready.words]
    found += [pattern for needle, pattern in ready.needles if needle in text]
    return found + [pattern for needle, search, pattern in ready.expressions if needle in text and search(text)]


def _searched(submission: Submission) -> list[str]:
    links = " ".join(unquote(link) for link in submission.links)
    folded = f"{fold(submission.words)}\n{fold(f'{submission.name}\n{submission.email}\n{links}')}"
    return [*words_in(folded), *undisguised(folded)]


@lru_cache(maxsize=4)
def _compiled(patterns: tuple[str, ...]) -> _Patterns:
    ready = _Patterns({}, [], [])
    for pattern in patterns:
        spaced = _EDGES.sub(" ", fold(pattern)).strip()
        pieces = [piece for piece in _STARS.split(spaced) if piece]
        if not pieces:
            continue
        before = "" if spaced.startswith("*") or _UNSPACED.match(pieces[0]) else " "
        after = "" if spaced.endswith("*") or _UNSPACED.match(pieces[-1][-1]) else " "
        if len(pieces) > 1:
            ready.expressions.append((max(pieces, key=len), _expression(before, pieces, after), pattern))
        elif before and after and " " not in pieces[0]:
            ready.words[pieces[0]] = pattern
        else:
            ready.needles.append((f"{before}{pieces[0]}{after}", pattern))
    return ready


def _expression(before: str, pieces: list[str], after: str) -> Callable[[str], object]:
    """Tried once a word, at the space before it; the nearest place of each piece is as good as any other."""
    first, *others = map(re.escape, [*pieces[:-1], pieces[-1] + after])
    start = f" {first}" if before else f" (?>[^ ]*?{first})"
    return re.compile(start + "".join(f"(?>[^ ]*?{other})" for other in others)).search


def _named(found: list[str]) -> str:
    named = "; ".join(found[:_NAMED])
    return f"{named} and {len(found) - _NAMED} more" if len(found) > _NAMED else named
