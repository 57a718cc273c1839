"""The same text on several articles: what nobody has to say twice."""

import re
from collections.abc import Iterator
from hashlib import blake2b

from moderation.folding import fold, words_in
from moderation.submission import Known
from moderation.verdict import HOLD_FROM, SPAM_FROM, Finding, Outcome

_ADDRESS = re.compile(r"(https?://[^\s/?#)\]>]+)[^\s)\]>]*")
# A shorter text is one that many people write: "Thank you, that helped me a lot!"
_MEANS_SOMETHING = 40
# On so many other articles it is spam.
_OFTEN = 3


def text_digest(text: str) -> str:
    """The same for copies of a text that differ in nothing but case, numbers, order, signs and the tails of links.

    '' for a text too short to mean that anybody copied it.
    """
    words = {word for word in words_in(_ADDRESS.sub(r"\1", fold(text))) if len(word) > 2 and word.isalpha()}
    said = " ".join(sorted(words))
    return blake2b(said.encode(), digest_size=16).hexdigest() if len(said) >= _MEANS_SOMETHING else ""


def repeated(known: Known) -> Iterator[Finding]:
    """Whoever has approved comments waits with it like everybody."""
    if others := sorted(known.seen_on):
        weight = SPAM_FROM if len(others) >= _OFTEN else HOLD_FROM
        articles = "1 other article" if len(others) == 1 else f"{len(others)} other articles"
        evidence = f"the same text was sent to {articles}: {', '.join(others[:3])}"
        yield Finding("repeated", evidence, weight, Outcome.HOLD)
