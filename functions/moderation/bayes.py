"""The filter that learns from this owner's own decisions, and from nothing else: naive Bayes on words.

Each word speaks by how much more frequent it was in spam than in ham; one that was seen once or twice says little,
whichever of the two the owner has decided on more often. The words that tell most are added up and divided by the root
of their number, because words of one text are not independent: so a long text is not surer than a short one.
"""

import re
from collections.abc import Iterator
from itertools import chain
from math import log, sqrt
from typing import NamedTuple

from blog.comment import OWNER, Comment, CommentState
from blog.word_counts import Lesson, WordCounts
from moderation.folding import fold, undisguised, words_in
from moderation.submission import Submission, submitted
from moderation.verdict import Finding

# At most this many words of a text: its beginning and its end, where links stand.
_FIRST, _LAST = 200, 100
_DISGUISED = 50
# So many letters of a word, and of a host's end, where the part stands that somebody has paid for.
_LONGEST, _LONGEST_HOST = 24, 63
# So many that tell most are added up.
_TELLING = 40
# Each word is believed to have been in so much more of either kind than was seen.
_BELIEF = 0.5
# Points for a log odds of 1, and what the filter may add and take away.
_POINTS, _MOST, _LEAST = 42, 110, -30
# Comments of either kind after which it is heard by half.
_HALF_HEARD = 12
# So many words are named to the owner.
_NAMED = 6
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
_MARKUP = re.compile(r"<a\s|\[url", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]{3,20}\b")
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?[$€£]|\d\s?(?:usd|eur|btc)\b", re.IGNORECASE)


class Told(NamedTuple):
    """A word, and how many comments it was in."""

    word: str
    spam: int
    ham: int


class TopWords(NamedTuple):
    """The words that tell most, these first."""

    spam: tuple[Told, ...]
    ham: tuple[Told, ...]


def words_of(submission: Submission) -> tuple[str, ...]:
    """What the filter looks at, each once: words as they are folded; with a prefix, words of the name, where links
    lead, the e-mail address's domain (never the address); and what a comment looks like."""
    folded = fold(submission.words)
    found = words_in(folded)
    return tuple(
        dict.fromkeys(
            chain(
                _ends(_parts(_ends(found))),
                _ends(_parts(undisguised(folded)[:_DISGUISED])),
                (f"name:{word[:_LONGEST]}" for word in words_in(fold(submission.name))[:6]),
                (f"link:{part}" for host in submission.hosts[:10] for part in _host_parts(host)),
                [f"mail:{submission.email_domain[-_LONGEST_HOST:]}"] if submission.email_domain else [],
                _looks(submission, len(found)),
            )
        )
    )


def learned(submission: Submission, counts: WordCounts) -> Iterator[Finding]:
    """The finding, where there is anything to say."""
    fewest = min(counts.spam, counts.ham)
    if not fewest:
        return
    telling = _most_telling(words_of(submission), counts)
    score = sum(odds for odds, _ in telling) / sqrt(len(telling) or 1)
    weight = round(score * _POINTS * fewest / (fewest + _HALF_HEARD))
    if weight := max(_LEAST, min(weight, _MOST)):
        named = [word for odds, word in telling if (odds > 0) == (weight > 0) and not word.startswith("~")]
        like = "spam" if weight > 0 else "what you approved"
        yield Finding("bayes", f"reads like {like}: {', '.join(named[:_NAMED]) or 'by its looks'}", weight)


def lessons(before: Comment, after: Comment) -> tuple[Lesson, ...]:
    """What is learned where a comment becomes another: what its owner's decision on `before` had taught is taken back,
    and what the one on `after` teaches is added. Spam is spam, approved is ham, and all else teaches nothing."""
    old, new = _lesson(before, -1), _lesson(after, 1)
    if old and new and (old.words, old.is_spam) == (new.words, new.is_spam):
        return ()
    return tuple(filter(None, (old, new)))


def top_words(counts: WordCounts, number: int) -> TopWords:
    """The `number` words that speak most for spam, and as many that speak most against it."""
    by_odds = sorted((_odds(word, counts), word) for word in counts.words)
    ham = tuple(Told(word, *counts.words[word]) for odds, word in by_odds[:number] if odds < 0)
    spam = tuple(Told(word, *counts.words[word]) for odds, word in by_odds[: -number - 1 : -1] if odds > 0)
    return TopWords(spam, ham)


def _lesson(comment: Comment, change: int) -> Lesson | None:
    from_owner = comment.reasons and comment.reasons[-1].rule == OWNER and not comment.by_author
    if not from_owner or comment.state not in (CommentState.SPAM, CommentState.APPROVED):
        return None
    return Lesson(words_of(submitted(comment)), comment.state is CommentState.SPAM, change)


def _ends(words: list[str]) -> list[str]:
    return words if len(words) <= _FIRST + _LAST else [*words[:_FIRST], *words[-_LAST:]]


def _parts(words: list[str]) -> list[str]:
    return list(chain.from_iterable(map(_parts_of, words)))


def _parts_of(word: str) -> Iterator[str]:
    """A word; for scripts without gaps each two characters that stand together; for something endless, that it is."""
    if not word.isascii() and (run := _UNSPACED.fullmatch(word)):
        yield from (run[0][at : at + 2] for at in range(len(word) - 1))
    elif len(word) > _LONGEST:
        yield "~endless"
    elif len(word) > 1 or not word.isascii():
        yield word


def _host_parts(host: str) -> Iterator[str]:
    """A host and its last part: who has bought one name under .example has bought others."""
    yield host[-_LONGEST_HOST:]
    yield f".{host.rpartition('.')[2]}"


def _looks(submission: Submission, length: int) -> Iterator[str]:
    """What a comment looks like: links, length, capitals, markup, money."""
    text = submission.words
    capitals = _CAPITALS.findall(text[:2_000])
    yield from (f"^{word.lower()}" for word in capitals[:20])
    yield f"~capitals: under {1 << min(len(capitals).bit_length(), 4)}"
    yield f"~!: {min(text.count('!'), 3)}"
    yield f"~links: {min(len(submission.links), 4)}"
    yield f"~words: under {1 << min(length.bit_length(), 8)}"
    yield "~website" if submission.url else "~no website"
    if _MARKUP.search(text):
        yield "~markup"
    if _MONEY.search(text):
        yield "~money"


def _most_telling(words: tuple[str, ...], counts: WordCounts) -> list[tuple[float, str]]:
    """Words with their log odds, those that tell most first."""
    odds = [(_odds(word, counts), word) for word in words if any(counts.words.get(word, ()))]
    return sorted(odds, key=lambda each: (-abs(each[0]), each[1]))[:_TELLING]


def _odds(word: str, counts: WordCounts) -> float:
    """The logarithm of how much more frequent a word is in spam than in ham."""
    spam, ham = counts.words[word]
    in_spam = (spam + _BELIEF) / (counts.spam + 2 * _BELIEF)
    in_ham = (ham + _BELIEF) / (counts.ham + 2 * _BELIEF)
    return log(in_spam / in_ham)
