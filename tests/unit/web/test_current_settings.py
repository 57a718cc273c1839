from datetime import timedelta
from threading import Event

import pytest

from blog.errors import TooBusy
from blog.settings import Settings
from tests.support.blog import NOW
from web.current_settings import MAX_AGE, CurrentSettings


class Table:
    """Counts how often it is asked, and answers when it may."""

    def __init__(self) -> None:
        self.title = "First"
        self.asked = 0
        self.busy = False
        self.may_answer = Event()
        self.may_answer.set()

    def settings(self) -> dict[str, str]:
        self.asked += 1
        self.may_answer.wait(10)
        if self.busy:
            raise TooBusy
        return {"title": self.title}


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(table, clock) -> CurrentSettings:
    return CurrentSettings(table.settings, clock)


def ask(settings: CurrentSettings) -> str:
    settings.begin()
    return settings.get().title


def test_many_requests_ask_once(settings, table):
    assert [ask(settings) for _ in range(5)] == ["First"] * 5
    assert table.asked == 1


def test_a_change_is_seen_by_the_first_request_after_their_time(settings, table, clock):
    ask(settings)
    table.title = "Second"
    clock.now += MAX_AGE
    assert ask(settings) == "First"
    clock.now += timedelta(seconds=1)
    assert ask(settings) == "Second"
    assert table.asked == 2


def test_asking_again_keeps_nobody_waiting_until_the_page_is_there(settings, table, clock):
    ask(settings)
    clock.now += 2 * MAX_AGE
    table.may_answer.clear()
    settings.begin()
    assert settings.known().title == "First"
    table.may_answer.set()
    assert settings.get().title == "First"


def test_a_request_that_needs_no_settings_leaves_the_answer_to_the_next(settings, table):
    settings.begin()
    settings.begin()
    assert ask(settings) == "First"
    assert table.asked == 1


def test_an_answer_that_nobody_took_is_not_taken_for_new(settings, table, clock):
    settings.begin()
    clock.now += timedelta(hours=2)
    table.title = "Second"
    assert ask(settings) == "Second"


def test_where_the_table_is_too_busy_the_settings_of_before_hold(settings, table, clock):
    ask(settings)
    clock.now += 2 * MAX_AGE
    table.busy = True
    assert ask(settings) == "First"


def test_a_clock_that_was_put_back_does_not_make_them_last(settings, table, clock):
    ask(settings)
    clock.now -= timedelta(minutes=20)
    table.title = "Second"
    assert ask(settings) == "Second"


def test_who_can_do_without_gets_the_spare_ones_and_knows_it(table, clock):
    settings = CurrentSettings(table.settings, clock, spare=Settings(title="Spare"))
    table.busy = True
    assert (ask(settings), settings.are_known()) == ("Spare", False)
    table.busy = False
    assert (ask(settings), settings.are_known()) == ("First", True)


def test_without_any_settings_it_says_that_it_is_busy(settings, table):
    table.busy = True
    settings.begin()
    with pytest.raises(TooBusy):
        settings.get()
    table.busy = False
    assert ask(settings) == "First"
