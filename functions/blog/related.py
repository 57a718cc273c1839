"""Which articles belong together: those with the same tags and categories, then those that use the same words.

A rare tag says more than a common one, and one that more than half of the blog has says nothing; so it is with words.
Of two that are equally near in matter the one that is nearer in time comes first. Each article is compared with a few
hundred others at most, so the work grows with the number of articles and not with its square.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import sqrt
from sys import intern

from blog.article import ArticleSummary
from blog.slugs import term_slug

AT_MOST = 4
# Below this two articles have words in common as any two have.
_LIKE = 0.15
_WORDS_TRIED = 8
# Of all that share a tag or a word, so many that are nearest in time are looked at.
_NEAREST = 40
_COMPARED = 40
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is about, in order to be compared: its tags and categories, and its words."""

    terms: tuple[str, ...]
    words: tuple[str, ...]


def subject_of(article: ArticleSummary) -> Subject:
    terms = {intern(term_slug(name)) for name in (*article.tags, *article.categories)}
    words = {intern(word) for word in _WORD.findall(f"{article.title} {article.summary}".casefold())}
    return Subject(tuple(sorted(terms)), tuple(sorted(words)))


def related(subjects: Sequence[Subject]) -> Iterator[list[int]]:
    """For each of the subjects, which are in order of time, the indexes of those nearest in matter, these first."""
    terms = _Occurrences([subject.terms for subject in subjects])
    words = _Occurrences([subject.words for subject in subjects])
    for index in range(len(subjects)):
        shared = terms.near(index, terms.of[index])
        candidates = nsmallest(_COMPARED, shared, key=lambda other: (-shared[other], abs(index - other)))
        if sum(map(bool, shared.values())) < AT_MOST:
            rarest = sorted(words.of[index], key=lambda word: (-words.rarity(word), word))[:_WORDS_TRIED]
            candidates = {*candidates, *words.near(index, rarest)}
        found = []
        for other in candidates:
            likeness = words.likeness(index, other)
            if other in shared or likeness >= _LIKE:
                found.append((-shared.get(other, 0), -round(likeness, 2), abs(index - other), other))
        yield [other for *_, other in sorted(found)[:AT_MOST]]


class _Occurrences:
    """Who has which marks (tags, or words), and how much a mark says."""

    def __init__(self, marks: list[tuple[str, ...]]) -> None:
        self.of = marks
        self._who: defaultdict[str, list[int]] = defaultdict(list)
        for index, each in enumerate(marks):
            for mark in each:
                self._who[mark].append(index)
        self._lengths = [sqrt(sum(self.rarity(mark) ** 2 for mark in each)) for each in marks]

    def rarity(self, mark: str) -> int:
        """0 for what more than half have; one more for each time that half as many have it.

        A whole number, so that a new article does not change all others' order.
        """
        return (len(self.of) // len(self._who[mark])).bit_length() - 1

    def near(self, index: int, marks: Sequence[str]) -> dict[int, int]:
        """Those that share marks and are nearest in time, with how much these say."""
        found: defaultdict[int, int] = defaultdict(int)
        for mark in marks:
            who = self._who[mark]
            at = bisect_left(who, index)
            for other in who[max(0, at - _NEAREST) : at + _NEAREST + 1]:
                found[other] += self.rarity(mark)
        found.pop(index, None)
        return found

    def likeness(self, one: int, other: int) -> float:
        """The cosine of the angle between the two, each mark weighing as much as it is rare: 0 to 1."""
        both = set(self.of[one]).intersection(self.of[other])
        lengths = self._lengths[one] * self._lengths[other]
        return sum(self.rarity(mark) ** 2 for mark in both) / lengths if lengths else 0.0
