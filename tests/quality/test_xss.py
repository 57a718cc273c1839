"""What strangers type stays text, wherever it is shown: no script runs, and nobody else is asked for anything.

Once as the pages are served, and once with their Content-Security-Policy ignored, so that escaping alone is at work.
"""

import json
from collections.abc import Iterator
from datetime import date
from itertools import batched
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import etree
from playwright.sync_api import Route

from blog.feeds import ATOM, FORMATS, JSON, RSS, comments_on, feed_path
from lamppost.local_cloud.local_account import local_account
from search.queries import MOST_WORDS
from storage.comment_desk import CommentDesk
from tests.quality.watched import Watched, watching
from tests.quality.xss_payloads import PAYLOADS
from tests.support.blog import a_comment
from tests.support.dynamodb_local import running
from tests.support.served import Served, serve
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("quality")]

# As many as a feed has at most; an article's page shows half of them, and search ten.
ON_ONE_ARTICLE, ON_ONE_PAGE, HITS = 50, 25, 10
LONGEST_QUERY = 200
NAMES = ".comment .p-author .p-name"
BATCHES = tuple(batched(PAYLOADS, ON_ONE_ARTICLE, strict=False))
_CONTENT = {RSS: "{http://purl.org/rss/1.0/modules/content/}encoded", ATOM: "{http://www.w3.org/2005/Atom}content"}


