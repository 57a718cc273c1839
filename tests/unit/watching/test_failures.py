"""What the log is told of an exception: all that finds it, and nothing that it says."""

from botocore.exceptions import ClientError

from watching.failures import places, told

SECRET = "someone@example.org"


def fails() -> None:
    raise KeyError(SECRET)


def caught(function) -> BaseException:
    try:
        function()
    except Exception as error:
        return error
    raise AssertionError


def from_another() -> None:
    try:
        fails()
    except KeyError as error:
        raise ValueError(SECRET) from error


def while_handling() -> None:
    try:
        fails()
    except KeyError:
        raise RuntimeError(SECRET)  # noqa: B904, that is what happens


def without_cause() -> None:
    try:
        fails()
    except KeyError:
        raise RuntimeError(SECRET) from None


def refused() -> None:
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": SECRET}}, "Query")


def test_types_and_causes_are_told_and_no_message():
    assert told(caught(fails)) == "KeyError"
    assert told(caught(from_another)) == "ValueError ← KeyError"
    assert told(caught(while_handling)) == "RuntimeError ← KeyError"
    assert told(caught(without_cause)) == "RuntimeError"


def test_what_aws_refused_is_told_by_its_code():
    assert told(caught(refused)) == "botocore.exceptions.ClientError (AccessDenied of Query)"


def test_the_places_lead_to_where_it_rose():
    found = places(caught(from_another))
    assert [place.rpartition(" ")[2] for place in found] == ["caught", "from_another"]
    assert all(place.startswith(__file__) for place in found)


def test_of_a_deep_recursion_the_innermost_places_are_kept():
    def deep(left: int) -> None:
        if not left:
            raise KeyError(SECRET)
        deep(left - 1)

    found = places(caught(lambda: deep(100)))
    assert len(found) == 30
    assert found[-1].endswith("deep")


def test_errors_that_cause_each_other_have_an_end():
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert told(first).count("←") == 29
