"""What commands print, on a terminal and elsewhere."""

import pytest

from lamppost.output import harmless, print_table, shortened

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


def test_long_words_are_shortened_to_a_line():
    assert shortened("one\ntwo", 7) == "one two"
    assert shortened("one two three", 8) == "one two…"


def test_what_a_terminal_would_obey_is_made_visible():
    assert harmless("a\tb\nc\x07\x9b\u2066") == "a\tb\nc���"
