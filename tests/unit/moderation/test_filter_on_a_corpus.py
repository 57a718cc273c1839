"""Floors a little below what `make bench` reports: the counts are the same on every machine."""

import pytest

from tests.performance.spam import score
from tests.performance.spam_corpus import SELF_MADE, mails, self_made


@pytest.fixture(scope="module")
def comments():
    return self_made()


def test_the_corpora_are_large_in_the_order_of_time_and_always_the_same(comments):
    real = mails()
    assert len(comments) == SELF_MADE and len(real) == 2_232
    for each in (comments, real):
        assert [one.at for one in each] == sorted(one.at for one in each)
    assert comments == self_made()


def test_two_hundred_decisions_on_self_made_comments_teach_enough(comments):
    after = score(comments, 200)
    assert after.precision >= 0.98 and after.recall >= 0.93
    assert (after.refused, after.lost_ham) == (0, 0)


def test_rules_alone_hold_more_than_half_of_it_and_refuse_nothing(comments):
    alone = score(comments, 0)
    assert alone.recall >= 0.55 and alone.precision >= 0.85 and alone.refused == 0


def test_two_hundred_decisions_tell_real_mails_apart_too():
    after = score(mails(), 200)
    assert after.precision >= 0.95 and after.recall >= 0.8
    assert after.refused == 0 and after.lost_ham <= 2


def test_whoever_goes_on_deciding_holds_less_ham():
    after = score(mails(), 200, goes_on=True)
    assert after.precision >= 0.98 and after.recall >= 0.74
