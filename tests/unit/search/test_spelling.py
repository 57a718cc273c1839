"""Did you mean …: what is proposed for a word that nobody wrote."""

import pytest


@pytest.fixture
def written(index):
    index.article("one", "<p>The lamppost stands in a street, lit all night. Café, Ελλάδα.</p>", title="Streets")
    index.article("two", "<p>streets streets street</p>", title="Another street")
    index.comment("two", "A gaslight is quieter.")
    return index


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lampost", "lamppost"),  # a letter less
        ("lampppost", "lamppost"),  # one more
        ("lamqpost", "lamppost"),  # another one
        ("lampopst", "lamppost"),  # two exchanged
        ("lamppots", "lamppost"),
        ("lamp-post", ""),  # each is a word of its own
        ("gaslihgtt", "gaslight"),  # in a comment, twice wrong
        ("sttreet", "street"),
        ("nigth", "night"),
        ("Lampost nigth", "lamppost night"),
        ("ελλαδο", "ελλαδα"),
        ("cafx", "cafe"),
        ("zzzzzz", ""),
        ("x1y2", ""),
        ("東京", ""),
        ("", ""),
    ],
)
def test_the_nearest_word_that_was_written(written, typed, meant):
    found = written.search(typed)
    assert (found.total, found.meant) == (0, meant)


def test_of_equally_near_words_the_one_that_stands_in_more_places(index):
    index.article("one", "<p>night</p>", title="x")
    for number in range(3):
        index.article(f"number-{number}", "<p>light</p>", title="x")
    assert index.search("sight").meant == "light"


def test_only_the_wrong_word_is_changed_and_the_rest_stays_as_typed(written):
    assert written.search('Lit "in a streeet" -gas').meant == 'Lit "in a street" -gas'


def test_what_finds_something_is_not_corrected(written):
    assert written.search("streets").meant == ""
    assert written.search("stree").meant == ""  # the beginning of a word


def test_a_word_that_is_no_longer_anywhere_is_not_proposed(index):
    index.article("one", "<p>lamppost</p>", title="x")
    index.write(lambda writer: writer.put_body("one", "<p>else</p>"))
    assert index.search("lampost").meant == ""


def test_words_that_are_there_but_never_together_are_no_mistake(written):
    assert written.search("gaslight lamppost").meant == ""


def test_nothing_is_proposed_that_would_find_nothing(written):
    assert written.search("gaslihgt lamppost").meant == ""
