"""Text as it is indexed, stored and shown again.

SQLite's tokenizer ends a word where something else than a letter, digit or mark stands. Scripts that are written
without spaces get an invisible one around each character, so that a character is a word, and a word of theirs a phrase.
Everything is decomposed (NFD), because the tokenizer drops accents that stand by themselves in every script, and
accents that are part of a letter only in Latin: https://www.sqlite.org/fts5.html#unicode61_tokenizer.
"""

import re
import unicodedata
import zlib

# Around what is found, in texts that come from the index; none can be in a text that went into it.
FOUND, FOUND_END = "\x02", "\x03"
_SPACE = "\u200b"
# Thai, Lao, Myanmar and Khmer, whose vowels and tones may be marks on the character before them.
_WITH_MARKS = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_MARKS = "".join(
    character
    for first, last in _WITH_MARKS
    for character in map(chr, range(first, last + 1))
    if unicodedata.category(character)[0] == "M"
)
# Those, kana, ideographs and hangul (which has spaces, but ties particles to its words).
_UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last in _WITH_MARKS) + (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_CLUSTER = re.compile(f"[{_UNSPACED}][{_MARKS}]*")
# Controls (line breaks and tabs are spaces), the soft hyphen, our own invisible space, halves of characters.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\ufeff\ud800-\udfff]")


def clean(text: str) -> str:
    """The text in one line, without what cannot be seen."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def indexable(text: str) -> str:
    """The text as the tokenizer is given it."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFD", _CLUSTER.sub(rf"{_SPACE}\g<0>{_SPACE}", text))


def readable(text: str) -> str:
    """What `indexable` made, as it was."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.replace(_SPACE, ""))


def is_unspaced(text: str) -> bool:
    """Whether some of it belongs to a script without spaces."""
    return _CLUSTER.search(text) is not None


def packed(text: str) -> bytes:
    """Raw deflate: most comments are so short that zlib's own six bytes would count."""
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(text.encode()) + packer.flush()


def unpacked(stored: bytes) -> str:
    return zlib.decompress(stored, wbits=-15).decode()
