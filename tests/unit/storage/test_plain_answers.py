"""Answers read as they come are what botocore makes of them."""

import json
from base64 import b64encode
from typing import Any

import pytest
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from storage.plain_answers import read_plainly

_MODEL = Session().get_service_model("dynamodb")
_BOTOCORES = Session().get_component("response_parser_factory").create_parser("json")
_PLAIN = read_plainly(Session()).get_component("response_parser_factory").create_parser("json")
_HEADERS = {"x-amzn-RequestId": "AN-ID", "Content-Type": "application/x-amz-json-1.0", "x-amz-crc32": "1"}

names = st.text(min_size=1, max_size=8) | st.sampled_from(["B", "BS", "S", "M", "L", "NULL", "Items"])
binary = st.binary(max_size=16).map(lambda value: b64encode(value).decode())
numbers = st.integers().map(str) | st.decimals(allow_nan=False, allow_infinity=False).map(str)


def typed(name: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return value.map(lambda given: {name: given})


plain = st.one_of(
    typed("S", st.text()),
    typed("N", numbers),
    typed("B", binary),
    typed("BOOL", st.booleans()),
    typed("NULL", st.just(True)),
    typed("SS", st.lists(st.text(), min_size=1, max_size=3)),
    typed("NS", st.lists(numbers, min_size=1, max_size=3)),
    typed("BS", st.lists(binary, min_size=1, max_size=3)),
)
values = st.recursive(
    plain,
    lambda inner: typed("L", st.lists(inner, max_size=3)) | typed("M", st.dictionaries(names, inner, max_size=3)),
    max_leaves=8,
)
items = st.dictionaries(names, values, max_size=4)
lists = st.lists(items, max_size=3)
tables = st.dictionaries(st.sampled_from(["blog", "other-table"]), lists, max_size=2)
consumed = st.fixed_dictionaries({"TableName": st.just("blog"), "CapacityUnits": st.floats(0, 1e6)})


def answer(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


key = st.fixed_dictionaries({"pk": plain, "sk": plain})
asked = st.fixed_dictionaries(
    {"Keys": st.lists(key, min_size=1, max_size=2)}, optional={"ConsistentRead": st.booleans()}
)
written = st.one_of(typed("PutRequest", typed("Item", items)), typed("DeleteRequest", typed("Key", key)))
found = answer(
    Items=lists, Count=st.integers(0), ScannedCount=st.integers(0), LastEvaluatedKey=key, ConsumedCapacity=consumed
)
changed = answer(Attributes=items, ConsumedCapacity=consumed)
ANSWERS = {
    "Query": found,
    "Scan": found,
    "GetItem": answer(Item=items, ConsumedCapacity=consumed),
    "BatchGetItem": answer(Responses=tables, UnprocessedKeys=st.dictionaries(st.just("blog"), asked)),
    "TransactGetItems": answer(Responses=st.lists(answer(Item=items), max_size=3)),
    "PutItem": changed,
    "UpdateItem": changed,
    "DeleteItem": changed,
    "BatchWriteItem": answer(
        UnprocessedItems=st.dictionaries(st.just("blog"), st.lists(written, min_size=1, max_size=2))
    ),
    "TransactWriteItems": answer(ConsumedCapacity=st.lists(consumed, max_size=2)),
}


def both(operation: str, body: bytes, status: int = 200) -> tuple[Any, Any]:
    shape = _MODEL.operation_model(operation).output_shape
    response = {"status_code": status, "headers": _HEADERS, "body": body}
    return _PLAIN.parse(response, shape), _BOTOCORES.parse(response, shape)


@pytest.mark.parametrize("operation", ANSWERS)
@given(data=st.data())
def test_whatever_is_in_an_answer_is_read_as_botocore_reads_it(operation, data):
    plainly, botocores = both(operation, json.dumps(data.draw(ANSWERS[operation])).encode())
    assert plainly == botocores


@pytest.mark.parametrize("operation", ANSWERS)
@pytest.mark.parametrize("status", [400, 500, 503])
def test_refusals_are_botocores_to_read(operation, status):
    body = json.dumps({"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "too much"})
    plainly, botocores = both(operation, body.encode(), status)
    assert plainly == botocores
    assert plainly["Error"] == {"Code": "ThrottlingException", "Message": "too much"}


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("body", [b"", b"<html><body>Service Unavailable</body></html>", b'{"Items": [{"pk'])
def test_what_is_no_answer_of_dynamodbs_is_told_as_botocore_tells_it(body, status):
    plainly, botocores = both("Query", body, status)
    assert plainly == botocores


def test_an_answer_without_items_is_botocores_to_read():
    body = json.dumps({"Table": {"TableName": "blog", "CreationDateTime": 1_700_000_000.5}}).encode()
    plainly, botocores = both("DescribeTable", body)
    assert plainly == botocores
    assert plainly["Table"]["CreationDateTime"].year == 2023


def test_what_holds_binary_is_named_b_and_so_may_an_attribute_be():
    item = {"B": {"B": "aGk="}, "BS": {"BS": ["aGk=", ""]}, "map": {"M": {"B": {"S": "aGk="}, "BS": {"L": []}}}}
    plainly, botocores = both("GetItem", json.dumps({"Item": item}).encode())
    assert plainly == botocores
    assert plainly["Item"]["B"] == {"B": b"hi"}
    assert plainly["Item"]["map"] == {"M": {"B": {"S": "aGk="}, "BS": {"L": []}}}


def test_a_client_of_such_a_session_reads_plainly():
    """botocore asks the component for its parsers: should it stop, this fails and nothing else would."""
    client = read_plainly(Session()).create_client(
        "dynamodb", "us-east-1", aws_access_key_id="nobody", aws_secret_access_key="nothing"
    )
    parsers = Session().get_component("response_parser_factory")
    assert type(client._endpoint._response_parser_factory) is not type(parsers)
    assert client.meta.service_model.metadata["protocol"] == "json"
