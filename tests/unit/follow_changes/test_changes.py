"""A batch on its way to those that follow it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from follow_changes.changes import NotFollowed, Record, hand_on, number_of

BATCH: list[Record] = [{"dynamodb": {"SequenceNumber": number}} for number in ("7", "8", "9")]


@dataclass
class Fails:
    """Follows all but some."""

    numbers: Sequence[str] = ()
    seen: list[Record] = field(default_factory=list)

    def follow(self, records: Sequence[Record]) -> None:
        self.seen += records
        if self.numbers:
            raise NotFollowed(self.numbers)


def test_every_follower_gets_the_whole_batch_and_lambda_is_told_that_it_is_done():
    one, two, reported = Fails(), Fails(), []
    assert hand_on(BATCH, [one, two], reported.append) == {"batchItemFailures": []}
    assert (one.seen, two.seen, reported) == (BATCH, BATCH, [])


def test_what_one_could_not_follow_is_named_and_the_next_gets_the_batch_all_the_same():
    one, two, three, reported = Fails("8"), Fails(), Fails(["7", "9"]), []
    answer = hand_on(BATCH, [one, two, three], reported.append)
    assert answer == {"batchItemFailures": [{"itemIdentifier": number} for number in ("8", "7", "9")]}
    assert two.seen == BATCH
    assert reported == ["not followed: 8", "not followed: 7, 9"]


def test_what_a_follower_did_not_foresee_fails_the_batch():
    class Breaks:
        def follow(self, records: Sequence[Record]) -> None:
            raise LookupError

    with pytest.raises(LookupError):
        hand_on(BATCH, [Breaks()], print)


def test_a_record_is_known_by_its_sequence_number():
    assert [number_of(record) for record in BATCH] == ["7", "8", "9"]
