"""Every address of a small blog, before and after each kind of change: what answers otherwise was told to be so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from blog.lists import ListKind, ListRef
from tests.support.blog import AUTHOR, NOW, a_comment, add, moderate
from tests.support.crawled import Crawled, crawled, differing, is_told
from tests.support.deciding import a_batch


@dataclass(frozen=True)
class Step:
    """A change, and the paths that are told though they answer as before; why is said where they are named."""

    name: str
    act: Callable[[Crawled], object]
    idle: frozenset[str] = field(default_factory=frozenset)


def of(number: int, **more):
    return a_comment("night", number=number, **more)


def publish(slug: str, **more) -> Callable[[Crawled], object]:
    def act(site: Crawled) -> None:
        site.blog.publish(slug, **more)
        site.store.articles.link_articles()

    return act


def feeds(path: str) -> set[str]:
    return {f"{path}/{name}" for name in ("rss.xml", "atom.xml", "feed.json")}


def desk(act: str, number: int, *more: object) -> Callable[[Crawled], object]:
    def decide(site: Crawled) -> None:
        site.store.desk
        getattr(site.store.desk, act)(site.store.desk.find(of(number).id), a_batch(number), *more)

    return decide


NIGHT = {"tags": ("Lamps", "Straße"), "categories": ("Light",), "published_at": NOW - timedelta(days=3)}
STEPS = [
    Step("publish", publish("night", **NIGHT)),
    Step("edit text", publish("night", **NIGHT, body="<p>Other words.</p>")),
    Step("edit title", publish("night", **NIGHT, title="Dusk")),
    Step("edit summary", publish("night", **NIGHT, title="Dusk", summary="Another.")),
    Step("update", publish("night", **NIGHT, title="Dusk", updated_at=NOW)),
    Step("edit tags", publish("night", **NIGHT | {"tags": ("Lamps", "Oil")}, title="Dusk")),
    Step("edit category", publish("night", **NIGHT | {"categories": ("Dark",)}, title="Dusk")),
    Step("edit date", publish("night", **NIGHT | {"published_at": NOW - timedelta(days=40)})),
    Step("stick", publish("night", **NIGHT, sticky=True)),
    Step("author", publish("night", **NIGHT, author=replace(AUTHOR, bio="Sleeps."))),
    Step("comment", lambda site: add(site.store, of(1))),
    Step("answer", lambda site: add(site.store, of(2, parent=of(1).path))),
    Step("held", lambda site: add(site.store, of(3, state=CommentState.PENDING))),
    Step("approve", lambda site: moderate(site.store, site.store.desk.find(of(3).id), CommentState.APPROVED)),
    Step("pin", desk("pin", 3)),
    Step("delete comment", lambda site: moderate(site.store, site.store.desk.find(of(3).id), CommentState.TRASH)),
    Step("leave a gap", lambda site: moderate(site.store, site.store.desk.find(of(1).id), CommentState.SPAM)),
    Step("lock", lambda site: site.store.desk.lock("night", a_batch(9))),
    Step("unlock", lambda site: site.store.desk.unlock("night", a_batch(10))),
    Step("like", lambda site: site.blog.like("night")),
    Step("describe tag", lambda site: site.store.articles.describe_list(ListRef(ListKind.TAG, "lamps"), "Of lamps.")),
    Step("describe month", lambda site: site.store.articles.describe_list(ListRef(ListKind.MONTH, "2026-11"), "Fog.")),
    Step("rename", lambda site: (site.store.articles.rename("night", "dusk"), site.store.articles.link_articles())),
    Step("old address", lambda site: site.store.articles.remember_addresses({"/once": "dusk", "/?p=7": "dusk"})),
    Step(
        "old list", lambda site: site.store.articles.remember_lists({"/tag/lanterns": ListRef(ListKind.TAG, "lamps")})
    ),
    Step("unlist", publish("dusk", **NIGHT, state=ArticleState.UNLISTED)),
    Step("list", publish("dusk", **NIGHT)),
    Step("draft", publish("draft", state=ArticleState.DRAFT)),
    Step(
        "schedule", publish("draft", state=ArticleState.SCHEDULED, published_at=NOW, expires_at=NOW + timedelta(days=1))
    ),
    Step("come", lambda site: (site.store.articles.keep_time("draft", NOW), site.store.articles.link_articles())),
    Step(
        "end",
        lambda site: (
            site.store.articles.keep_time("draft", NOW + timedelta(days=2)),
            site.store.articles.link_articles(),
        ),
    ),
    Step("page", publish("about", kind=ArticleKind.PAGE)),
    Step("page below", publish("us", kind=ArticleKind.PAGE, parent="about")),
    Step("page title", publish("about", kind=ArticleKind.PAGE, title="We")),
    Step("page goes", lambda site: (site.store.articles.delete("about"), site.store.articles.link_articles())),
    Step("menu", lambda site: site.store.settings.save({"menu": "Us = /us"})),
    Step("words", lambda site: site.store.settings.save({"held_words": "casino"})),
    Step("pattern", lambda site: site.store.settings.save({"permalinks": "/{year}/{month}/{slug}"})),
    Step("edit date with the year in addresses", publish("dusk", **NIGHT | {"published_at": NOW - timedelta(days=80)})),
    Step("comment there", lambda site: add(site.store, a_comment("dusk", number=20))),
    Step("edit title there", publish("dusk", **NIGHT | {"published_at": NOW - timedelta(days=80)}, title="Late")),
    Step("delete", lambda site: (site.store.articles.delete("dusk"), site.store.articles.link_articles())),
]


@pytest.fixture
def site(store) -> Iterator[Crawled]:
    with crawled(store) as made:
        made.store.settings.save({"articles_per_page": "2"})
        for number in range(3):
            made.blog.publish(f"post-{number}", tags=("Lamps",), published_at=NOW - timedelta(days=10 + number))
        made.blog.publish("other", tags=("Lamps",), published_at=NOW - timedelta(days=400))
        add(made.store, a_comment("other", number=100))
        made.store.articles.link_articles()
        made.records()
        yield made


def test_crawl(site):
    before = site.seen()
    print(len(before))
    bad = []
    for step in STEPS:
        step.act(site)
        told = site.touched(site.records())
        after = site.seen()
        changed = differing(before, after)
        missed = sorted(address for address in changed if not is_told(address, told))
        idle = sorted(set(told) - {a for a in told if any(is_told(each, frozenset((a,))) for each in changed)})
        print("==", step.name, len(after), len(told), "MISSED", missed, "IDLE", idle)
        before = after
        bad += missed
    assert not bad
