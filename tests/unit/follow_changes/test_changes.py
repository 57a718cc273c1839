"""A batch on its way to those that follow it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from blog.changes import AddressChanged
from follow_changes.changes import NotFollowed, Record, Written, hand_on, number_of
from tests.support.blog import NOW


def record(number: str, **key: str) -> Record:
    keys = {"pk": "ADDRESS#/old", "sk": "ADDRESS"} | key
    named = {name: {"S": each} for name, each in keys.items()}
    return {"dynamodb": {"SequenceNumber": number, "ApproximateCreationDateTime": NOW.timestamp(), "Keys": named}}


RECORDS = [record(number) for number in ("7", "8", "9")]
BATCH = [Written(number, AddressChanged("/old"), NOW) for number in ("7", "8", "9")]
# A head without a title, a list of a kind that there is not, and what is no record at all.
POISON: list[Any] = [
    {"NewImage": {"pk": {"S": "ARTICLE#a"}, "sk": {"S": "ARTICLE"}}, "Keys": record("", pk="ARTICLE#a", sk="ARTICLE")},
    record("", pk="LISTS#TERMS", sk="PLANET#mars")["dynamodb"],
    record("", pk="ARTICLE#a", sk="LISTED#PLANET#mars")["dynamodb"],
    {"Keys": {"pk": {"N": "1"}, "sk": {"S": "ARTICLE"}}},
    {"Keys": None},
    {},
]


@dataclass
class Fails:
    """Follows all but some."""

    numbers: Sequence[str] = ()
    seen: list[Written] = field(default_factory=list)

    def follow(self, batch: Sequence[Written]) -> None:
        self.seen += batch
        if self.numbers:
            raise NotFollowed(self.numbers)


@dataclass
class Breaks:
    error: Exception

    def follow(self, batch: Sequence[Written]) -> None:
        raise self.error


def test_every_follower_gets_the_whole_batch_and_lambda_is_told_that_it_is_done():
    one, two, reported = Fails(), Fails(), []
    assert hand_on(RECORDS, [one, two], reported.append) == {"batchItemFailures": []}
    assert (one.seen, two.seen, reported) == (BATCH, BATCH, [])


def test_what_one_could_not_follow_is_named_and_the_next_gets_the_batch_all_the_same():
    one, two, three, reported = Fails("8"), Fails(), Fails(["8", "9"]), []
    answer = hand_on(RECORDS, [one, two, three], reported.append)
    assert answer == {"batchItemFailures": [{"itemIdentifier": number} for number in ("8", "9")]}
    assert two.seen == BATCH
    assert reported == ["not followed: 8", "not followed: 8, 9"]


def test_what_says_nothing_to_anybody_is_not_handed_on():
    one = Fails()
    hand_on([record("6", pk="SUBMISSION#0", sk="SUBMISSION"), *RECORDS], [one], print)
    assert one.seen == BATCH


def test_what_a_follower_did_not_foresee_is_raised_when_all_others_had_the_batch():
    one, two, reported = Fails(), Fails("8"), []
    with pytest.raises(LookupError):
        hand_on(RECORDS, [Breaks(LookupError()), one, Breaks(KeyError()), two], reported.append)
    assert (one.seen, two.seen, reported) == (BATCH, BATCH, ["not followed: 8"])


@pytest.mark.parametrize("said", POISON, ids=range(len(POISON)))
def test_a_record_that_cannot_be_read_is_named_alone_and_the_others_are_followed(said):
    poison, one, reported = {"dynamodb": said | {"SequenceNumber": "8"}}, Fails(), []
    answer = hand_on([RECORDS[0], poison, RECORDS[2]], [one], reported.append)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "8"}]}
    assert one.seen == [BATCH[0], BATCH[2]]
    (line,) = reported
    assert line.startswith("8: not an item of this blog's table: ")


def test_what_is_reported_of_such_a_record_is_its_keys_and_nobodys_words():
    item = {"pk": {"S": "ARTICLE#a"}, "sk": {"S": "COMMENT#x"}, "text": {"S": "Secret words"}, "replies": {"N": "many"}}
    said = {"SequenceNumber": "8", "Keys": {name: item[name] for name in ("pk", "sk")}, "NewImage": item}
    reported: list[str] = []
    hand_on([{"dynamodb": said}], [], reported.append)
    assert "COMMENT#x" in reported[0] and "Secret" not in reported[0]


def test_a_record_is_known_by_its_sequence_number():
    assert [number_of(record) for record in RECORDS] == ["7", "8", "9"]
