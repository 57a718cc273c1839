"""The one item that says how often words are spam: three compressed lists, because every posting reads it."""

import json
import zlib
from collections.abc import Sequence

from blog.word_counts import WordCounts
from storage import items, keys
from storage.values import Item, number

# Those that stood in the fewest comments are left out: they say least, and on real mails no more than these was found
# to make a difference, while every posting reads them.
MOST_WORDS = 3_000
MOST_BYTES = 100_000
_LONGEST = 100
KEY = items.key(keys.WORDS, keys.WORDS)


def counts_item(counts: WordCounts) -> Item:
    words = [each for each in counts.words.items() if len(each[0]) <= _LONGEST]
    kept = sorted(words, key=lambda each: (-sum(map(abs, each[1])), each[0]))[:MOST_WORDS]
    while len(packed := _packed(kept)) > MOST_BYTES:
        kept = kept[: len(kept) * 3 // 4]
    return KEY | {"words": {"B": packed}, "spam": {"N": str(counts.spam)}, "ham": {"N": str(counts.ham)}}


def _packed(counts: Sequence[tuple[str, tuple[int, int]]]) -> bytes:
    columns = [word for word, _ in counts], [spam for _, (spam, _) in counts], [ham for _, (_, ham) in counts]
    said = json.dumps(columns, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(said.encode(), 9)


def stored_counts(item: Item) -> WordCounts:
    """As they are stored: below zero where a lesson was taken back before it was counted, until it is."""
    words, spam, ham = _columns(item)
    return WordCounts(dict(zip(words, zip(spam, ham, strict=True), strict=True)), *_comments(item))


def read_counts(item: Item) -> WordCounts:
    """The counts in the item of words, none of them below zero; no counts where there is none."""
    words, spam, ham = _columns(item)
    if min(spam, default=0) < 0 or min(ham, default=0) < 0:
        spam, ham = [max(0, each) for each in spam], [max(0, each) for each in ham]
    in_spam, in_ham = _comments(item)
    return WordCounts(dict(zip(words, zip(spam, ham, strict=True), strict=True)), max(0, in_spam), max(0, in_ham))


def _columns(item: Item) -> tuple[list[str], list[int], list[int]]:
    if "words" not in item:
        return [], [], []
    words, spam, ham = json.loads(zlib.decompress(item["words"]["B"]))
    return words, spam, ham


def _comments(item: Item) -> tuple[int, int]:
    return number(item, "spam"), number(item, "ham")
