"""How records are put together for one call."""

from typing import Any

from lamppost.local_cloud.following import batches
from lamppost.local_cloud.lambda_functions import PAYLOAD_LIMIT


def records(*sizes: int) -> list[dict[str, Any]]:
    return [{"number": number, "text": "x" * size} for number, size in enumerate(sizes)]


def lengths(*sizes: int, most: int) -> list[int]:
    made = list(batches(records(*sizes), most))
    assert [each["number"] for batch in made for each in batch] == list(range(len(sizes)))
    return [len(batch) for batch in made]


def test_a_batch_has_no_more_records_than_the_source_says():
    assert lengths(*[1] * 7, most=3) == [3, 3, 1]
    assert lengths(*[1] * 6, most=3) == [3, 3]
    assert lengths(most=3) == []


def test_a_batch_has_no_more_bytes_than_an_event_may_have():
    third = PAYLOAD_LIMIT // 3
    assert lengths(third, third, third, third, most=100) == [2, 2]
    assert lengths(PAYLOAD_LIMIT - 1000, 1, 2000, most=100) == [2, 1]


def test_a_record_that_fills_an_event_alone_is_still_handed_on():
    assert lengths(1, PAYLOAD_LIMIT, 1, most=100) == [1, 1, 1]
