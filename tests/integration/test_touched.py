"""Every address of a small blog, before and after each kind of change: what answers otherwise was told to be so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from blog.lists import ListKind, ListRef
from blog.touched import feeds_of
from follow_changes.cdn_paths import cdn_paths
from follow_changes.changes import Written
from lamppost.touching import kinds_of_change
from tests.support.blog import AUTHOR, NOW, a_comment, add, moderate
from tests.support.crawled import Crawled, Rule, crawled, idle, missed
from tests.support.deciding import a_batch
from tests.support.stores import moto_store

type Act = Callable[[Crawled], object]


@dataclass(frozen=True)
class Step:
    """A change, and what is told though it answers as before. What it tells is argued below, or beside the step."""

    name: str
    act: Act
    idle: frozenset[str] = frozenset()


def publishing(slug: str, **fields: object) -> Act:
    def act(site: Crawled) -> None:
        site.blog.publish(slug, **fields)
        site.store.articles.link_articles()

    return act


def doing(name: str, *arguments: object) -> Act:
    """What the owner does with articles, and then tells the others."""

    def act(site: Crawled) -> None:
        getattr(site.store.articles, name)(*arguments)
        site.store.articles.link_articles()

    return act


def on_night(number: int, **fields: object):
    return a_comment("night", number=number, **fields)


def commenting(number: int, **fields: object) -> Act:
    return lambda site: add(site.store, on_night(number, **fields))


def moderating(number: int, state: CommentState) -> Act:
    return lambda site: moderate(site.store, site.store.desk.find(on_night(number).id), state)


def pinning(number: int) -> Act:
    return lambda site: site.store.desk.pin(site.store.desk.find(on_night(number).id), a_batch(number))


def setting(**texts: str) -> Act:
    return lambda site: site.store.settings.save(texts)


def describing(kind: ListKind, slug: str) -> Act:
    return lambda site: site.store.articles.describe_list(ListRef(kind, slug), "About it.")


def feeds(*of: str) -> frozenset[str]:
    return frozenset(feed for path in of for feed in feeds_of(path))


def days(ago: int) -> datetime:
    return NOW - timedelta(days=ago)


# A head says that its article's words have changed, and not which of them: feeds show no biography, and nothing sticky.
NIGHTS_FEEDS = feeds("", "/2026", "/2026/11", "/author/keeper", "/tag/lamps", "/tag/straße", "/category/light")
# A month's count may split its part of the sitemap into days.
SITEMAP = frozenset({"/sitemap.xml"})
# A comment's record does not say what was there before it; feeds show no pin.
COMMENT_FEEDS = feeds("/comments", "/comments/night")
NIGHT = {"tags": ("Lamps", "Straße"), "categories": ("Light",), "published_at": days(3)}
STEPS = (
    Step("publish", publishing("night", **NIGHT)),
    Step("edit the text", publishing("night", **NIGHT, body="<p>Other words.</p>")),
    Step("edit the title", publishing("night", **NIGHT, title="Dusk")),
    Step("edit the summary", publishing("night", **NIGHT, title="Dusk", summary="Another.")),
    Step("say that it was updated", publishing("night", **NIGHT, title="Dusk", summary="Another.", updated_at=NOW)),
    Step("edit the tags", publishing("night", **NIGHT | {"tags": ("Lamps", "Oil")}, title="Dusk", updated_at=NOW)),
    # Its neighbours know its category, which is in no address under this pattern.
    Step(
        "edit the category",
        publishing(
            "night", **NIGHT | {"tags": ("Lamps", "Oil"), "categories": ("Dark",)}, title="Dusk", updated_at=NOW
        ),
        frozenset({"/post-0", "/post-1", "/other"}),
    ),
    Step("edit the date", publishing("night", **NIGHT | {"published_at": days(40)})),
    # Of the feeds of its comments, that in JSON does not say when they could begin.
    Step("back to the first date", publishing("night", **NIGHT), frozenset({"/comments/night/feed.json"})),
    # The page of a sticky article does not say so.
    Step("stick it", publishing("night", **NIGHT, sticky=True), NIGHTS_FEEDS | {"/night"}),
    Step("unstick it", publishing("night", **NIGHT), NIGHTS_FEEDS | {"/night"}),
    Step("say more of its author", publishing("night", **NIGHT, author=replace(AUTHOR, bio="Sleeps.")), NIGHTS_FEEDS),
    Step("comment", commenting(1)),
    Step("answer", commenting(2, parent=on_night(1).path)),
    Step("a comment is held", commenting(3, state=CommentState.PENDING)),
    Step("approve it", moderating(3, CommentState.APPROVED)),
    Step("pin it", pinning(3), COMMENT_FEEDS),
    Step("delete it", moderating(3, CommentState.TRASH)),
    Step("a gap is left", moderating(1, CommentState.SPAM)),
    Step("lock the discussion", lambda site: site.store.desk.lock("night", a_batch(9))),
    Step("unlock it", lambda site: site.store.desk.unlock("night", a_batch(10))),
    Step("like", lambda site: site.blog.like("night")),
    # The cloud of tags shows no descriptions.
    Step("describe a tag", describing(ListKind.TAG, "lamps"), frozenset({"/tags"})),
    Step("describe a category", describing(ListKind.CATEGORY, "light")),
    Step("describe a month", describing(ListKind.MONTH, "2026-11")),
    Step("rename", doing("rename", "night", "dusk")),
    Step("remember addresses", doing("remember_addresses", {"/once": "dusk", "/?p=7": "dusk"})),
    Step("remember a list", doing("remember_lists", {"/tag/lanterns": ListRef(ListKind.TAG, "lamps")})),
    Step("unlist", publishing("dusk", **NIGHT, state=ArticleState.UNLISTED), SITEMAP),
    Step("list again", publishing("dusk", **NIGHT), SITEMAP),
    Step("draft", publishing("draft", state=ArticleState.DRAFT)),
    Step("schedule", publishing("draft", state=ArticleState.SCHEDULED, published_at=NOW, expires_at=days(-1))),
    Step("its time comes", doing("keep_time", "draft", NOW), SITEMAP),
    Step("its time is over", doing("keep_time", "draft", days(-2)), SITEMAP),
    Step("a static page", publishing("about", kind=ArticleKind.PAGE)),
    # It stands there for a moment, until it is told what is above it.
    Step("a page below", publishing("us", kind=ArticleKind.PAGE, parent="about"), frozenset({"/us"})),
    Step("the title of the page above", publishing("about", kind=ArticleKind.PAGE, title="We")),
    Step("the page above goes", doing("delete", "about")),
    Step("menu", setting(menu="Us = /us")),
    Step("words that hold comments", setting(held_words="casino")),
    Step("pattern of addresses", setting(permalinks="/{year}/{month}/{slug}")),
    Step("edit a date that is in the address", publishing("dusk", **NIGHT | {"published_at": days(80)})),
    Step("comment there", lambda site: add(site.store, a_comment("dusk", number=20))),
    Step("edit the title there", publishing("dusk", **NIGHT | {"published_at": days(80)}, title="Late")),
    Step("delete", doing("delete", "dusk")),
)
# These in every run; all of them where there is time.
OFTEN = ("publish", "comment")


@pytest.fixture
def site(store) -> Iterator[Crawled]:
    with crawled(store) as made:
        prepare(made)
        yield made


def prepare(made: Crawled) -> None:
    made.addresses |= {"/once", "/?p=7", "/tag/lanterns"}
    made.addresses |= {f"/sitemap-2026-{day}.xml" for day in ("11-19", "11-22", "11-12", "10-13", "09-03")}
    made.store.settings.save({"articles_per_page": "2"})
    for number in range(2):
        made.blog.publish(f"post-{number}", tags=("Lamps",), published_at=days(10 + number))
    made.blog.publish("other", tags=("Lamps",), published_at=days(400))
    add(made.store, a_comment("other", number=100))
    made.store.articles.link_articles()
    made.records()


def hold(site: Crawled, *steps: Step) -> None:
    before, lacking, needless = site.seen(), {}, {}
    for step in steps:
        step.act(site)
        told = site.touched(site.records())
        after = site.seen()
        lacking[step.name] = missed(site, before, after, told)
        needless[step.name] = idle(before, after, told) - step.idle
        before = after
    assert {name: found for name, found in lacking.items() if found} == {}
    assert {name: found for name, found in needless.items() if found} == {}


def test_what_answers_otherwise_was_told_and_what_was_told_answers_otherwise(site):
    hold(site, *(step for step in STEPS if step.name in OFTEN))


@pytest.mark.slow
def test_so_it_is_after_every_kind_of_change(site):
    hold(site, *STEPS)


@pytest.fixture(scope="module")
def busy_day(stack) -> tuple[list[Written], Rule]:
    """The records of a busy day, and the rule as it is when it is over."""
    with moto_store(stack) as store, crawled(store) as made:
        prepare(made)
        for step in STEPS[:3] + STEPS[12:18]:
            step.act(made)
        batch = made.batch(made.records())
        return batch, made.rule(batch)


@settings(max_examples=20)
@given(st.data())
def test_in_any_order_and_however_often_told_the_same_is_touched(busy_day, data):
    batch, rule = busy_day
    again = data.draw(st.lists(st.sampled_from(batch), max_size=20))
    shuffled = data.draw(st.permutations([*batch, *again]))
    assert len(rule(batch)) > 40
    assert rule(shuffled) == rule(batch)
    assert cdn_paths(rule(shuffled)) == cdn_paths(rule(batch))


SAMPLES: dict[str, Act] = {
    "title": lambda site: site.blog.publish("night", **NIGHT, title="Dusk"),
    "summary": lambda site: site.blog.publish("night", **NIGHT, summary="Another."),
    "text": lambda site: site.blog.publish("night", **NIGHT, body="<p>Other words.</p>"),
    "when it was updated": lambda site: site.blog.publish("night", **NIGHT, updated_at=NOW),
    "its author's name": lambda site: site.blog.publish("night", **NIGHT, author=replace(AUTHOR, name="Keeper")),
    "tags and categories": lambda site: site.blog.publish("night", published_at=days(3)),
    "a comment comes or goes": commenting(1),
    "a like": lambda site: site.blog.like("night"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_of_a_change_touches_what_the_stream_says_of_a_real_one(store, name):
    with crawled(store) as site:
        for slug in ("other", "night"):
            site.blog.publish(slug, **NIGHT)
        site.records()
        article = store.table.summary("night")
        (kind,) = [each for each in kinds_of_change(article) if each.name == name]
        SAMPLES[name](site)
        assert set(kind.touches("/{slug}", {"night": article})) == site.touched(site.records())


@pytest.mark.parametrize("act", ["publish", "delete"])
def test_a_sample_of_coming_and_going_does_too(store, act):
    with crawled(store) as site:
        site.blog.publish("other", **NIGHT)
        site.blog.publish("night", **NIGHT | {"published_at": days(2)})
        (kind, *_) = kinds_of_change(store.table.summary("night"))
        told = site.touched(site.records())
        if act == "delete":
            store.articles.delete("night")
            told = site.touched(site.records()) | {"/sitemap-lists.xml"}
        sample = set(kind.touches("/{slug}", {}))
        # What the other article brought with it, which was written in the same batch.
        others = {*feeds_of("/comments/other"), "/other", "/sitemap-2026-11-19.xml"}
        assert (sample - told, told - sample - others) == (set(), set())
