"""What the owner's decisions have taught: lessons, each put beside its decision, folded into one item of words."""

from collections.abc import Iterable, Sequence
from typing import Any

from blog.word_counts import Lesson, WordCounts
from storage import act_items, actions, keys, word_items
from storage.calls import call
from storage.transactions import Refusal, write
from storage.values import Item, number

# With the item of words, what one transaction holds.
_AT_ONCE = actions.AT_MOST - 1


class Learner:
    """Counts words in the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def learn(self) -> int:
        """Counts each lesson that waits, once, however often this is stopped; returns how many decisions taught them.

        One transaction for every 99 of them. Raises `TooBusy`.
        """
        learned = 0
        # Where a write is refused, somebody else has counted: there is less to do each time.
        while waiting := self._waiting():
            known = self._words()
            counts = _taught(known, [lesson for item in waiting for lesson in act_items.read_lessons(item)])
            if self._write(counts, known, waiting):
                learned += len(waiting)
        return learned

    def counts(self) -> WordCounts:
        """What has been learned until now."""
        return word_items.read_counts(self._words())

    def replace(self, counts: WordCounts) -> None:
        """These counts in place of all that was learned, for learning anew. Raises `TooBusy`.

        They stand for every decision made before: who makes one meanwhile may find it counted twice, or not at all.
        """
        self.learn()
        while not self._write(counts, self._words(), []):
            self.learn()

    def _waiting(self) -> list[Item]:
        """As many lessons as fit into one transaction."""
        return call(
            self._client.query,
            TableName=self._name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.LESSONS}},
            Limit=_AT_ONCE,
            ConsistentRead=True,
        )["Items"]

    def _words(self) -> Item:
        answer = call(self._client.get_item, TableName=self._name, Key=word_items.KEY, ConsistentRead=True)
        return answer.get("Item", word_items.KEY)

    def _write(self, counts: WordCounts, known: Item, learned: Sequence[Item]) -> bool:
        """Whether the counts were stored: not where somebody else has stored others since `known` was read."""
        item = word_items.counts_item(counts) | {"version": {"N": str(number(known, "version") + 1)}}
        put = actions.put(self._name, item, actions.same(known, "version"))
        try:
            write(self._client, [put, *(actions.delete(self._name, each, actions.THERE) for each in learned)])
        except Refusal:
            return False
        return True


def _taught(known: Item, lessons: Iterable[Lesson]) -> WordCounts:
    before = word_items.stored_counts(known)
    words = {word: list(counts) for word, counts in before.words.items()}
    comments = [before.spam, before.ham]
    for lesson in lessons:
        column = 0 if lesson.is_spam else 1
        comments[column] += lesson.change
        for word in set(lesson.words):
            words.setdefault(word, [0, 0])[column] += lesson.change
    return WordCounts({word: (spam, ham) for word, (spam, ham) in words.items() if spam or ham}, *comments)
