"""Filter patterns, as far as they are matched here."""

import pytest

from lamppost.local_cloud.filters import passes

RECORD = {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": "a"}, "sk": {"S": "COMMENT#1"}, "n": {"N": "1"}}}}


def by_sort_key(*rules: object) -> dict:
    return {"dynamodb": {"Keys": {"sk": {"S": list(rules)}}}}


def test_without_patterns_everything_passes():
    assert passes(RECORD, ())


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        (by_sort_key("COMMENT#1"), True),
        (by_sort_key("COMMENT#"), False),
        (by_sort_key({"prefix": "COMMENT#"}), True),
        (by_sort_key({"prefix": "COMMENT#2"}), False),
        (by_sort_key("ARTICLE", {"prefix": "COM"}), True),
        (by_sort_key(), False),
        ({"eventName": ["MODIFY", "INSERT"]} | by_sort_key("COMMENT#1"), True),
        ({"eventName": ["MODIFY"]} | by_sort_key("COMMENT#1"), False),
        ({"dynamodb": {"NewImage": {"sk": {"S": ["x"]}}}}, False),
        ({"dynamodb": {"Keys": {"n": {"S": ["1"]}}}}, False),
        ({"dynamodb": {"Keys": {"pk": {"S": {"deeper": ["a"]}}}}}, False),
    ],
)
def test_every_field_that_a_pattern_names_must_have_one_of_its_values(pattern: dict, matches: bool):
    assert passes(RECORD, [pattern]) is matches


def test_one_pattern_of_several_is_enough():
    assert passes(RECORD, [by_sort_key("x"), by_sort_key("COMMENT#1")])
    assert not passes(RECORD, [by_sort_key("x"), by_sort_key("y")])
