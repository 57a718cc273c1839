"""A comment that the table does not take: its words are on the page, and are taken when the table takes them again."""

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.served import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_storms = count()
_ARTICLE = "/a-page-is-one-question"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("lamppost"), "--fault", "none") as blog:
        yield blog


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser, faulty: Served) -> Iterator[Page]:
    context = browser.new_context(base_url=faulty.address, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def test_words_survive_a_table_that_takes_nothing_and_are_posted_by_loading_the_page_again(page: Page, faulty: Served):
    assert "Faults: none\n" in faulty.log
    page.goto(_ARTICLE)
    words = f"Kept through storm {next(_storms)}"
    page.get_by_label("Comment *").fill(words)
    page.get_by_label("Name").first.fill("A visitor")
    page.get_by_label("E-mail *").fill("visitor@example.org")
    assert faulty.lamppost("fault", "throttle") == "throttle\n"
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The blog is busy just now")
    expect(page.locator("blockquote.kept")).to_have_text(words)

    assert faulty.lamppost("fault", "none") == "none\n"
    page.reload()
    expect(page).to_have_url(re.compile("awaiting="))
    expect(page.get_by_text(words)).to_be_visible()
    assert faulty.failure() == ""
