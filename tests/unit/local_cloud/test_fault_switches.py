"""What `--fault` takes, and what it says of anything else."""

from datetime import timedelta
from random import Random

import pytest

from lamppost.local_cloud.faults.board import Asked, Board
from lamppost.local_cloud.faults.poison import poisoned
from lamppost.local_cloud.faults.switches import BadFault, Fault, Kind, read_faults

FUNCTIONS = ("ServePages", "ReceiveComments")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("throttle", Fault(Kind.THROTTLE, "throttle")),
        ("throttle=0.3", Fault(Kind.THROTTLE, "throttle=0.3", share=0.3)),
        ("throttle=.5:Query", Fault(Kind.THROTTLE, "throttle=.5:Query", share=0.5, target="Query")),
        ("throttle:ServePages", Fault(Kind.THROTTLE, "throttle:ServePages", target="ServePages")),
        ("conflict=1", Fault(Kind.CONFLICT, "conflict=1")),
        ("slow=2s:Query", Fault(Kind.SLOW, "slow=2s:Query", duration=2 * SECOND, target="Query")),
        ("slow=1500ms,0.1", Fault(Kind.SLOW, "slow=1500ms,0.1", share=0.1, duration=1.5 * SECOND)),
        ("cut", Fault(Kind.CUT, "cut")),
        ("expired", Fault(Kind.EXPIRED, "expired")),
        ("s3=0.5:PUT", Fault(Kind.REFUSE, "s3=0.5:PUT", share=0.5, target="PUT", service="s3")),
        ("cloudfront", Fault(Kind.REFUSE, "cloudfront", service="cloudfront")),
        ("sqs:SendMessage", Fault(Kind.REFUSE, "sqs:SendMessage", target="SendMessage", service="sqs")),
        ("skew=-20m", Fault(Kind.SKEW, "skew=-20m", duration=-1200 * SECOND)),
        ("kill=ServePages", Fault(Kind.KILL, "kill=ServePages", share=0.5, target="ServePages", service="")),
        ("timeout=ServePages,1", Fault(Kind.TIMEOUT, "timeout=ServePages,1", target="ServePages", service="")),
        ("poison=0.1", Fault(Kind.POISON, "poison=0.1", share=0.1)),
    ],
)
def test_every_switch_says_what_it_means(text, meant):
    assert read_faults([text], FUNCTIONS) == (meant,)


def test_none_is_none():
    assert read_faults(["none"], FUNCTIONS) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("trottle", "there is no fault 'trottle'; there are throttle, conflict, .* none, and any AWS service"),
        ("refuse", "there is no fault 'refuse'"),
        ("", "there is no fault ''"),
        ("throttle=30", "'30' is no share between 0 and 1 .such as 0.3."),
        ("throttle=2s", "throttle takes no duration: give a share such as 0.3"),
        ("throttle=", "'' is no share, no duration and neither an operation of dynamodb nor a function"),
        ("throttle:Qery", "'Qery' is no share, .* nor a function .of ServePages, ReceiveComments."),
        ("slow", "say how long, such as slow=2s"),
        ("slow=2", "'2' is no share between 0 and 1 .a duration has a unit, such as 2s or -20m."),
        ("slow=-2s", "nothing is faster than it can be"),
        ("skew=0.5", "'0.5' is no share between 0 and 1 .a duration has a unit"),
        ("skew", "say how long, such as skew=-20m"),
        ("skew=20m:ServePages", "skew takes no target"),
        ("poison:ServePages", "poison takes no target"),
        ("kill", "say which function: ServePages, ReceiveComments"),
        ("kill=Nobody", "'Nobody' is no share, no duration and no function .of ServePages, ReceiveComments."),
        ("s3:GetObject", "'GetObject' is no share"),
    ],
)
def test_what_is_no_fault_is_named_with_the_way_out(text, said):
    with pytest.raises(BadFault, match=f"^--fault {text}: {said}"):
        read_faults([text], FUNCTIONS)


def met(text: str, asked: Asked) -> list[Kind]:
    return [fault.kind for fault in Board(read_faults([text], FUNCTIONS)).met_by(asked)]


QUERY = Asked("ServePages", "dynamodb", "Query")


@pytest.mark.parametrize(
    ("text", "asked", "is_met"),
    [
        ("throttle", QUERY, True),
        ("throttle=0", QUERY, False),
        ("throttle:Query", QUERY, True),
        ("throttle:GetItem", QUERY, False),
        ("throttle:ServePages", QUERY, True),
        ("throttle:ReceiveComments", QUERY, False),
        ("s3", QUERY, False),
        ("s3", Asked("ServePages", "s3", "GET"), True),
        ("conflict", QUERY, False),
        ("conflict", Asked("ReceiveComments", "dynamodb", "TransactWriteItems"), True),
        ("kill=ServePages,1", Asked("ServePages", "s3", "GET"), True),
        ("kill=ServePages,1", Asked("ReceiveComments", "dynamodb", "Query"), False),
        ("skew=20m", QUERY, False),
        ("poison", QUERY, False),
    ],
)
def test_a_fault_is_met_by_those_whom_it_is_meant_for(text, asked, is_met):
    assert bool(met(text, asked)) == is_met


def test_a_share_of_the_requests_meets_it():
    board = Board(read_faults(["throttle=0.3"], FUNCTIONS), Random(1))
    assert sum(bool(list(board.met_by(QUERY))) for _ in range(1000)) == pytest.approx(300, abs=60)


def test_a_poisoned_batch_begins_with_a_record_that_holds_nothing_known():
    good = {"eventName": "REMOVE", "dynamodb": {"SequenceNumber": "0010", "Keys": {"pk": {"S": "a"}}}}
    poison, *rest = poisoned([good, good])
    assert rest == [good, good]
    assert (poison["eventName"], poison["dynamodb"]["SequenceNumber"]) == ("MODIFY", "0009")
    assert poison["dynamodb"]["NewImage"] == {"pk": {"S": "a"}, "poison": {"NULL": True}}
