"""Everything about a person, handed out and erased: afterwards the table is searched, byte by byte."""

import json
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest

from blog.acts import ActKind, Batch
from blog.comment import Comment, CommentState, Gap, Reason
from blog.word_counts import Lesson
from moderation.bayes import lessons
from storage import keys
from storage.learner import Learner
from storage.people import People, Receipt
from storage.settings_acts import SettingsActs
from storage.undoing import Undoing
from tests.support.blog import NOW, a_comment, an_article
from tests.support.counts import assert_counted
from tests.support.deciding import a_batch, decide, history
from tests.support.stores import Store

APPROVED, PENDING, SPAM, TRASH = CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM, CommentState.TRASH
ADDRESS = "Grace@Navy.example"
# Of whoever has this address: everything that must not be found afterwards.
TRACES = ("navy", "grace", "hopper", "nanosecond", "cobol", "admiral")


def hers(number: int, slug: str = "hello", **fields) -> Comment:
    said = {"name": "Grace Hopper", "email": "grace@navy.EXAMPLE", "text": f"One nanosecond, {number}"}
    return a_comment(slug, number, **(said | fields))


def people(store: Store) -> People:
    return People(store.client, store.name, lessons)


def erase(store: Store, batch: Batch, *, keep_places: bool = False) -> Receipt:
    return people(store).erase(ADDRESS, batch, keep_places=keep_places)


def having(store: Store) -> None:
    """A thread with her words in every state, edited, decided about and learned from; and somebody else's."""
    store.articles.save(an_article())
    first, alone = hers(1), hers(2)
    others = [a_comment(number=3, parent=first.path), a_comment(number=4)]
    held = [hers(5, state=PENDING, reasons=(Reason("words", "cobol", 60),)), hers(6, state=TRASH)]
    store.desk.bring_in("hello", [first, alone, *others, *held, hers(7, state=SPAM)])
    batch = a_batch()
    edited = replace(first, text="Corrected: 30 centimetres", url="https://admiral.example")
    store.desk.act(store.desk.find(first.id), edited, ActKind.EDIT, batch)
    for number, state in ((1, SPAM), (1, APPROVED), (2, APPROVED), (7, SPAM), (4, SPAM), (4, APPROVED)):
        comment = store.desk.find(a_comment(number=number).id)
        decide(store, comment, state, batch, why="by Hopper" if number < 3 else "")
    Learner(store.client, store.name).learn()
    store.desk.pin(store.desk.find(alone.id), batch)


def everything(store: Store) -> str:
    """All that is in the table, with what is compressed in it, in small letters."""
    held = store.items()
    packed = [zlib.decompress(value["B"]).decode() for item in held for value in item.values() if "B" in value]
    return json.dumps([held, packed], default=repr).casefold()


def traces(store: Store) -> list[str]:
    found = everything(store)
    return [trace for trace in TRACES if trace in found]


def test_all_that_is_known_of_a_person_is_handed_out(any_store):
    having(any_store)
    person = people(any_store).of(ADDRESS)
    assert [comment.id for comment in person.comments] == [hers(number).id for number in (1, 2, 5, 6, 7)]
    assert {comment.state for comment in person.comments} == set(CommentState)
    acts = [act.kind.value for act in person.acts]
    assert acts == ["edit", "spam", "approve", "approve", "pin", "spam"]
    assert (person.approved, person.settings) == (2, ())


def test_of_somebody_unknown_nothing_is_known(store):
    having(store)
    person = people(store).of("nobody@example.org")
    assert (person.comments, person.acts, person.approved, person.settings) == ((), (), 0, ())


def test_whoever_is_erased_has_left_nothing_but_the_gaps_that_answers_need(any_store):
    having(any_store)
    assert traces(any_store) == list(TRACES)
    receipt = erase(any_store, a_batch(1))
    assert traces(any_store) == []
    assert sorted(receipt.ids) == sorted(hers(number).id for number in (1, 2, 5, 6, 7))
    assert (receipt.batch, receipt.at, receipt.places_kept, receipt.settings) == (
        a_batch(1).id,
        NOW + timedelta(minutes=1),
        0,
        (),
    )
    assert [comment.gap for comment in any_store.desk.of_article("hello")] == [Gap.AUTHOR, None, None]
    assert not [item for item in any_store.items() if item["pk"]["S"] == keys.commenter(ADDRESS)]
    assert_counted(any_store)


