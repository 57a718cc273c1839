"""The filter's words, counted anew from every comment that its owner has decided on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from blog.comment import Comment
from blog.word_counts import WordCounts
from moderation.bayes import lessons


def counted_anew(comments: Iterable[Comment]) -> WordCounts:
    """What all decisions that stand have taught; comments on which the owner has not decided teach nothing."""
    spam: Counter[str] = Counter()
    ham: Counter[str] = Counter()
    decisions: Counter[bool] = Counter()
    for comment in comments:
        for lesson in lessons(replace(comment, reasons=()), comment):
            (spam if lesson.is_spam else ham).update(lesson.words)
            decisions[lesson.is_spam] += 1
    words = {word: (spam[word], ham[word]) for word in spam | ham}
    return WordCounts(words, spam=decisions[True], ham=decisions[False])
