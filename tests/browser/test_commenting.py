"""What a reader does with a comment in a real browser. Without JavaScript it takes pages, with it no page is left."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_a_visit import send, take_a_minute, write

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_visitors = count()
_ARTICLE = "/how-a-comment-travels"
with_script = pytest.mark.parametrize("page", [True], ids=["with JavaScript"], indirect=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_comment_is_previewed_sent_changed_and_taken_back(page: Page):
    take_a_minute(page)
    page.goto("/a-page-is-one-question")
    write(page, "So **bold**, and <b>not</b>", name="Visitor", email=f"preview{next(_visitors)}@example.org")
    press(page, "Preview")
    preview = page.locator("#comment-preview")
    expect(preview.locator("strong")).to_have_text("bold")
    expect(preview).to_contain_text("<b>not</b>")
    expect(page.get_by_label("Comment *")).to_have_value("So **bold**, and <b>not</b>")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("awaiting moderation")

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Comment *").fill("Less *bold*")
    press(page, "Preview")
    expect(preview.locator("em")).to_have_text("bold")
    press(page, "Save")
    expect(page.locator(".e-content em")).to_have_text("bold")

    page.get_by_role("link", name="Edit").click()
    press(page, "Delete")
    expect(page.get_by_role("status").filter(has_text="Your comment is deleted.")).to_be_in_viewport()


def test_faults_of_a_preview_stand_beside_their_fields_and_no_word_is_lost(page: Page):
    page.goto(_ARTICLE)
    words = "é" * 10_001
    page.get_by_label("Comment *").fill(words)
    press(page, "Preview")
    expect(page.locator("#comment-fault")).to_contain_text("longer than 10000 characters")
    expect(page.get_by_label("Comment *")).to_have_value(words)


def test_a_comment_is_reported(page: Page):
    page.goto("/the-guest-book")
    page.get_by_role("link", name="Report the comment by Kofi").first.click()
    expect(page.get_by_role("heading", name="Report the comment by Kofi")).to_be_in_viewport()
    press(page, "Report")
    expect(page.get_by_role("status").filter(has_text="Your report has arrived.")).to_be_in_viewport()


def test_a_permalink_leads_to_a_comment_on_a_later_page(page: Page):
    page.goto("/the-guest-book")
    page.get_by_role("link", name="More comments").click()
    last = page.locator(".comment").last
    words = last.locator(".e-content").inner_text()
    last.locator(".permalink").click()
    expect(page).to_have_url(re.compile(r"\?comment=.+#comment-"))
    shown = page.locator(":target")
    expect(shown).to_contain_text(words)
    expect(shown).to_be_in_viewport()


@with_script
def test_with_javascript_a_preview_and_an_answer_leave_the_page_where_it_is(page: Page):
    page.goto(_ARTICLE)
    page.get_by_label("Comment *").fill("Words that stay")
    page.get_by_role("link", name="Reply to A translator").click()
    answered = page.locator(".comment", has_text="every script").first
    expect(answered.get_by_role("heading", name="Reply to A translator")).to_be_in_viewport()
    expect(answered.get_by_label("Comment *")).to_be_focused()
    expect(answered.get_by_label("Comment *")).to_have_value("Words that stay")
    press(page, "Preview")
    expect(answered.locator("#comment-preview .e-content")).to_have_text("Words that stay")
    expect(page.get_by_text("Preview: not sent yet")).to_be_focused()
    expect(page).to_have_url(re.compile(f"{_ARTICLE}$"))
    page.get_by_role("link", name="Answer the article instead").click()
    expect(page.get_by_role("heading", name="Leave a Reply", exact=True)).to_be_in_viewport()
    expect(answered.get_by_label("Comment *")).to_have_count(0)
    expect(page.locator("[name=comment_parent]")).to_have_value("")
    expect(page.get_by_label("Comment *")).to_have_value("Words that stay")


@with_script
def test_with_javascript_the_last_characters_are_counted(page: Page):
    page.goto(_ARTICLE)
    left = page.locator("#comment-count")
    page.get_by_label("Comment *").fill("🌙" * 9_000)
    expect(left).to_have_text("")
    page.get_by_label("Comment *").fill("🌙" * 9_990)
    expect(left).to_have_text("Characters left: 10")
    page.get_by_label("Comment *").fill("🌙" * 10_002)
    expect(left).to_have_text("Characters left: -2")


@with_script
def test_a_preview_that_cannot_be_had_in_place_is_asked_for_as_a_page(page: Page):
    page.goto(_ARTICLE)
    page.get_by_label("Comment *").fill("Words")
    page.route("**/comments/**", lambda route: route.fulfill(status=503, body="Busy"), times=1)
    press(page, "Preview")
    expect(page.locator("#comment-preview .e-content")).to_have_text("Words")
    expect(page).to_have_url(re.compile("/comments/"))
