"""A reader's visit in a real browser, with and without JavaScript: to read, to answer, to err, to be remembered."""

import json
import re
from itertools import count
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.served import Served
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_visitors = count()


def write(page: Page, words: str, *, name: str, email: str, remember: bool = False) -> None:
    page.get_by_label("Comment *").fill(words)
    page.get_by_label("Name").first.fill(name)
    page.get_by_label("E-mail *").fill(email)
    if remember:
        page.get_by_label("Save my name").check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Post Comment").click()


def take_a_minute(page: Page) -> None:
    """From now on forms are sent as if they had been opened long ago: a browser types faster than any person."""

    def older(route: Route) -> None:
        data = dict(parse_qsl(route.request.post_data or "", keep_blank_values=True))
        route.continue_(post_data=urlencode(data | {"opened": "2026-01-01T00:00:00+00:00"}))

    page.route("**/comments/**", older)


def test_a_reader_finds_an_article_reads_it_and_walks_on(page: Page):
    page.goto("/")
    page.get_by_role("link", name="How a comment travels").click()
    expect(page).to_have_title("How a comment travels · Lamppost")
    expect(page.get_by_role("heading", level=1)).to_have_text("How a comment travels")
    expect(page.get_by_role("heading", name="8 thoughts on “How a comment travels”")).to_be_visible()
    expect(page.get_by_role("heading", name="About The keepers")).to_be_visible()
    page.get_by_role("link", name="Previous The table, drawn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The table, drawn")


def test_a_first_comment_waits_is_approved_and_the_next_one_appears(page: Page, served: Served):
    number = next(_visitors)
    visitor, words = f"visitor{number}@example.org", f"First words <b>of {number}</b>"
    page.goto("/a-page-is-one-question")
    write(page, words, name="A visitor", email=visitor, remember=True)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("awaiting moderation")
    expect(page.get_by_text(words)).to_be_visible()
    notice = page.url

    page.goto("/a-page-is-one-question")
    expect(page.get_by_text(words)).to_have_count(0)
    (pending,) = [
        each for each in json.loads(served.lamppost("comments", "list", "--json")) if each["email"] == visitor
    ]
    served.lamppost("comments", "approve", pending["id"])
    page.goto(notice)
    comment = page.locator(f"#comment-{pending['id']}")
    expect(comment).to_contain_text(words)
    expect(comment).to_be_in_viewport()

    comment.get_by_role("link", name="Reply to A visitor").click()
    expect(page.get_by_role("heading", name="Reply to A visitor")).to_be_in_viewport()
    expect(page.get_by_label("Name").first).to_have_value("A visitor")
    expect(page.get_by_label("E-mail *")).to_have_value(visitor)
    page.get_by_label("Comment *").fill(f"An answer to {number}")
    take_a_minute(page)
    send(page)
    answer = page.locator(".comment.step-1", has_text=f"An answer to {number}")
    expect(answer).to_be_in_viewport()
    expect(answer).to_contain_text("In reply to A visitor")
    page.reload()
    expect(answer).to_have_count(1)


def test_a_form_with_faults_comes_back_with_every_word(page: Page):
    page.goto("/what-it-costs")
    write(page, "Long thought", name="A visitor", email="a@b")
    page.get_by_role("textbox", name="Website").fill("not a website")
    send(page)
    expect(page.locator("#email-fault")).to_contain_text("does not look like an e-mail address")
    expect(page.locator("#url-fault")).to_contain_text("does not look like a web address")
    expect(page.get_by_label("Comment *")).to_have_value("Long thought")
    expect(page.get_by_role("textbox", name="Website")).to_have_value("not a website")
    expect(page.locator("#email-fault")).to_be_in_viewport()


def test_an_unknown_address_helps(page: Page):
    page.goto("/no-such-thing")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    page.get_by_role("link", name=re.compile("newest articles")).click()
    expect(page).to_have_url(re.compile("/$"))


def test_a_mistyped_address_leads_to_what_was_meant(page: Page):
    page.goto("/how-a-coment-travels")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_have_value("how a coment travels")
    page.get_by_role("main").get_by_role("link", name="How a comment travels").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How a comment travels")


def test_a_reader_searches_and_finds_the_words_marked(page: Page, served: Served):
    Visitor(served.address).wait_for("/search?q=lamp", lambda answer: bool(answer.page.css("mark")))
    page.goto("/what-it-costs")
    page.get_by_role("link", name="Search").first.click()
    page.get_by_role("main").get_by_role("searchbox").fill("comment trav")
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_title("Search for “comment trav” · Lamppost")
    first = page.get_by_role("article").first
    assert {word.lower() for word in first.locator("mark").all_inner_texts()} >= {"comment", "travels"}
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How a comment travels")


def test_a_reader_likes_an_article_once_and_takes_it_back(page: Page):
    page.goto("/the-table-drawn")
    before = liked_by(page)
    page.get_by_role("button", name="Like").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    page.goto("/the-table-drawn")
    page.get_by_role("button", name="Like").click()
    assert liked_by(page) == before + 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back.")
    assert liked_by(page) == before


def liked_by(page: Page) -> int:
    number = re.search(r"(One|\d+) readers? likes? this", page.locator("#likes").inner_text())
    return int(number[1].replace("One", "1")) if number else 0


def test_a_reader_browses_by_page_month_tag_and_author(page: Page):
    page.goto("/")
    newest = page.get_by_role("article").get_by_role("heading").all_inner_texts()
    page.get_by_role("link", name="Older").click()
    assert not set(newest) & set(page.get_by_role("article").get_by_role("heading").all_inner_texts())
    page.get_by_role("link", name="Newer").click()
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(newest)
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Archive").click()
    page.get_by_role("main").get_by_role("link", name="November 2026").click()
    page.get_by_role("link", name="The table, drawn").click()
    page.get_by_role("list", name="Tags").get_by_role("link").first.click()
    page.get_by_role("link", name="The table, drawn").click()
    page.locator(".h-card").get_by_role("link", name="The keepers").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The keepers")


ADDRESSES = [
    "/",
    "/a-blog-without-a-server",
    "/how-a-comment-travels",
    "/the-table-drawn",
    "/writing-in-markdown",
    "/code-in-colour",
    "/the-guest-book",
    "/about/colophon",
    "/pages",
    "/archive",
    "/tags",
    "/tag/night",
    "/author/keepers",
    "/search?q=lamp",
    "/no",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
def test_no_page_is_wider_than_its_window(browser: Browser, served: Served, width: int, scheme: str):
    context = browser.new_context(
        base_url=served.address, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()


def test_dark_and_light_are_different_papers(browser: Browser, served: Served):
    papers = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=served.address, color_scheme=scheme)
        page = context.new_page()
        page.goto("/")
        papers.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert len(papers) == 2


def test_the_log_has_a_line_for_each_request_and_nobodys_address(page: Page, served: Served):
    page.goto("/what-it-costs")
    line = next(line for line in reversed(served.log) if "/what-it-costs" in line)
    assert re.search(r"GET\s+/what-it-costs\s+200\s+\d+ ms\s+1 DynamoDB call\b", line)
    assert "@example.org" not in "".join(served.log)