@pytest.fixture(scope="module")
def blog(tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("xss")
    texts = folder / "articles"
    texts.mkdir()
    for number in range(len(BATCHES)):
        _write(texts, number)
    with running() as endpoint, serve(folder, "--database", endpoint) as served:
        served.lamppost("settings", "set", f"comments_per_page={ON_ONE_PAGE}", f"articles_in_feeds={ON_ONE_ARTICLE}")
        served.lamppost("publish", str(texts))
        _comment(folder)
        for number, batch in enumerate(BATCHES):
            found = f"{len(batch)} results"
            Visitor(served.address).wait_for(
                f"/search?q={word(number)}", lambda answer, found=found: found in answer.text
            )
        yield served
        assert not (failure := served.failure()), failure


def _write(folder: Path, number: int) -> None:
    about = f"---\ntitle: Xss {number}\nauthor: {{ name: A Keeper }}\n---\n"
    (folder / f"{date(2026, 11, 1 + number)}-{slug(number)}.md").write_text(f"{about}\nSafe.\n", encoding="utf-8")


def _comment(folder: Path) -> None:
    """By storage, so that not even the form's own rules stand between."""
    served = json.loads((folder / "local.json").read_text(encoding="utf-8"))
    with local_account(served["endpoint"]) as session:
        desk = CommentDesk(session.client("dynamodb"), served["table_name"])
        for number, batch in enumerate(BATCHES):
            desk.bring_in(
                slug(number),
                [
                    a_comment(slug(number), place, name=payload, url=payload, text=said(word(number), payload))
                    for place, payload in enumerate(batch)
                ],
            )


def said(about: str, payload: str) -> str:
    """The payload as text, as a link's target and words, as each kind of code, in a quote and in a list."""
    lines = payload.split("\n")
    return "\n\n".join(
        (
            f"{about} {payload}",
            f"[x]({payload})",
            f"[{payload}](https://example.org)",
            f"`{payload}`",
            f"```\n{payload}\n```",
            "\n".join(f"    {line}" for line in lines),
            "\n".join(f"> {line}" for line in lines),
            f"- **{payload}**",
        )
    )


def slug(number: int) -> str:
    return f"xss-{number:02}"


def word(number: int) -> str:
    return f"lantern{number:02}"


@pytest.fixture(params=[False, True], ids=["as served", "without its policy"])
def watched(request, browser, blog) -> Iterator[Watched]:
    with watching(browser, blog.address, without_policy=request.param) as page:
        yield page


def test_there_are_as_many_payloads_as_we_say():
    assert len(set(PAYLOADS)) >= 500


def test_nothing_runs_on_the_pages_of_an_article(watched):
    names: list[str] = []
    for number in range(len(BATCHES)):
        address = article(watched.origin, number)
        while address:
            watched.visit(address)
            names += watched.page.eval_on_selector_all(NAMES, "all => all.map(each => each.textContent)")
            more = watched.page.query_selector(".pager a[rel=next][href*='after=']")
            address = more.get_attribute("href").partition("#")[0] if more else ""
    assert watched.seen == []
    assert sorted(map(letters, names)) == sorted(map(letters, PAYLOADS))


def article(origin: str, number: int) -> str:
    """Its path, wherever the permalink pattern puts it."""
    visitor = Visitor(origin)
    return visitor.follow(visitor.get(f"/{slug(number)}")).url.removeprefix(origin)


def letters(text: str) -> str:
    return "".join(each for each in text if each.isprintable() and not each.isspace())


def test_nothing_runs_where_comments_are_found(watched):
    hits = 0
    for number, batch in enumerate(BATCHES):
        for page in range(-(-len(batch) // HITS)):
            watched.visit(f"/search?q={word(number)}&page={page + 1}")
            hits += watched.page.locator("article mark").count()
    assert watched.seen == []
    assert hits >= len(PAYLOADS)


def test_nothing_runs_where_it_is_searched_for(browser, blog):
    with watching(browser, blog.address, without_policy=True) as watched:
        for query in queries():
            watched.visit(f"/search?q={quote(query, safe='')}")
        assert watched.seen == []


def queries() -> Iterator[str]:
    """All payloads, as many at once as a query may hold."""
    together = ""
    for payload in PAYLOADS:
        longer = f"{together} {payload}"
        if together and (len(longer) > LONGEST_QUERY or len(longer.split()) > MOST_WORDS):
            yield together
            longer = payload
        together = longer
    yield together


def test_nothing_runs_in_a_form_that_comes_back(watched):
    for batch in BATCHES:
        watched.visit(article(watched.origin, 0))
        words = "\n".join(batch)
        assert letters(watched.send(words)) == letters(words) * 4
    assert watched.seen == []


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_runs_in_a_feed_or_in_what_it_says(browser, blog, name):
    entries = 0
    with watching(browser, blog.address, without_policy=True) as watched:
        for number in range(len(BATCHES)):
            address = feed_path(comments_on(slug(number)), name)
            watched.visit(address)
            contents = contents_of(name, Visitor(watched.origin).get(address).content)
            watched.show("".join(f"<article>{html}</article>" for html in contents))
            entries += watched.page.locator("body > article").count()
        assert watched.seen == []
    assert entries == len(PAYLOADS)


def contents_of(name: str, feed: bytes) -> list[str]:
    if name == JSON:
        return [entry["content_html"] for entry in json.loads(feed)["items"]]
    return [element.text for element in etree.fromstring(feed).iter(_CONTENT[name])]


def test_a_script_that_gets_through_is_seen(watched, blog):
    def plant(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("&lt;", "<").replace("&gt;", ">"))

    watched.page.route(f"**/{slug(0)}", plant)
    watched.visit(article(watched.origin, 0))
    assert [each for each in watched.seen if each.startswith(("a script ran", "the policy was needed"))]
    assert [each for each in watched.seen if each.startswith("in the page")]


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<img src=x onerror=xss()>", "a script ran"),
        ("<script>alert(1)</script>", "a script asked"),
        ("<img src=https://evil.test/a.png>", "the browser asked for https://evil.test/a.png"),
        ("<a href=javascript:xss()>x</a>", "in the page"),
        ("<p class=x>x</p>", "in the page"),
    ],
)
def test_what_gets_into_a_feed_is_seen(browser, blog, html, seen):
    with watching(browser, blog.address, without_policy=True) as watched:
        watched.show(f"<article>{html}</article>")
        assert any(each.startswith(seen) for each in watched.seen)
