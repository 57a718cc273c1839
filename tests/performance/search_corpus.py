"""A large blog that nobody wrote, always the same: words and texts as frequent and as long as in a language.

Frequencies follow Zipf and Mandelbrot, frequent words are short ones, and lengths of texts are lognormal.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from blog.article import ArticleSummary, Author
from blog.comment import Comment, CommentState
from blog.ids import make_id

ARTICLES, COMMENTS = 10_000, 50_000
_WORDS = 40_000
_AUTHOR = Author(slug="keeper", name="The Keeper")
_FIRST = datetime(2010, 1, 1, tzinfo=UTC)
_NONE = ("",) * 4
_ONSETS = (
    *("b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "pr", "qu"),
    *("r", "s", "sh", "sl", "st", "t", "th", "tr", "v", "w", "y", "z", *_NONE),
)
_VOWELS = (*"aeiou", *"aeiou", "ai", "ea", "ee", "ie", "oo", "ou")
_ENDS = ("n", "r", "s", "t", "l", "nd", "st", "ck", "ng", "rt", *_NONE)


class Corpus:
    """`words` are all that are used, the most frequent first."""

    def __init__(self) -> None:
        self._random = random.Random(3)
        self.words = self._vocabulary()
        self._weights = list(accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(_WORDS)))

    def articles(self) -> Iterator[tuple[ArticleSummary, str]]:
        """Each with its body."""
        for number in range(ARTICLES):
            title, tags = self._text(self._random.randint(3, 9)), self._some(self._random.randint(1, 5))
            at = _FIRST + timedelta(hours=14 * number)
            slug = f"{'-'.join(self._some(4))}-{number}"
            head = ArticleSummary(slug=slug, title=title, tags=tuple(tags), author=_AUTHOR, published_at=at)
            yield head, f"<p>{self._text(self._length(6.27, 0.5))}</p>"

    def comments(self, slugs: list[str]) -> Iterator[Comment]:
        for number in range(COMMENTS):
            path = make_id(_FIRST + timedelta(hours=2, minutes=169 * number), number)
            name, text = " ".join(self._some(2)).title(), self._text(self._length(3.63, 0.6))
            slug = self._random.choice(slugs)
            yield Comment(slug=slug, path=path, name=name, text=text, state=CommentState.APPROVED)

    def _vocabulary(self) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < _WORDS:
            syllables = self._random.choice((1, 1, 2, 2, 2, 3, 3, 4))
            made["".join(self._syllable() for _ in range(syllables))] = None
        return sorted(made, key=lambda word: len(word) + self._random.random() * 6)

    def _syllable(self) -> str:
        return self._random.choice(_ONSETS) + self._random.choice(_VOWELS) + self._random.choice(_ENDS)

    def _length(self, mu: float, sigma: float) -> int:
        return max(3, int(self._random.lognormvariate(mu, sigma)))

    def _some(self, count: int) -> list[str]:
        return self._random.choices(self.words, cum_weights=self._weights, k=count)

    def _text(self, count: int) -> str:
        """Sentences, ten to twenty words each."""
        words, sentences = self._some(count), []
        while words:
            length = self._random.randint(10, 20)
            sentences.append(" ".join(words[:length]).capitalize() + ".")
            words = words[length:]
        return " ".join(sentences)
