from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from blog.comment import CommentState, Reason
from blog.word_counts import Lesson, WordCounts
from moderation.bayes import learned, lessons, top_words, words_of
from moderation.submission import Submission, submitted
from tests.support.blog import a_comment

OWNER = (Reason("owner"),)


def sent(text, **fields):
    return Submission(slug="a", text=text, **fields)


def taught(spam, ham, times=1):
    counts = Counter()
    for texts, which in ((spam, 0), (ham, 1)):
        for text in texts:
            counts.update({(word, which): times for word in words_of(sent(text))})
    words = {word: (counts[word, 0], counts[word, 1]) for word, _ in counts}
    return WordCounts(words, len(spam) * times, len(ham) * times)


SPAM = ["cheap casino bonus", "casino loans today", "win casino money"]
HAM = ["the lamp needs oil", "my lamp is old", "where is the wick"]


def weight(text, counts):
    return sum(each.weight for each in learned(sent(text), counts))


def test_words_are_folded_and_each_stands_once():
    words = words_of(sent("Ｃasino, CASINO casino. A grün"))
    assert [word for word in words if word.isalpha()] == ["casino", "grun"]


def test_where_links_lead_who_writes_and_how_it_looks_are_words_too():
    words = words_of(sent("BUY https://Shop.example/x $50!", name="Best Shop", email="who@Mail.example", url=""))
    assert {"link:shop.example", "link:.example", "name:best", "name:shop", "mail:mail.example"} <= set(words)
    assert {"~links: 1", "~money", "~!: 1", "^buy", "~no website"} <= set(words)
    assert not any("who" in word for word in words)


def test_what_is_written_without_gaps_is_told_by_pairs_and_the_endless_by_being_so():
    assert words_of(sent("网上赌博"))[:3] == ("网上", "上赌", "赌博")
    assert words_of(sent("x" * 5_000))[0] == "~endless"


def test_disguised_words_are_learned_as_what_they_say():
    assert {"casino", "viagra"} <= set(words_of(sent("c a s i n o v1agra")))


def test_a_very_long_text_is_known_by_its_beginning_and_end():
    words = words_of(sent(" ".join(f"word{number}" for number in range(2_000))))
    assert "word0" in words and "word1999" in words and "word1000" not in words and len(words) < 400


@pytest.mark.parametrize(
    "text",
    [
        "http://" + "a." * 120 + "example",
        "".join(map(chr, range(0x4E00, 0x4E00 + 10_000))),
        " ".join(map(chr, range(0x4E00, 0x4E00 + 5_000))),
        "\ufdfa" * 10_000,
        " ".join(f"http://{'x' * 60}{number}.{'y' * 60}.example/" for number in range(70)),
    ],
)
def test_no_comment_teaches_many_words_or_long_ones(text):
    words = words_of(sent(text, name="n" * 80, email=f"a@{'m' * 60}.{'m' * 60}.example"))
    assert len(words) < 700 and max(map(len, words)) <= len("link:") + 63


def test_markup_of_imported_comments_is_no_word():
    words = words_of(sent('<p class="intro">Lamp</p><a href="https://a.example">b</a>', is_html=True))
    assert "lamp" in words and "link:a.example" in words and not {"intro", "class", "href"} & set(words)


def test_it_says_what_it_was_taught_and_why():
    (found,) = learned(sent("casino bonus now"), taught(SPAM, HAM, 40))
    assert found.weight >= 50 and found.evidence.startswith("reads like spam: casino, bonus")
    (found,) = learned(sent("the lamp and the wick"), taught(SPAM, HAM, 40))
    assert found.weight == -30 and "what you approved: " in found.evidence and "lamp" in found.evidence


@pytest.mark.parametrize("counts", [WordCounts(), taught(SPAM, []), taught([], HAM)])
def test_it_is_silent_as_long_as_it_knows_only_one_side(counts):
    assert weight("casino bonus", counts) == 0


def test_the_fewer_decisions_the_softer_it_speaks():
    weights = [weight("casino bonus", taught(SPAM, HAM, times)) for times in (1, 4, 40)]
    assert weights == sorted(weights) and weights[0] < 25 and weights[-1] > 50


def test_it_never_weighs_more_than_two_rules_do():
    assert weight("casino", taught(["casino"] * 5_000, HAM * 2_000)) == 110


def test_a_word_seen_once_says_nothing_where_its_side_is_the_larger_one():
    counts = WordCounts({"rare": (1, 0)}, spam=300, ham=100)
    assert abs(weight("rare", counts)) <= 6


def test_a_word_of_which_everything_was_taken_back_says_nothing():
    assert weight("gone", WordCounts({"gone": (0, 0)}, spam=900, ham=20)) == 0


def decided(state, **fields):
    return a_comment(state=state, reasons=OWNER, **({"text": "casino"} | fields))


UNDECIDED = a_comment(state=CommentState.PENDING, text="casino")
WORDS = words_of(submitted(UNDECIDED))


@pytest.mark.parametrize(("state", "is_spam"), [(CommentState.SPAM, True), (CommentState.APPROVED, False)])
def test_a_decision_is_a_lesson(state, is_spam):
    assert lessons(UNDECIDED, decided(state)) == (Lesson(WORDS, is_spam, 1),)
    assert lessons(decided(state), UNDECIDED) == (Lesson(WORDS, is_spam, -1),)


def test_a_changed_decision_takes_the_old_one_back():
    spam, ham = decided(CommentState.SPAM), decided(CommentState.APPROVED)
    assert lessons(ham, spam) == (Lesson(WORDS, False, -1), Lesson(WORDS, True, 1))
    assert lessons(spam, decided(CommentState.TRASH)) == (Lesson(WORDS, True, -1),)


def test_what_rules_decided_or_nobody_changed_teaches_nothing():
    spam = decided(CommentState.SPAM)
    assert lessons(spam, replace(spam, pinned=True)) == ()
    assert lessons(UNDECIDED, replace(UNDECIDED, state=CommentState.SPAM)) == ()
    assert lessons(UNDECIDED, decided(CommentState.PENDING)) == ()
    assert lessons(UNDECIDED, decided(CommentState.APPROVED, by_author=True)) == ()


def test_other_words_under_the_same_decision_are_learned_instead():
    before, after = decided(CommentState.APPROVED), decided(CommentState.APPROVED, text="lamp")
    assert [(each.is_spam, each.change) for each in lessons(before, after)] == [(False, -1), (False, 1)]


def test_lessons_and_their_undoing_leave_nothing_behind():
    states = [UNDECIDED, *map(decided, (CommentState.SPAM, CommentState.APPROVED, CommentState.TRASH)), UNDECIDED]
    total = Counter()
    for before, after in pairwise(states):
        for lesson in lessons(before, after):
            total.update({(word, lesson.is_spam): lesson.change for word in lesson.words})
    assert set(total.values()) == {0}


def test_the_top_words_are_those_that_tell_most():
    top = top_words(
        WordCounts({"casino": (9, 0), "win": (3, 1), "the": (5, 5), "oil": (1, 4), "lamp": (0, 9)}, 10, 10), 2
    )
    assert top.spam == (("casino", 9, 0), ("win", 3, 1))
    assert top.ham == (("lamp", 0, 9), ("oil", 1, 4))
    assert top_words(WordCounts({"the": (5, 5)}, 10, 10), 5) == top_words(WordCounts(), 5) == ((), ())