def test_where_places_are_kept_every_comment_that_readers_saw_leaves_one(any_store):
    having(any_store)
    receipt = erase(any_store, a_batch(1), keep_places=True)
    assert traces(any_store) == []
    assert receipt.places_kept == 2
    gaps = [Gap.AUTHOR, None, Gap.AUTHOR, None]
    assert [comment.gap for comment in any_store.desk.of_article("hello")] == gaps
    assert_counted(any_store)


def test_what_was_learned_from_a_person_is_forgotten_and_what_others_taught_is_kept(store):
    having(store)
    erase(store, a_batch(1))
    counts = Learner(store.client, store.name).counts()
    assert (counts.spam, counts.ham, counts.words["words"]) == (0, 1, (0, 1))


def test_the_history_says_that_something_was_erased_and_not_what(store):
    having(store)
    erase(store, a_batch(1))
    acts = history(store).batch(a_batch(1).id)
    assert {(act.kind, act.who, act.why, act.words) for act in acts} == {(ActKind.ERASE, "keeper", "", None)}
    assert sorted(filter(None, (act.old for act in acts))) == sorted([APPROVED, APPROVED, PENDING, SPAM, TRASH])


def test_words_of_comments_that_went_by_themselves_go_from_the_history_too(store):
    having(store)
    refused = store.desk.find(hers(6).id)
    store.desk.act(refused, replace(refused, text="Other words"), ActKind.EDIT, a_batch())
    key = {"pk": {"S": keys.article("hello")}, "sk": {"S": keys.comment(refused.path, TRASH)}}
    store.client.delete_item(TableName=store.name, Key=key)
    erase(store, a_batch(1))
    assert traces(store) == []


def test_the_receipt_says_which_settings_still_have_the_address(store):
    having(store)
    store.settings.save({"blocked": "grace@navy.example; example.com", "title": "Navy"})
    assert erase(store, a_batch(1)).settings == ("blocked",)
    assert people(store).of(ADDRESS).settings == ("blocked",)


def test_in_the_history_of_settings_and_its_reasons_the_address_is_gone_and_stays_as_it_is_where_it_is_undone(store):
    having(store)
    (other,) = [each for each in store.desk.of_article("hello") if each.email and each.path == a_comment(number=4).path]
    settings, block, unblock = SettingsActs(store.client, store.name), a_batch(1), a_batch(2)
    settings.change({"blocked": "Grace@navy.example; miss-grace@NAVY.example.org", "likes": "off"}, block)
    settings.change({"blocked": "example.com", "likes": "on"}, unblock, why="grace@navy.example, again")
    decide(store, other, SPAM, unblock, why="blocked=grace@navy.example")
    assert people(store).of(ADDRESS).settings == ("blocked",)
    assert erase(store, a_batch(3)).settings == people(store).of(ADDRESS).settings == ()
    assert "grace@navy.example" not in everything(store).replace("miss-grace@navy.example.org", "")
    assert history(store).batch(block.id)[0].set_to["blocked"] == "(erased); miss-grace@NAVY.example.org"
    assert {act.why for act in history(store).batch(unblock.id)} == {"(erased), again", "blocked=(erased)"}
    *_, undone = Undoing(store.client, store.name, lessons).undo(unblock.id, a_batch(4))
    assert undone.stays == "blocked stays as it is: an address was erased from what it was"
    assert store.settings.read() == {"blocked": "example.com", "likes": "off"}


def test_what_is_moved_meanwhile_is_erased_too(store):
    store.articles.save(an_article())
    store.desk.bring_in("hello", [hers(1)])
    batch = a_batch()

    def moved_first(before: Comment, after: Comment) -> tuple[Lesson, ...]:
        if before.state is APPROVED:
            decide(store, before, SPAM, batch)
        return lessons(before, after)

    receipt = People(store.client, store.name, moved_first).erase(ADDRESS, a_batch(1), keep_places=False)
    assert (receipt.ids, traces(store)) == ((hers(1).id,), [])


@pytest.mark.slow
def test_stopped_anywhere_it_is_finished_by_the_next(store):
    for requests in range(16):
        slug, batch = f"article-{requests}", a_batch(3 * requests)
        store.articles.save(an_article(slug))
        first = hers(2 * requests, slug=slug)
        store.desk.bring_in(slug, [first, a_comment(slug, 2 * requests + 1, parent=first.path)])
        edited = store.desk.act(store.desk.find(first.id), replace(first, text="Other words"), ActKind.EDIT, batch)
        decide(store, edited, APPROVED, batch, why="by Hopper")
        with store.dies_after(requests):
            erase(store, a_batch(3 * requests + 1), keep_places=requests % 2 == 0)
        erase(store, a_batch(3 * requests + 2), keep_places=requests % 2 == 0)
        assert traces(store) == []
    assert_counted(store)
