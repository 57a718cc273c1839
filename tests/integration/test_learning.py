"""What decisions teach is counted exactly once, whoever counts it and however often that is stopped."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import batched
from random import Random
from string import ascii_letters

import pytest

from blog.acts import Batch, act_id
from blog.comment import CommentState
from blog.ids import make_id
from blog.word_counts import Lesson, WordCounts
from moderation.bayes import lessons, words_of
from moderation.submission import submitted
from storage.act_items import lessons_item
from storage.calls import call_batch_write
from storage.comment_desk import decided
from storage.learner import Learner
from storage.undoing import Undoing
from tests.support.blog import NOW, a_comment, an_article
from tests.support.stores import Store

APPROVED, PENDING, SPAM = CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM
LETTERS = ascii_letters + "äöüßéèêàçñ"
TEXTS = ("cheap pills", "a lamp in the night", "pills for lamps", "the keeper lights it")


def learner(store: Store) -> Learner:
    return Learner(store.client, store.name)


def decide_all(store: Store, states: tuple[CommentState, ...], minute: int) -> None:
    """One decision about each of the comments, the first of them first."""
    batch = Batch(make_id(NOW + timedelta(minutes=minute), 0), "keeper", NOW)
    for number, state in enumerate(states):
        comment = store.desk.find(a_comment(number=number).id)
        store.desk.decide(comment, state, batch, lessons=lessons(comment, decided(comment, state)))


def having(store: Store) -> None:
    store.articles.save(an_article())
    store.desk.bring_in("hello", [a_comment(number=n, text=text, state=PENDING) for n, text in enumerate(TEXTS)])


def recounted(store: Store) -> WordCounts:
    """From the decisions as they stand."""
    words = {state: Counter[str]() for state in (SPAM, APPROVED)}
    comments = Counter[CommentState]()
    for state, counts in words.items():
        for comment in store.desk.comments(state):
            comments[state] += 1
            counts.update(words_of(submitted(comment)))
    both = {word: (words[SPAM][word], words[APPROVED][word]) for word in words[SPAM] | words[APPROVED]}
    return WordCounts(both, comments[SPAM], comments[APPROVED])


def teach(store: Store, *taught: Lesson) -> None:
    """One decision for each lesson."""
    batch = make_id(NOW, 0)
    made = (lessons_item(act_id(batch, number), [lesson]) for number, lesson in enumerate(taught))
    call_batch_write(store.client, store.name, ({"PutRequest": {"Item": item}} for item in made))


def test_decisions_are_learned_changed_and_taken_back(any_store):
    having(any_store)
    for minute, states in enumerate([(SPAM, APPROVED, SPAM, PENDING), (APPROVED, SPAM, PENDING, SPAM), (PENDING,) * 4]):
        decide_all(any_store, states, minute)
        assert learner(any_store).learn() > 0
        assert learner(any_store).counts() == recounted(any_store)
    assert learner(any_store).learn() == 0


def test_what_is_undone_is_unlearned(store):
    having(store)
    decide_all(store, (SPAM, APPROVED, SPAM, APPROVED), 0)
    learner(store).learn()
    later = NOW + timedelta(hours=1)
    Undoing(store.client, store.name, lessons).undo(make_id(NOW, 0), Batch(make_id(later, 0), "keeper", later))
    learner(store).learn()
    assert learner(store).counts() == WordCounts()


def test_stopped_anywhere_it_is_finished_by_the_next(store):
    having(store)
    for requests in range(5):
        decide_all(
            store, (SPAM, APPROVED, SPAM, APPROVED) if requests % 2 else (APPROVED, SPAM, PENDING, SPAM), requests
        )
        with store.dies_after(requests):
            learner(store).learn()
        learner(store).learn()
        assert learner(store).counts() == recounted(store)


@pytest.mark.dynamodb_local
def test_learners_at_the_same_time_count_each_lesson_once(local_store):
    teach(local_store, *(Lesson((f"word{number % 3}", "all"), is_spam=number % 2 == 0) for number in range(300)))
    with ThreadPoolExecutor(4) as pool:
        learned = list(pool.map(lambda _: learner(local_store).learn(), range(4)))
    assert sum(learned) == 300
    words = {"all": (150, 150), "word0": (50, 50), "word1": (50, 50), "word2": (50, 50)}
    assert learner(local_store).counts() == WordCounts(words, 150, 150)


def test_what_is_taken_back_before_it_is_counted_is_nothing_in_the_end(store):
    teach(store, Lesson(("early",), is_spam=True, change=-1))
    learner(store).learn()
    assert learner(store).counts() == WordCounts({"early": (0, 0)})
    teach(store, Lesson(("early",), is_spam=True))
    learner(store).learn()
    assert learner(store).counts() == WordCounts()


def test_words_of_any_length_and_number_are_counted_as_far_as_they_fit_into_one_item(store):
    chance = Random(1)
    giants = tuple("".join(chances) for chances in (chance.choices(LETTERS, k=9_900) for _ in range(12)))
    words = (f"{number}" + "".join(chance.choices(LETTERS, k=90)) for number in range(2_000))
    for some in batched(words, 400, strict=True):
        teach(store, Lesson((*giants, "lamp", *some), is_spam=True))
        learner(store).learn()
    (item,) = [item for item in store.items() if item["pk"]["S"] == "WORDS"]
    counts = learner(store).counts()
    assert 50_000 < len(item["words"]["B"]) <= 100_000
    assert (counts.words["lamp"], counts.spam) == ((5, 0), 5)
    assert not counts.words.keys() & set(giants)


def test_learning_anew_replaces_what_was_learned_and_what_waits(store):
    teach(store, Lesson(("old",), is_spam=True))
    anew = WordCounts({"new": (1, 2)}, 1, 2)
    learner(store).replace(anew)
    assert learner(store).learn() == 0
    assert learner(store).counts() == anew
