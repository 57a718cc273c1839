"""What commands print, on a terminal and elsewhere."""

import pytest

from lamppost.output import counted, harmless, print_table, shortened

ROWS = [("1", "[red]a[/red]\tb\nc"), ("2", "\x1b[31m\u202edrawkcab")]


def test_elsewhere_a_row_is_a_line_and_its_cells_stand_between_tabs(capsys: pytest.CaptureFixture[str]):
    print_table(("ID", "Words"), ROWS)
    assert capsys.readouterr().out == "1\t[red]a[/red] b c\n2\t�[31m�drawkcab\n"


def test_on_a_terminal_a_table_has_a_header_and_words_stay_words(capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    print_table(("ID", "Words"), ROWS)
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert "ID" in lines[0] and "Words" in lines[0]
    assert lines[1:] == ["1   [red]a[/red] b c", "2   �[31m�drawkcab"]


def test_a_heading_stands_above_a_table_and_only_on_a_terminal(capsys, monkeypatch: pytest.MonkeyPatch):
    print_table(("ID", "Words"), [("1", "a")], "Site")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    print_table(("ID", "Words"), [("1", "a")], "Site", err=True)
    printed = capsys.readouterr()
    assert printed.out == "1\ta\n"
    assert "Site" in printed.err.splitlines()[0]


def test_what_is_copied_into_the_next_command_is_never_broken(capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "30")
    print_table(("ID", "Words"), [("01m82gdrg4j6c3jc", "many words " * 9)])
    assert "01m82gdrg4j6c3jc" in capsys.readouterr().out


def test_things_are_counted_in_words():
    assert (counted(1, "comment"), counted(2, "comment")) == ("1 comment", "2 comments")


def test_long_words_are_shortened_to_a_line():
    assert shortened("one\ntwo", 7) == "one two"
    assert shortened("one two three", 8) == "one two…"


def test_what_a_terminal_would_obey_is_made_visible():
    assert harmless("a\tb\nc\x07\x9b\u2066") == "a\tb\nc���"
