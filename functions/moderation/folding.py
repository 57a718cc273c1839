"""Text as a filter reads it: without the tricks by which a word looks the same to people and different to machines."""

import re
import unicodedata
from functools import lru_cache

# What nobody sees: soft hyphens, joiners, directions, selectors of variants, fillers, tags.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Greek and Cyrillic letters that look as Latin ones do (the common part of Unicode UTS #39's confusables).
_LOOKALIKES = str.maketrans("αεικνορτυχωаеорсухіїјѕһԁԛԝвкмнтгпьӏ", "aeikvoptuxwaeopcyxiijshdqwbkmhtrnbl")
_LATIN, _NOT_LATIN = re.compile("[a-z]"), re.compile("[\u0370-\u052f]")
_MIXED = re.compile("[a-z\u0370-\u052f]+")
_WORD = re.compile(r"[^\W_]+")
# Digits and signs that stand for letters within a word.
_LEET = str.maketrans("013457@$!|", "oieastasil")
_SIGN, _LONGEST_DISGUISE = re.compile(r"[013457@$!|]"), 40
_SPACED = re.compile(r"(?<![^\s(>])(?:[^\W\d_][ .\-_*]{1,3}){3,}[^\W\d_](?![^\W_])")
# So many letters of what one sign stands for.
_MOST_OF_ONE = 4
_ALIKE = str.maketrans("1i|0", "lllo")


# Several rules and the digest fold the same text.
@lru_cache(8)
def fold(text: str) -> str:
    """Lower case, one form of each letter, no accents, nothing unseen, no foreign letter within a Latin word.

    Letter by letter: marks are gone before anybody sorts them, so that no heap of them takes longer than its length.
    """
    if text.isascii():
        return text.lower()
    letters = "\n".join(set(text) - {"\n"})
    whole = unicodedata.normalize("NFC", text.translate(dict(zip(map(ord, letters[::2]), _bare(letters), strict=True))))
    return _MIXED.sub(_one_script, whole) if _NOT_LATIN.search(whole) else whole


def words_in(folded: str) -> list[str]:
    """Runs of letters and digits."""
    return _WORD.findall(folded)


def undisguised(folded: str) -> list[str]:
    """The words that somebody may have hidden in it: c.a.s.i.n.o, v1agra, ca$h."""
    spaced = ["".join(words_in(each)) for each in _SPACED.findall(folded)]
    signs = [each for each in folded.split() if len(each) <= _LONGEST_DISGUISE and _SIGN.search(each)]
    letters = " ".join(each.translate(_LEET) for each in signs if _LATIN.search(each))
    return [*spaced, *words_in(letters)]


def likeness(name: str) -> str:
    """The same for all names that look the same at a glance, and the like: case, gaps, lookalikes, l and I and 1."""
    letters = "".join(words_in(fold(name).replace("|", "l")))
    return letters.translate(_LOOKALIKES).translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def _bare(letters: str) -> list[str]:
    """What stays of each of these, which stand in lines: of a whole phrase in one sign (U+FDFA) its beginning."""
    apart = UNSEEN.sub("", unicodedata.normalize("NFKD", letters))
    bare = "".join([each for each in apart if each.isascii() or not _is_mark(each)])
    return [each[:_MOST_OF_ONE] for each in bare.casefold().split("\n")]


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn" or unicodedata.combining(letter) > 0


def _one_script(run: re.Match[str]) -> str:
    word = run[0]
    return word.translate(_LOOKALIKES) if _LATIN.search(word) and _NOT_LATIN.search(word) else word
