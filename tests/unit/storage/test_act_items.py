"""Acts and lessons there and back, whatever is in them."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from blog.acts import Act, ActKind, Words, act_id
from blog.comment import CommentState, Reason
from blog.ids import make_id
from blog.word_counts import Lesson, WordCounts
from storage import act_items, word_items

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WORDS = TEXT.filter(bool)
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))
IDS = st.builds(make_id, TIMES, st.integers(0, 2**30))
ACT_IDS = st.builds(act_id, IDS, st.integers(0, 999_999))
PATHS = st.lists(IDS, min_size=1, max_size=3).map("/".join)
PLACES = st.tuples(st.just("hello"), PATHS) | st.just(("hello", "")) | st.just(("", ""))
TEXTS = st.dictionaries(WORDS, st.none() | TEXT, max_size=3)
STATES = st.none() | st.sampled_from(CommentState)
REASONS = st.builds(Reason, WORDS, TEXT, st.integers(-99, 99))
COUNTS = st.integers(-3, 3)


@st.composite
def acts(draw: st.DrawFn) -> Act:
    slug, path = draw(PLACES)
    return Act(
        id=draw(ACT_IDS),
        at=draw(TIMES),
        kind=draw(st.sampled_from(ActKind)),
        who=draw(WORDS),
        why=draw(TEXT),
        slug=slug,
        path=path,
        old=draw(STATES),
        new=draw(STATES),
        words=draw(st.none() | st.builds(Words, name=TEXT, url=TEXT, text=TEXT, edited_at=st.none() | TIMES)),
        reasons=draw(st.none() | st.lists(REASONS, max_size=2).map(tuple)),
        pinned=draw(st.booleans()),
        settings=draw(TEXTS),
        set_to=draw(TEXTS),
        undoes=draw(st.just("") | ACT_IDS),
    )


@given(acts())
def test_an_act_comes_back_as_it_was(act):
    assert act_items.read_act(act_items.act_item(act)) == act


@given(st.lists(st.builds(Lesson, st.lists(TEXT, max_size=5).map(tuple), st.booleans(), st.sampled_from([1, -1]))))
def test_lessons_come_back_as_they_were(lessons):
    assert act_items.read_lessons(act_items.lessons_item("an id", lessons)) == tuple(lessons)


@given(st.builds(WordCounts, st.dictionaries(TEXT, st.tuples(COUNTS, COUNTS)), COUNTS, COUNTS))
def test_counts_come_back_as_they_were_but_are_never_shown_below_zero(counts):
    item = word_items.counts_item(counts)
    assert word_items.stored_counts(item) == counts
    shown = {word: (max(0, spam), max(0, ham)) for word, (spam, ham) in counts.words.items()}
    assert word_items.read_counts(item) == WordCounts(shown, max(0, counts.spam), max(0, counts.ham))


def test_where_nothing_was_learned_nothing_is_counted():
    assert word_items.read_counts(word_items.KEY) == WordCounts()


def test_the_words_of_the_fewest_comments_are_left_out():
    counts = WordCounts({f"word {number:05}": (number % 7, 1) for number in range(word_items.MOST_WORDS + 7)}, 6, 1)
    kept = word_items.read_counts(word_items.counts_item(counts)).words
    assert len(kept) == word_items.MOST_WORDS
    assert {counts.words[word] for word in counts.words.keys() - kept.keys()} == {(0, 1)}
